using System.Text;

namespace Carousel.Report.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_MakesTheFolderAndLeavesOneFile()
    {
        string path = Path.Combine(_folder, "out", "report.html");
        ReportWriter.Write(Documents.Full, path);

        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        Assert.Equal(Encoding.UTF8.GetBytes(ReportWriter.ToHtml(Documents.Full)), File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_ReplacesAnOlderReport()
    {
        string path = Path.Combine(_folder, "report.html");
        File.WriteAllText(path, "old");
        ReportWriter.Write(Documents.Full, path);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LeavesTheOlderReport_WhenTheDocumentDoesNotFit()
    {
        string path = Path.Combine(_folder, "report.html");
        File.WriteAllText(path, "old");
        ReportDocument bad = Documents.Of(new BarChart("Errors", Axis.Range("", 1, 3), [new Series("model", [1, 2])]));

        Assert.Throws<ArgumentException>(() => ReportWriter.Write(bad, path));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_LeavesNoTemporaryFile_WhenTheNameIsAFolder()
    {
        string path = Path.Combine(_folder, "report.html");
        Directory.CreateDirectory(path);

        Exception? error = Record.Exception(() => ReportWriter.Write(Documents.Full, path));
        Assert.True(error is IOException or UnauthorizedAccessException, $"Unexpected: {error}");
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    public static TheoryData<object, string> Misfits => new()
    {
        { new LineChart("L", Axis.Range("", 0, 2), [new Series("a", [1])]),
            "Chart 'L': 'a' has 1 values, expected 2." },
        { new LineChart("L", Axis.Range("", 0, 1), []) { Bands = [new Band("b", [1], [])] },
            "Chart 'L': the upper bound of 'b' has 0 values, expected 1." },
        { new LineChart("L", Axis.Range("", 0, 1), []) { Markers = [new Marker(1, "m")] },
            "Chart 'L': marker 'm' is at position 1, expected 0 to 0." },
        { new HeatMap("H", Axis.Range("", 0, 2), ["0"], [1]), "Chart 'H': the field has 1 values, expected 2." },
        { new Histogram("H", [1, 2], [1, 2]), "Chart 'H': the list of edges has 2 values, expected 3." },
        { new Histogram("H", [2, 1], [1]), "Chart 'H': after 2 comes the edge 1, expected a larger finite number." },
        { new Histogram("H", [0, 1], [1]) { IsLogarithmic = true },
            "Chart 'H': after 0 comes the edge 0, expected a larger finite number." },
        { new Table([new("a"), new("b")], [TableRow.Of("x")]) { Caption = "T" },
            "Table 'T': row 'x' has 1 cells, expected 2, one for each column." },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void ToHtml_SaysWhatDoesNotFit(object block, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of((Block)block))).Message);
}
