using System.Globalization;
using System.Text;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Textbook;

namespace Carousel.Laboratory.Reports;

/// <summary>Statements in words: the table of the page docs/explanation/textbook.md.</summary>
internal static class TextbookText
{
    /// <summary>How many statements have which verdict, in a sentence.</summary>
    public static string Counts()
    {
        int Of(params StatementVerdict[] verdicts) =>
            StatementCatalogue.Recorded.Values.Count(r => verdicts.Contains(r.Verdict));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {StatementCatalogue.All.Count} statements {Of(StatementVerdict.Holds)} hold, "
            + $"{Of(StatementVerdict.HoldsWhen)} hold under conditions, {Of(StatementVerdict.DoesNotHold)} do not "
            + $"hold, and {Of(StatementVerdict.CannotBeTold)} are undecided.");
    }

    /// <summary>The table; the page has a section for each statement below it.</summary>
    public static string Page()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Counts()}\n\n");
        text.Append("| | statement | verdict | effect, 95 % interval (expected), seeds | why |\n");
        text.Append("| --- | --- | --- | --- | --- |\n");
        foreach (TextbookStatement statement in StatementCatalogue.All)
        {
            StatementResult result = StatementCatalogue.Recorded[statement.Number];
            text.Append(CultureInfo.InvariantCulture, $"| {statement.Number} | {statement.Claim} | ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{result.Said} | {Effects(result)} | {statement.Why} [Run](#{Anchor(statement)}) |\n");
        }

        return text.ToString();
    }

    /// <summary>The effects of a statement, each with its interval and the expectation.</summary>
    public static string Effects(StatementResult result) => string.Join(
        "; ", result.Figures.Zip(result.Statement.Comparisons, (figure, comparison) =>
            $"{MeasuredText.Name(figure.Name)} {MeasuredText.Number(figure.Value)}"
            + (figure.Interval is null ? "" : $", {MeasuredText.Interval(figure.Interval)}")
            + $" ({comparison.Expected})"))
        + (result.Statement.Seeds > 1
            ? string.Create(CultureInfo.InvariantCulture, $"; {result.Statement.Seeds} seeds")
            : "; nothing is drawn");

    // As GitHub makes them of headings.
    private static string Anchor(TextbookStatement statement) => string.Concat(
        string.Create(CultureInfo.InvariantCulture, $"{statement.Number}. {statement.Title}").ToLowerInvariant()
            .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-')).Replace(' ', '-');
}
