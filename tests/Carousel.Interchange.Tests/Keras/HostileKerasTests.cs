using Carousel.Interchange.Keras;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Keras;

public sealed class HostileKerasTests
{
    [Fact]
    public void Import_RefusesOrReads_WhenFilesAreDamaged() => Import(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Import_RefusesOrReads_WhenManyFilesAreDamaged() => TestContext.Current.TestOutputHelper!.WriteLine(Import(100_000).ToString());

    private static HostileFilesResult Import(int count)
    {
        byte[][] originals = [.. KerasGolden.Names().Select(name => File.ReadAllBytes(KerasGolden.File(name)))];

        HostileFilesResult result = HostileFiles.Read(
            originals, ".safetensors", count, seed: 4, path => KerasModel.Import(path, threads: 1).Model.Dispose(), exception => exception is ModelFileException);

        // Damage in a weight is mostly seen by the example; one in a setting that only training needs is not.
        Assert.InRange(result.Refused, count / 2, count - 1);
        return result;
    }
}
