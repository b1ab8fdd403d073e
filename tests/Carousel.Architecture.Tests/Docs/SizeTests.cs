using System.Globalization;
using System.Text.Json;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>
/// The table of sizes of docs/reference/packages.md is what eng/measure-sizes.sh measured, and that is not out of date.
/// </summary>
public sealed class SizeTests
{
    private const string Begin = "<!-- sizes: docs/sizes.json -->\n";
    private const string End = "<!-- end of sizes -->\n";
    private const double MostChange = 0.1;

    private static readonly (string Library, string What)[] _libraries =
    [
        ("Carousel", "the library, no dependencies"), ("Carousel.Inspection", "looking inside networks"),
        ("Carousel.Report", "the HTML report"), ("Carousel.Jobs", "the frame of every job"),
        ("Carousel.Series", "forecasts, anomalies, lives, classes"),
        ("Carousel.Text", "language, tags, translation, speech"),
        ("Carousel.Media", "pictures, handwriting, music, clips"), ("Carousel.Genomes", "genomes"),
        ("Carousel.Interchange", "other formats and places"), ("Carousel.Extensions", ".NET hosts"),
        ("Carousel.Data", "tables in Excel, Parquet, Arrow and ML.NET"),
        ("Carousel.Cluster", "brokers, stores and a queue of parts"), ("Carousel.Server", "the server for state"),
        ("Carousel.Client", "its client"),
    ];

    private static readonly Dictionary<string, long> _measured =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(
            Repository.Root, "docs", "sizes.json"))).RootElement.EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.GetInt64());

    [Fact]
    public void Table_IsTheOneOfTheMeasuredSizes()
    {
        string path = Path.Combine(Repository.Root, "docs", "reference", "packages.md"),
            page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(
            begin >= Begin.Length && end >= begin, "docs/reference/packages.md has no place for the table of sizes.");
        if (Environment.GetEnvironmentVariable(DocsTests.UpdateVariable) == "1")
        {
            File.WriteAllText(path, page[..begin] + Table() + page[end..]);
            return;
        }

        Assert.Equal(Table(), page[begin..end]);
    }

    [Fact]
    public void Libraries_HaveTheSizesThatWereMeasured()
    {
#if DEBUG
        Assert.Skip("Sizes are those of the Release build.");
#endif
        Assert.All(_libraries, library =>
        {
            long now = new FileInfo(Path.Combine(AppContext.BaseDirectory, library.Library + ".dll")).Length,
                then = _measured[library.Library + ".dll"];
            Assert.True(
                Math.Abs(now - then) <= MostChange * then,
                $"{library.Library}.dll has {now:N0} bytes, docs/sizes.json says {then:N0}: run eng/measure-sizes.sh, "
                + $"then these tests once with {DocsTests.UpdateVariable}=1.");
        });
    }

    private static string Table() => string.Concat(
    [
        "| | assembly | package |\n| --- | ---: | ---: |\n",
        .. _libraries.Select(
            library =>
                $"| `{library.Library}`: {library.What} | {Size(library.Library + ".dll")} "
                + $"| {Size(library.Library + " package")} |\n"),
        $"| `Carousel.Cli`: the command as a tool, with samples | | {Size("Carousel.Cli package")} |\n",
        $"| the command with the runtime, a folder | {Size("folder")} | |\n",
        $"| the same as one file | {Size("file")} | |\n",
        $"| the same, trimmed | {Size("trimmed")} | |\n",
    ]);

    private static string Size(string name)
    {
        long bytes = _measured[name];
        return bytes < 999_500 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:F0} kB")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(bytes < 9_950_000 ? Math.Round(bytes / 1e6, 1) : Math.Round(bytes / 1e6))} MB");
    }
}
