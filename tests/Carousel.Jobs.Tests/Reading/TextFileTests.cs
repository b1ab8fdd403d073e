using System.IO.Compression;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Packed files that are not whole, and text that is not UTF-8.</summary>
public sealed class TextFileTests : IDisposable
{
    private const string Rows = "date,sales\n2001-01-01,1149.62\n2001-01-02,1108.77\n2001-01-03,1233.05\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AGzipFileThatIsCutAnywhere_IsRejected()
    {
        byte[] first = Pack(Rows), both = [.. first, .. Pack("2001-01-04,1194.4\n")];

        Assert.Equal(4, SeriesReader.ReadCsv(Write("whole.csv.gz", both))[0].Length);
        Assert.Equal(3, SeriesReader.ReadCsv(Write("one.csv.gz", first))[0].Length);
        foreach (int length in Enumerable.Range(2, both.Length - 2).Where(n => n != first.Length))
        {
            string path = Write("cut.csv.gz", both[..length]);
            Assert.Contains("cut.csv.gz is a gzip file that ends early", Refused(path), StringComparison.Ordinal);
            string text = Assert.Throws<DataFormatException>(() => TextLines.ReadAll(path)).Message;
            Assert.Contains("ends early", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AMemberWithoutItsTrailer_IsRejected_AlsoBeforeAnother()
    {
        byte[] both = [.. Pack(Rows)[..^8], .. Pack("2001-01-04,1194.4\n")];

        Assert.Contains("damaged gzip", Refused(Write("trailer.csv.gz", both)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void AWrongChecksumOrLength_IsRejected(int fromEnd)
    {
        byte[] packed = Pack(Rows);
        packed[^fromEnd] ^= 1;

        Assert.Contains("damaged gzip", Refused(Write("wrong.csv.gz", packed)), StringComparison.Ordinal);
    }

    [Fact]
    public void BytesAfterAGzipFile_AreRejected_AndZerosAreNot()
    {
        Assert.Contains(
            "other bytes follow", Refused(Write("other.csv.gz", [.. Pack(Rows), .. "2001-01-04,1\n"u8])),
            StringComparison.Ordinal);
        Assert.Equal(3, SeriesReader.ReadCsv(Write("zeros.csv.gz", [.. Pack(Rows), .. new byte[600]]))[0].Length);
    }

    [Fact]
    public void AGzipFileThatIsMadeToFillMemory_IsRejected()
    {
        string path = _folder.File("bomb.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize))
        {
            byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1 << 16)));
            for (int i = 0; i < 300; i++)
            {
                gzip.Write(lines);
            }
        }

        using TextReader reader = TextFile.Open(path);
        char[] some = new char[1 << 16];
        long read = 0;
        DataFormatException exception = Assert.Throws<DataFormatException>(() =>
        {
            for (int count; (count = reader.Read(some, 0, some.Length)) > 0;)
            {
                read += count;
            }
        });
        Assert.Contains(
            "bomb.csv.gz unpacks to more than 500 times its size, as no real table or text does.", exception.Message,
            StringComparison.Ordinal);
        Assert.InRange(read, 1, 65L << 20);
    }

    [Fact]
    public void AnEmptyGzipFile_IsEmpty() =>
        Assert.Contains("is empty", Refused(Write("empty.csv.gz", Pack(""))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(4094)]
    [InlineData(20_000)]
    public void BytesThatAreNotUtf8_AreWindows1252_WhereverTheyAre(int before)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(new string('a', before)), 0x80, 0x93, 0xFC, .. " ü–"u8, 0xC3];
        string expected = new string('a', before) + "€“ü ü–Ã", path = Write("text.txt", text);

        Assert.Equal(expected, TextLines.ReadAll(path));
        using TextReader reader = TextFile.Open(path);
        Assert.Equal(expected, reader.ReadToEnd());
        using TextReader marked = TextFile.Open(Write("marked.txt", [0xEF, 0xBB, 0xBF, .. text]));
        Assert.Equal(expected, marked.ReadToEnd());
    }

    [Fact]
    public void AColumnInWindows1252_HasItsName() => Assert.Equal(
        ["Umsatz €"],
        SeriesReader.ReadCsv(Write("euro.csv", [.. "date;Umsatz "u8, 0x80, .. "\n2001-01-01;1\n2001-01-02;2\n"u8]))
            .Columns);

    [Fact]
    public void AByteThatIsNeither_IsRefusedInText_WithItsPlace()
    {
        var caught = Assert.Throws<DataFormatException>(
            () => TextLines.ReadAll(Write("text.txt", [.. "one\ntwo "u8, 0x80, 0x81])));

        Assert.EndsWith(
            "text.txt:2: byte 10 is neither UTF-8 nor Windows-1252. Save the text as UTF-8.", caught.Message,
            StringComparison.Ordinal);
    }

    private static string Refused(string path) =>
        Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(path)).Message;

    private string Write(string name, byte[] bytes)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
