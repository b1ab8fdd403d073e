using Carousel.Interchange.Keras;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Keras;

public sealed class HostileKerasTests
{
    [Theory]
    [InlineData(1500)]
    [InlineData(100_000, Explicit = true)]
    public void Import_RefusesOrReads_DamagedFiles(int count)
    {
        byte[][] originals = [.. KerasGolden.Names().Select(name => File.ReadAllBytes(KerasGolden.File(name)))];

        HostileFilesResult result = HostileFiles.Read(
            originals, ".safetensors", count, seed: 4, path => KerasModel.Import(path, threads: 1).Model.Dispose(), exception => exception is ModelFileException);

        Assert.InRange(result.Refused, count / 2, count - 1);
    }
}
