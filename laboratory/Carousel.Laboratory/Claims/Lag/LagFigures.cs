using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Running;
using ConfidenceInterval = Carousel.Inspection.Statistics.ConfidenceInterval;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>The figures of each network on each task.</summary>
internal static class LagFigures
{
    /// <summary>
    /// The share of the solved runs that keep to the rule on test sequences; not a number where none was solved.
    /// </summary>
    public static MeasuredFigure Kept(int kept, int solved)
    {
        BinomialInterval interval = BinomialInterval.Of(kept, solved);
        return solved == 0
            ? new MeasuredFigure("solved_kept_on_test", double.NaN)
            : new MeasuredFigure(
                "solved_kept_on_test", (double)kept / solved, new ConfidenceInterval(interval.Low, interval.High));
    }

    /// <summary>The same as a sentence with a blank behind it; empty where every one keeps to it.</summary>
    public static string KeptInWords(int kept, int solved, int sequences) => kept == solved
        ? ""
        : $"Of the {solved} solved runs {kept} keep to the rule (adding: to twice the error) "
            + $"on {ClaimNumbers.Count(sequences)} test sequences. ";

    /// <summary>
    /// How far it reaches, how many solved the longest lag after how many sequences, and the fits where there are some.
    /// </summary>
    public static IEnumerable<MeasuredFigure> Of(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        int longest = settings.Lags[^1];
        yield return Kept(growths.Sum(g => g.Kept), growths.Sum(g => g.Solved));
        foreach (LagGrowth growth in growths)
        {
            string key = $"{growth.Network.Figure}_{growth.Task.Key}";
            yield return new MeasuredFigure(
                string.Create(CultureInfo.InvariantCulture, $"{key}_solved_at_{longest}"),
                (double)growth.SolvedAt(longest) / growth.Seeds);
            yield return new MeasuredFigure($"{key}_reach", growth.Reach);
            if (growth is { Linear: { } linear, Exponential: { } exponential })
            {
                yield return new MeasuredFigure($"{key}_sequences_per_step", linear.Slope, linear.Interval);
                yield return new MeasuredFigure(
                    $"{key}_growth_per_100_steps", Math.Exp(100 * exponential.Slope),
                    exponential.Interval is { } ends
                        ? new ConfidenceInterval(Math.Exp(100 * ends.Low), Math.Exp(100 * ends.High))
                        : null);
                yield return new MeasuredFigure($"{key}_linear_off_by", linear.OffBy);
                yield return new MeasuredFigure($"{key}_exponential_off_by", exponential.OffBy);
            }
        }
    }
}
