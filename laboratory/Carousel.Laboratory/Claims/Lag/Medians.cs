using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>Medians of runs of which some failed.</summary>
internal static class Medians
{
    /// <summary>
    /// The median of the sequences until solved; a failed run counts as more than every solved one, so that the median
    /// is infinite where half of the runs or more failed.
    /// </summary>
    public static double OfSolved(IEnumerable<(bool IsSolved, long Sequences)> runs) =>
        SeedStatistics.Median(runs.Select(r => r.IsSolved ? r.Sequences : double.PositiveInfinity));

    /// <summary>As text, with the number of solved runs where not every one is.</summary>
    public static string Text(double median, int solved, int runs, int diverged)
    {
        string brackets = solved == runs
            ? ""
            : $" ({solved} of {runs}{(diverged > 0 ? $", {diverged} diverged" : "")})";
        return Text(median) + brackets;
    }

    /// <summary>As text: the number, or that they failed.</summary>
    public static string Text(double median) =>
        double.IsPositiveInfinity(median) ? "failed" : ClaimNumbers.Count(median);
}
