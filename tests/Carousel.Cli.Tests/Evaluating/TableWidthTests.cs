using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Tests.Evaluating;

/// <summary>No table of any job breaks a number over lines, at any width of a terminal or before a pipe.</summary>
public sealed class TableWidthTests
{
    private const int Narrowest = 60, Widest = 240, Endless = 100_000;

    public static TheoryData<string> Fits => TinyFit.Names;

    [Theory]
    [MemberData(nameof(Fits))]
    public async Task Result_BreaksNoNumber(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = fit.Data is { } write ? [write(folder)] : [];
        IJobPlan plan = JobLine.MakePlan([fit.Words[0], .. data, .. fit.Words[1..]]);
        using var model = (await plan.FitAsync(
            new FitRun { Compare = true }, TestContext.Current.CancellationToken)).Model;
        JobResult result = plan.Fitted(model).Measure("", TestContext.Current.CancellationToken);
        HashSet<string> whole = [.. Numbers(Written(Endless, isTerminal: true, t => Write(t, result)))];
        Assert.NotEmpty(whole);

        for (int width = Narrowest; width <= Widest; width++)
        {
            foreach (bool isTerminal in new[] { true, false })
            {
                Assert.All(
                    Numbers(Written(width, isTerminal, t => Write(t, result))),
                    number => Assert.True(whole.Contains(number), $"{number} at {width}"));
                string table = Written(width, isTerminal, t => ScoreTable.Write(t, result.Metrics, result.Scores));
                Assert.All(table.Split('\n'), line => Assert.InRange(line.Length, 0, width));
            }

            Assert.All(
                Written(width, isTerminal: true, t => Write(t, result)).Split('\n'),
                line => Assert.True(line.Length <= width || line.Trim().Split(' ').Length == 1, line));
        }
    }

    [Fact]
    public void Columns_AreLeftOutLast_AndNamed()
    {
        JobMetric[] metrics = [.. Enumerable.Range(1, 14).Select(
            m => new JobMetric($"m{m}", $"measure of kind {m}") { Decimals = 4, Abbreviation = $"kind {m}" })];
        var values = metrics.ToDictionary(m => m.Key, _ => 1234.5);
        JobScore[] rows = [new("a", "a forecast of the same hour last week", values), new("b", "b", values)];

        string wide = Written(Widest, true, t => ScoreTable.Write(t, metrics, rows)),
            narrow = Written(200, true, t => ScoreTable.Write(t, metrics, rows)),
            narrowest = Written(Narrowest, true, t => ScoreTable.Write(t, metrics, rows));

        Assert.DoesNotContain("Left out", wide, StringComparison.Ordinal);
        Assert.Contains("kind 14", wide, StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", narrow, StringComparison.Ordinal);
        Assert.Contains("Left out for lack of width: measure of kind ", narrowest, StringComparison.Ordinal);
        Assert.EndsWith("of kind 14.", narrowest.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_KeepsItsBlanks_AndBreaksAtOneOfThem()
    {
        Assert.Equal(
            ["  class   count  precision", "  0.123   recall"],
            Wrapping.Kept("  class   count  precision   0.123   recall", 30));
        Assert.Equal(["  " + new string('x', 50)], Wrapping.Kept("  " + new string('x', 50), 30));
    }

    private static void Write(Terminal terminal, JobResult result)
    {
        JobResultView.Write(terminal, result);
        if (result.Preview is { } preview)
        {
            PreviewView.Write(terminal, preview);
        }
    }

    private static string Written(int width, bool isTerminal, Action<Terminal> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new Terminal(output, TextWriter.Null, outputIsTerminal: isTerminal, width: width));
        return output.ToString();
    }

    // Names that were cut are not numbers.
    private static IEnumerable<string> Numbers(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Where(t => t.Any(char.IsAsciiDigit) && !t.EndsWith('…')).Select(t => t.TrimEnd(',', '.', ';'));
}
