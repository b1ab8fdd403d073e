using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>
/// A file and checksums that were not made by this program: tests/parity/write_checksums.py made them, by libxxhash.
/// </summary>
public sealed class StoredChecksumTests
{
    [Fact]
    public void AFile_IsReadAndVerified()
    {
        string path = Path.Combine(Golden.Folder(), "checksums", "xxh3.safetensors");

        RequireStored(SafeTensors.Read(path));
        SafeTensors.Map(path, mapped =>
        {
            RequireStored(mapped);
            return 0;
        });
    }

    /// <summary>
    /// The last piece is 240 bytes long, whose checksum is XXH64, then 241 or more; then three whole
    /// pieces.
    /// </summary>
    [Theory]
    [InlineData(262204, "4f23f0dad1b2d8ae")]
    [InlineData(262205, "ff9fc9fcfe004857")]
    [InlineData(786432, "15e543d5ebcfc60a")]
    public void Of_EqualsTheReference_WhenATensorHasSeveralPieces(int length, string xxh3)
    {
        var content = new TensorFile([new StoredTensor("long", new Shape(length), Floats(length))], []);

        Assert.Equal(xxh3, ContentDigest.Of(content));
    }

    private static void RequireStored(TensorFile file)
    {
        Assert.True(file.IsVerified);
        Assert.Equal([new("format", "pt"), new("note", "Größe 3 €")], file.Metadata);
        Assert.Equal(["cube", "matrix", "short", "shortest.of.xxh3"], file.Tensors.Keys);
        Assert.Equal(new Shape(3, 5, 7), file.Tensors["cube"].Shape);
        Assert.All(
            (string[])["cube", "short", "shortest.of.xxh3"],
            name => Assert.Equal(Floats(file.Tensors[name].Shape.Length), file.Tensors[name].Values.ToArray()));
        QuantizedMatrix matrix = file.Tensors["matrix"].Quantized!;
        Assert.Equal((8, 40), (matrix.Rows, matrix.Columns));
        Assert.Equal(Enumerable.Range(0, 320).Select(k => (sbyte)((k % 255) - 127)), matrix.Values.ToArray());
        Assert.Equal(Enumerable.Range(1, 8).Select(k => k * 0.25f), matrix.Scales.ToArray());
    }

    private static float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(k => (k % 251 * 0.5f) - 60)];
}
