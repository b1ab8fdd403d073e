using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>
/// Files and checksums that were not made by this program: tests/parity/write_checksums.py made them, by libxxhash and
/// hashlib.
/// </summary>
public sealed class StoredChecksumTests
{
    [Theory]
    [InlineData(ContentDigest.Name)]
    [InlineData(ContentDigest.EarlierChainName)]
    [InlineData(ContentDigest.EarliestName)]
    public void Files_AreReadAndVerified_UnderEveryChecksum(string digest)
    {
        string path = Path.Combine(Golden.Folder(), "checksums", digest + ".safetensors");

        RequireStored(SafeTensors.Read(path));
        SafeTensors.Map(path, mapped =>
        {
            RequireStored(mapped);
            return 0;
        });
    }

    /// <summary>
    /// The last piece is 240 bytes long, whose checksum is XXH64 under every name, then 241 or more; then three whole
    /// pieces.
    /// </summary>
    [Theory]
    [InlineData(
        262204, "4f23f0dad1b2d8ae", "14d2238eca5ba592",
        "6b81d1f2cc6983728399a7a47235aed5150649a8fb86126ebe5e210a6500b2fb")]
    [InlineData(
        262205, "ff9fc9fcfe004857", "278894698b573148",
        "e856c2ea7ac8e6f9aa0b068cd8cc7d23f9c39844e75702a393dad1160dd02f99")]
    [InlineData(
        786432, "15e543d5ebcfc60a", "1475f1bf19a1e046",
        "a17d57f9e747eb9b46b7e170dfa6030c2c167021de6ae8bb9eb18b7390c6ccc8")]
    public void Of_EqualsTheReference_WhenATensorHasSeveralPieces(int length, string xxh3, string xxh64, string sha256)
    {
        var content = new TensorFile([new StoredTensor("long", new Shape(length), Floats(length))], []);

        Assert.Equal(
            (xxh3, xxh64, sha256),
            (
                ContentDigest.Of(content), ContentDigest.Of(content, ContentDigest.EarlierChainName),
                ContentDigest.Of(content, ContentDigest.EarliestName)));
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
