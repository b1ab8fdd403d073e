using System.IO.Compression;
using System.Text;
using Carousel.Interchange.PyTorch;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.PyTorch;

public sealed class ZipWriterTests
{
    [Fact]
    public void Archive_IsReadByTheBaseLibrary_AndItsFilesLieAtMultiplesOf64()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("a/data.pkl", "some bytes"u8);
        zip.Add("a/data/0", new byte[100]);
        zip.Add("a/data/1", [1, 2, 3]);
        zip.Finish();

        List<ZipEntry> entries = ZipReader.Read(stream, "made");
        Assert.All(entries, e => Assert.Equal(0, e.Offset % 64));
        Assert.All(entries, e => Assert.True(ZipReader.IsSound(stream, e)));
        stream.Position = 0;
        using var read = new ZipArchive(stream);
        Assert.Equal(["a/data.pkl", "a/data/0", "a/data/1"], read.Entries.Select(e => e.FullName));
        using var text = new StreamReader(read.Entries[0].Open(), Encoding.ASCII);
        Assert.Equal("some bytes", text.ReadToEnd());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8_170)]
    [InlineData(8_192)]
    [InlineData(65_535)]
    public void Read_FindsTheList_BehindWhichAComment(int length)
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("a/data/0", new byte[20_000]);
        zip.Finish();
        stream.Position = stream.Length - 2;
        stream.Write(BitConverter.GetBytes((ushort)length));
        stream.Write(new byte[length]);

        ZipEntry entry = Assert.Single(ZipReader.Read(stream, "made"));

        Assert.True(ZipReader.IsSound(stream, entry));
    }

    [Fact]
    public void Read_RefusesAName_WithALineEnd()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("a\nb/data.pkl", [1]);
        zip.Finish();

        Assert.Equal(
            "made: the name of the archived file 'a\ufffdb/data.pkl' has a line end or another control character in "
            + "it.", Assert.Throws<ModelFileException>(() => ZipReader.Read(stream, "made")).Message);
    }
}
