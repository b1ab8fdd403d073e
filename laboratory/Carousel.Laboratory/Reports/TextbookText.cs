using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Textbook;

namespace Carousel.Laboratory.Reports;

/// <summary>Statements in words: the page docs/explanation/textbook.md.</summary>
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

    /// <summary>The counts, then a section for each statement.</summary>
    public static string Page() => $"{Counts()}\n" + string.Concat(StatementCatalogue.All.Select(statement =>
    {
        StatementResult result = StatementCatalogue.Recorded[statement.Number];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\n### {statement.Number}. {statement.Title}\n\n{statement.Claim} "
            + $"**{char.ToUpperInvariant(result.Said[0])}{result.Said[1..]}.** {statement.Why}\n\n"
            + $"{statement.Design} Effects: {Effects(result)}.\n");
    }));

    /// <summary>The effects of a statement, each with its interval, if seeds differ, and the expectation.</summary>
    public static string Effects(StatementResult result) => string.Join(
        "; ", result.Figures.Zip(result.Statement.Comparisons, (figure, comparison) =>
            $"{MeasuredText.Name(figure.Name)} {MeasuredText.Number(figure.Value)}"
            + (figure.Interval is { } i && MeasuredText.Number(i.Low) != MeasuredText.Number(i.High)
                ? $", {MeasuredText.Interval(i)}" : "")
            + $" ({Bound(comparison)})"))
        + (result.Statement.Seeds > 1 ? "" : "; nothing is drawn");

    private static string Bound(StatementComparison comparison) =>
        (comparison.Side switch { EffectSide.Above => "≥ ", EffectSide.Below => "≤ ", _ => "±" })
        + MeasuredText.Number(comparison.Bound);
}
