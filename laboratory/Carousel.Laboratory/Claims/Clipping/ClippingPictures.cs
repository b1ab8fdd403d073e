using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>The pictures and the table of trainings with and without clipping.</summary>
internal static class ClippingPictures
{
    private const int Points = 100;

    /// <summary>All, the most telling first.</summary>
    /// <param name="byArm">[arms][seeds].</param>
    /// <param name="steps">Training steps.</param>
    public static IEnumerable<Block> Of(ClippedOutcome[][] byArm, int steps)
    {
        int width = Math.Max(1, steps / Points);
        Axis axis = Axis.Number(
            "training step", [.. Enumerable.Range(0, steps / width).Select(p => (p + 0.5) * width)]);
        yield return Chart("Loss", "squared error", axis, byArm, o => o.Losses, width);
        yield return Chart("Norm of the gradient before clipping", "norm", axis, byArm, o => o.Norms, width);
        yield return new Table(
            [
                new("Clipping", Alignment.Left), new("diverged"), new("not finite"), new("squared error, median"),
                new("lowest"), new("highest"), new("median norm"), new("largest norm"),
            ],
            [
                .. ClippingArm.All.Zip(byArm, (arm, outcomes) => TableRow.Of(
                    arm.Name, $"{outcomes.Count(o => o.IsDiverged)} of {outcomes.Length}",
                    $"{outcomes.Count(o => o.IsBrokenOff)}",
                    ClaimNumbers.Short(SeedStatistics.Median(outcomes.Select(o => o.Test))),
                    ClaimNumbers.Short(outcomes.Min(o => o.Test)), ClaimNumbers.Short(outcomes.Max(o => o.Test)),
                    ClaimNumbers.Short(SeedStatistics.Median(outcomes.Select(o => o.MedianNorm))),
                    ClaimNumbers.Short(outcomes.Max(o => o.LargestNorm)))),
            ])
        {
            Caption = "What became of the runs",
            Note =
                "Squared error on untouched sequences at the end; ∞ where the training broke off. Always saying 1 has "
                + "0.167. Norms of gradients before clipping, those that were finite: the median over steps (median "
                + "over runs) and the largest of all.",
        };
    }

    private static LineChart Chart(
        string title, string value, Axis axis, ClippedOutcome[][] byArm, Func<ClippedOutcome, IReadOnlyList<double>> of,
        int width)
    {
        IEnumerable<string> most = ClippingArm.All.Zip(
            byArm, (arm, outcomes) => $"{arm.Name} at most {Most(outcomes, of)}");
        return new LineChart(
            title, axis,
            [
                .. ClippingArm.All.Zip(
                    byArm, (arm, outcomes) => new Series(arm.Name, Bins(outcomes, of, axis.Count, width))),
            ])
        {
            Caption =
                "Geometric mean over neighbouring steps and over the runs that still go on; a line ends where none "
                + "does.",
            Summary = $"{title} over training steps: {string.Join(", ", most)}.",
            ValueName = value,
            IsLogarithmic = true,
        };
    }

    private static string Most(ClippedOutcome[] outcomes, Func<ClippedOutcome, IReadOnlyList<double>> of) =>
        ClaimNumbers.Short(outcomes.Max(o => of(o).Where(double.IsFinite).Max()));

    private static double[] Bins(
        ClippedOutcome[] outcomes, Func<ClippedOutcome, IReadOnlyList<double>> of, int count, int width) =>
    [
        .. Enumerable.Range(0, count).Select(p =>
        {
            double[] logarithms =
            [
                .. outcomes.SelectMany(o => of(o).Skip(p * width).Take(width)).Where(v => double.IsFinite(v) && v > 0)
                    .Select(v => Math.Log(v)),
            ];
            return logarithms.Length == 0 ? double.NaN : Math.Exp(logarithms.Average());
        }),
    ];
}
