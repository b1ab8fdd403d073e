using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Textbook;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>The page of statements that were run: verdict, effects with their bounds, a picture of each.</summary>
internal static class TextbookReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="results">What came of the statements, one at least.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(IReadOnlyList<StatementResult> results)
    {
        bool isOne = results.Count == 1;
        StatementResult first = results[0];
        IEnumerable<Section> sections = results.Select(MakeSection);
        return new ReportDocument(
            isOne ? first.Statement.Title : "Textbook statements about LSTM, with verdicts",
            isOne
                ? $"{first.Statement.Claim} {(first.Verdict == StatementVerdict.CannotBeTold ? "It is" : "It")} "
                    + $"{first.Said}."
                : "Each statement is judged by effects over seeds, whose bounds were written down before.",
            [.. isOne ? [] : (Section[])[Overview(results)], .. sections])
        {
            Kicker = "carousel-lab textbook",
        };
    }

    private static Section Overview(IReadOnlyList<StatementResult> results) => new(
        "All statements",
        [
            new Table(
                [new("Row"), new("Statement", Alignment.Left), new("Verdict", Alignment.Left)],
                [
                    .. results.Select(r => TableRow.Of(
                        r.Statement.Number.ToString(CultureInfo.InvariantCulture), r.Statement.Claim, r.Said)),
                ]),
        ]);

    private static Section MakeSection(StatementResult result) => new(
        string.Create(CultureInfo.InvariantCulture, $"{result.Statement.Number}. {result.Statement.Title}"),
        [
            new Paragraph($"Verdict: {result.Said}. {result.Why}".TrimEnd()),
            .. result.Statement.Seeds > 1 ? result.Statement.Comparisons.Select(c => Picture(result, c)) : [],
            Effects(result),
            new Paragraph(result.Statement.Run, Tone.Quiet),
            new Paragraph(result.Command, Tone.Quiet),
        ])
    {
        Lead = result.Statement.Claim,
    };

    /// <summary>The effect of each seed with its bound.</summary>
    private static LineChart Picture(StatementResult result, StatementComparison comparison)
    {
        IReadOnlyList<double> effects = result.Effects[comparison.Name];
        double[] bounds = comparison.Side == EffectSide.Within
            ? [-comparison.Bound, comparison.Bound]
            : [comparison.Bound];
        return new LineChart(
            MeasuredText.Name(comparison.Name), Axis.Range("seed", (int)result.FirstSeed, effects.Count),
            [
                new Series("effect", effects),
                .. bounds.Select(bound => new Series(
                    $"bound {MeasuredText.Number(bound)}", [.. effects.Select(_ => bound)], SeriesRole.Baseline)),
            ])
        {
            Caption = $"Expected is a mean of {comparison.Expected}"
                + (comparison.When.Length > 0 ? $", where {comparison.When}." : "."),
            Width = ChartWidth.Half,
        };
    }

    private static Table Effects(StatementResult result) => new(
        [
            new("Effect", Alignment.Left), new("Mean"), new("95 % interval"), new("Expected", Alignment.Left),
            new("What it is", Alignment.Left),
        ],
        [
            .. result.Figures.Zip(result.Statement.Comparisons, (figure, comparison) => TableRow.Of(
                MeasuredText.Name(figure.Name), MeasuredText.Number(figure.Value),
                figure.Interval is null ? "–" : MeasuredText.Interval(figure.Interval), comparison.Expected,
                comparison.Measure)),
        ])
    {
        Caption = "Effects",
    };
}
