using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Reports;

/// <summary>A figure of a claim as a row of a table.</summary>
/// <param name="Name">With blanks.</param>
/// <param name="Measured">The value.</param>
/// <param name="Interval">Its 95 % interval, or a dash.</param>
/// <param name="Expected">The bounds, or empty.</param>
/// <param name="Outcome">Whether it is within them, in words, with a mark; empty where nothing was expected.</param>
/// <param name="IsWithin">Whether it is within them; null where that is not known or nothing was expected.</param>
internal sealed record ClaimFigureRow(
    string Name, string Measured, string Interval, string Expected, string Outcome, bool? IsWithin)
{
    /// <summary>The headings of the columns.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["figure", "measured", "95 % interval", "expected", ""];

    /// <summary>
    /// The rows of a result: the measured figures in their order, then those that were expected and not measured.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="figures">What was measured.</param>
    /// <returns>One for each figure.</returns>
    public static IReadOnlyList<ClaimFigureRow> Of(Claim claim, IReadOnlyList<MeasuredFigure> figures)
    {
        IEnumerable<MeasuredFigure> missing = claim.Expected.Where(e => figures.All(f => f.Name != e.Name))
            .Select(e => new MeasuredFigure(e.Name, double.NaN));
        return [.. figures.Concat(missing).Select(f => Of(f, claim.Expected.FirstOrDefault(e => e.Name == f.Name)))];
    }

    private static ClaimFigureRow Of(MeasuredFigure figure, ExpectedFigure? expected)
    {
        bool? within = expected is null || double.IsNaN(figure.Value) ? null : expected.Admits(figure.Value);
        string outcome = (expected, within) switch
        {
            (null, _) => "",
            (_, true) => "✓ as expected",
            (_, false) => "✗ not as expected",
            _ => "? not known",
        };
        return new ClaimFigureRow(
            MeasuredText.Name(figure.Name), MeasuredText.Number(figure.Value), MeasuredText.Interval(figure.Interval),
            expected is null ? "" : ClaimText.Bounds(expected), outcome, within);
    }
}
