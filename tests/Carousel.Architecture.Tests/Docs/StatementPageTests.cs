using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>
/// The page of 133 statements is written from a table: numbers, group, statement, command, evidence, verdict.
/// </summary>
public sealed partial class StatementPageTests
{
    private const string Data = "docs/results/statements.tsv", Page = "docs/from-the-documents.md";

    private const string Begin = "<!-- statements -->\n", End = "<!-- end of statements -->\n";

    private const string RowCommand = "carousel-lab textbook --row ";

    private const int Statements = 133;

    private static readonly Row[] _rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, Data)).Skip(1).Select(Row.Read)];

    /// <summary>Set CAROUSEL_UPDATE_DOCS=1 to write the page again.</summary>
    [Fact]
    public void Page_IsThatOfTheTable()
    {
        var page = new SourceFile(Page);
        int begin = page.Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        string written = page.Text[..begin] + Written() + page.Text[page.Text.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable(DocsTests.UpdateVariable) == "1")
        {
            File.WriteAllText(page.FullPath, written);
        }
        else
        {
            Assert.Equal(written, page.Text);
        }
    }

    [Fact]
    public void Statements_AreAllThere_Once() =>
        Assert.Equal(Enumerable.Range(1, Statements), _rows.SelectMany(row => row.Numbers).Order());

    [Fact]
    public void Verdicts_AreOfFourKinds_AndEachRowLeadsOn() => Assert.All(_rows, row =>
    {
        Assert.Matches("^(works|in part|not tried|measured otherwise: .+)$", row.Verdict);
        Assert.True(row.Command.Length > 0 || Links(row).Any(), $"{row.Statement} has neither command nor link.");
    });

    [Fact]
    public void Figures_AreOnThePagesOfTheirLinks()
    {
        string[] violations =
        [
            .. _rows.SelectMany(row => Missing(
                row.Evidence, string.Concat(Links(row).Select(page => new SourceFile(page).Text)))
                .Select(figure => $"{string.Join(' ', row.Numbers)}: {figure}")),
        ];
        Assert.True(violations.Length == 0, "Figures that no linked page has:\n" + string.Join('\n', violations));
    }

    [Theory]
    [InlineData("0.37 of it, `0.5`, 12,528 times", "0.37 and 12,528", "")]
    [InlineData("0.38 of 7 % and 12,528", "0.37 and 2,528", "0.38 7 % 12,528")]
    public void AFigure_ThatThePageDoesNotHave_IsFound(string evidence, string page, string expected) =>
        Assert.Equal(expected, string.Join(' ', Missing(evidence, page)));

    private static IEnumerable<string> Missing(string evidence, string pages)
    {
        string prose = Link().Replace(Code().Replace(evidence, ""), "");
        HashSet<string> known = [.. Figure().Matches(pages).Select(match => match.Value)];
        return Figure().Matches(prose).Select(match => match.Value).Where(figure => !known.Contains(figure));
    }

    private static IEnumerable<string> Links(Row row) =>
        Link().Matches(row.Evidence).Select(match => Path.GetRelativePath(
            Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, "docs", match.Groups[1].Value))));

    private static string Written()
    {
        int Count(string verdict) => _rows.Where(row => row.Verdict.StartsWith(verdict, StringComparison.Ordinal))
            .Sum(row => row.Numbers.Length);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Count("works")} statements work, {Count("in part")} work in part, {Count("measured")} do not hold, ");
        text.Append(CultureInfo.InvariantCulture, $"{Count("not tried")} were not tried.\n");
        foreach (IGrouping<string, Row> group in _rows.GroupBy(row => row.Group))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n");
            foreach (Row row in group)
            {
                // The page says which command shows a row of the textbook.
                bool isRow = row.Command.StartsWith(RowCommand, StringComparison.Ordinal)
                    && row.Evidence.Contains($"[row {row.Command[RowCommand.Length..]}]", StringComparison.Ordinal);
                string command = row.Command.Length > 0 && !isRow ? $" `{row.Command}`" : "";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"- **{string.Join(", ", row.Numbers)}.** {row.Statement}{command}\n  *{Capital(row.Verdict)}.* "
                    + $"{Capital(row.Evidence)}.\n");
            }
        }

        return text.ToString();
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private sealed record Row(
        int[] Numbers, string Group, string Statement, string Command, string Evidence, string Verdict)
    {
        public static Row Read(string line)
        {
            string[] cells = line.Split('\t');
            Assert.Equal(6, cells.Length);
            int[] numbers = [.. cells[0].Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            return new Row(numbers, cells[1], cells[2], cells[3], cells[4], cells[5]);
        }
    }

    // Decimal numbers, percentages, and whole numbers of four digits and more.
    [GeneratedRegex(@"(?<![\d.,])(?:\d[\d,]*\.\d+|\d+ %|\d{1,3}(?:,\d{3})+)(?!\d)")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();
}
