using System.IO.Compression;
using System.Text;
using Carousel.Interchange.PyTorch;

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
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("", 0u)]
    public void Crc32_IsTheOneOfTheStandard(string text, uint expected) => Assert.Equal(expected, Crc32.Append(0, Encoding.ASCII.GetBytes(text)));
}
