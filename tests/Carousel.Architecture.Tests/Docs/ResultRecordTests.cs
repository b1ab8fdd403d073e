using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>
/// Each table of docs/results is written from a record, and each figure of these pages and of the README is in one.
/// </summary>
public sealed partial class ResultRecordTests
{
    private const string Begin = "<!-- record: ", BeginEnd = " -->\n", End = "<!-- end of record -->\n",
        Readme = "README.md";

    // The last change of the answers of each job.
    private static readonly Dictionary<string, string> _changed =
        File.ReadLines(Path.Combine(Repository.Root, "docs/results/answers.tsv")).Skip(1)
            .Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => cells[1]);

    [Fact]
    public void Records_AreComplete()
    {
        Assert.NotEmpty(ResultRecord.All);
        string[] violations = [.. ResultRecord.All.Values.SelectMany(record => record.Violations(_changed.Keys))];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Tables_AreThoseOfTheirRecords()
    {
        foreach (SourceFile page in Pages())
        {
            string written = Written(page.Text);
            if (Environment.GetEnvironmentVariable(DocsTests.UpdateVariable) == "1" && written != page.Text)
            {
                File.WriteAllText(page.FullPath, written);
                continue;
            }

            Assert.Equal(written, page.Text);
        }
    }

    [Fact]
    public void Records_StandOnTheirPages() =>
        Assert.All(
            ResultRecord.All.Values,
            record => Assert.Contains(
                $"{Begin}{record.Name}{BeginEnd}", new SourceFile(record.Page).Text, StringComparison.Ordinal));

    [Fact]
    public void Pages_HaveNoTableOutsideOfRecords()
    {
        string[] violations =
        [
            .. Pages().Where(page => page.Name != Readme)
                .Where(page => Separators().IsMatch(Blocks().Replace(page.Text, "")))
                .Select(page => page.Path),
        ];
        Assert.True(violations.Length == 0, "Tables without a record: " + string.Join(", ", violations));
    }

    [Fact]
    public void Figures_OfProseAreInARecordOfTheirPage()
    {
        string[] violations =
        [
            .. Pages().SelectMany(page => Unrecorded(
                Blocks().Replace(page.Text, ""),
                page.Name == Readme
                    ? ResultRecord.All.Values : ResultRecord.All.Values.Where(record => record.Page == page.Path))
                .Select(figure => $"{page.Path}: {figure}")),
            .. Unrecorded(
                new SourceFile(Readme).Text, Names().Matches(new SourceFile(Readme).Text)
                    .SelectMany(match => match.Groups[1].Value.Split(' '))
                    .Select(name => ResultRecord.All[name])).Select(figure => $"{Readme}: {figure}"),
        ];
        Assert.True(violations.Length == 0, "Figures without a record:\n" + string.Join('\n', violations));
    }

    [Theory]
    [InlineData("The error is 29.4.", "")]
    [InlineData("The error is 29.5.", "29.5")]
    [InlineData("It fell by 12.5 % with .NET 10.0 and PyTorch 1.13 in `a 7.7`.", "12.5")]
    public void Figure_WithoutARecord_IsFound(string prose, string expected) =>
        Assert.Equal(expected, string.Join(' ', Unrecorded(prose, [Example("2026-11-20")])));

    [Fact]
    public void Table_OlderThanTheAnswersOfItsJob_IsStale()
    {
        Assert.Equal(
            "| MAE |\n|---|\n| 29.4 |\n\n*Recorded 2026-11-20, commit 01234567, seeds 1, 2; "
            + "stale since 2026-11-21*\n",
            Example("2026-11-20").Markdown("2026-11-21"));
        Assert.DoesNotContain("stale", Example("2026-11-21").Markdown("2026-11-21"), StringComparison.Ordinal);
    }

    private static ResultRecord Example(string date) =>
        new("docs/a.md", "forecast", [], "carousel forecast", [1, 2], "0123456789", date, "m", ["MAE"], [["29.4"]]);

    private static IReadOnlyList<SourceFile> Pages() => Repository.Files("docs/results", ".md");

    private static string Written(string page) => Blocks().Replace(
        page,
        block => ResultRecord.All.GetValueOrDefault(block.Groups[1].Value) is { } record
            ? $"{Begin}{record.Name}{BeginEnd}{record.Markdown(_changed.GetValueOrDefault(record.Job, ""))}{End}"
            : throw new InvalidDataException($"There is no docs/results/records/{block.Groups[1].Value}.json."));

    // Decimal numbers and percentages that are no versions and stand in no code.
    private static IEnumerable<string> Unrecorded(string text, IEnumerable<ResultRecord> records)
    {
        HashSet<string> known =
        [
            .. records.SelectMany(record => record.Rows.SelectMany(row => row)
                    .Concat(record.Columns).Concat(record.Figures ?? []))
                .SelectMany(cell => Figure().Matches(cell).Select(match => match.Value)),
        ];
        return Figure().Matches(Code().Replace(text, "")).Select(match => match.Value)
            .Where(figure => !known.Contains(figure)).Distinct();
    }

    [GeneratedRegex(@"<!-- record: (\S+) -->\n.*?<!-- end of record -->\n", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\n\| ?:?---")]
    private static partial Regex Separators();

    [GeneratedRegex("<!-- records: (.+?) -->")]
    private static partial Regex Names();

    [GeneratedRegex("```(?:shell|csharp|json).*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"(?<![\w.])(?<!(?:\.NET|PyTorch|Python|scikit-learn|Keras|Runtime|GCC|Debian|RabbitMQ|TensorFlow\.js|arXiv) )"
        + @"(?:\d[\d,]*\.\d+(?![\w.]*\.\d)|\d+(?= %(?! interval)))")]
    private static partial Regex Figure();
}
