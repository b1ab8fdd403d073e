using Carousel.Interchange.Keras;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Keras;

[Collection(typeof(Alone))]
public sealed class HostileKerasTests
{
    [Fact]
    public void Import_RefusesOrReads_WhenFilesAreDamaged() => Import(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Import_RefusesOrReads_WhenManyFilesAreDamaged() =>
        TestContext.Current.TestOutputHelper!.WriteLine(Import(100_000).ToString());

    [Theory]
    [InlineData("lstm", "3_dense/0", "has a kernel of the shape [4, 0]")]
    [InlineData("embedding-bidirectional", "1_embedding/0", "has a table of the shape [4, 0]")]
    public void Import_RefusesAWeight_WithoutValues(string name, string weight, string sentence)
    {
        TensorFile sound = SafeTensors.Read(KerasGolden.File(name));
        var file = new TensorFile(
            [
                .. sound.Tensors.Values.Where(t => t.Name != weight),
                new StoredTensor(weight, new Shape(4, 0), Array.Empty<float>()),
            ], sound.Metadata);

        Assert.Contains(
            sentence,
            Assert.Throws<ModelFileException>(() => KerasModel.Import(file, "k.safetensors", threads: 1)).Message,
            StringComparison.Ordinal);
    }

    private static HostileFilesResult Import(int count)
    {
        byte[][] originals = [.. KerasGolden.Names().Select(name => File.ReadAllBytes(KerasGolden.File(name)))];

        HostileFilesResult result = HostileFiles.Read(
            originals, ".safetensors", count, seed: 4, path => KerasModel.Import(path, threads: 1).Model.Dispose(),
            exception => exception is ModelFileException);

        // Damage in a weight is mostly seen by the example; one in a setting that only training needs is not.
        Assert.InRange(result.Refused, count / 2, count - 1);
        return result;
    }
}
