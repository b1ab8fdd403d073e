using Carousel.Anomalies.Measuring;
using Carousel.Data;

namespace Carousel.Anomalies.Thresholds;

/// <summary>
/// A threshold that each window of errors finds for itself without labels, and pruning of what hardly stands out.
/// </summary>
/// <remarks>
/// Hundman, Constantinou, Laporte, Colwell and Soderstrom 2018, "Detecting spacecraft anomalies using LSTMs and
/// nonparametric dynamic thresholding":
/// errors are smoothed exponentially; ε = μ + zσ with the z that maximises (Δμ/μ + Δσ/σ) / (rows above + runs above²),
/// section 3.2;
/// runs whose maxima fall by less than a share p from one to the next, down to the largest error below ε, are taken
/// back, section 3.3.
/// </remarks>
internal static class DynamicThreshold
{
    private const double LowestZ = 2.5;
    private const double HighestZ = 12;
    private const double StepZ = 0.5;

    /// <summary>Exponentially smoothed errors.</summary>
    /// <param name="errors">[n]; NaN repeats the smoothed error before.</param>
    /// <param name="span">Rows that a weight of 1 − 2/(span + 1) a row looks back.</param>
    /// <returns>[n].</returns>
    public static double[] Smooth(IReadOnlyList<double> errors, int span)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(span);
        double share = 2.0 / (span + 1);
        var smooth = new double[errors.Count];
        double last = double.NaN;
        for (int r = 0; r < smooth.Length; r++)
        {
            last = double.IsNaN(errors[r]) ? last
                : double.IsNaN(last) ? errors[r]
                : last + (share * (errors[r] - last));
            smooth[r] = double.IsNaN(last) ? 0 : last;
        }

        return smooth;
    }

    /// <summary>The threshold of a window.</summary>
    /// <param name="errors">Smoothed errors of the window.</param>
    /// <returns>ε; above all errors where no z separates anything.</returns>
    public static double Epsilon(ReadOnlySpan<double> errors)
    {
        (double mean, double deviation) = Moments(errors, double.PositiveInfinity);
        double best = double.NegativeInfinity;
        double epsilon = double.PositiveInfinity;
        for (double z = LowestZ; z < HighestZ && deviation > 0; z += StepZ)
        {
            double candidate = mean + (z * deviation);
            bool[] above = Above(errors, candidate);
            (int rows, double runs) = (above.Count(a => a), DetectionMetrics.RangesOf(above).Count);
            if (rows == 0 || rows >= errors.Length / 2)
            {
                continue;
            }

            (double below, double spread) = Moments(errors, candidate);
            double gain = (((mean - below) / mean) + ((deviation - spread) / deviation)) / (rows + (runs * runs));
            if (gain > best)
            {
                (best, epsilon) = (gain, candidate);
            }
        }

        return epsilon;
    }

    /// <summary>Which rows are anomalies: a threshold for each window, then pruning.</summary>
    /// <param name="errors">[n], smoothed.</param>
    /// <param name="window">Rows of a window.</param>
    /// <param name="pruning">p: the least fall from one maximum to the next, as a share.</param>
    /// <returns>[n].</returns>
    public static bool[] Apply(IReadOnlyList<double> errors, int window, double pruning)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        double[] all = [.. errors];
        var isAnomalous = new bool[all.Length];
        for (int first = 0; first < all.Length; first += window)
        {
            // The last window is as long as the others where there are rows enough: few rows have no usual error.
            int start = Math.Max(0, Math.Min(first, all.Length - window));
            ReadOnlySpan<double> own = all.AsSpan(start, Math.Min(window, all.Length - start));
            bool[] above = Above(own, Epsilon(own));
            Prune(own, above, pruning);
            for (int r = 0; r < own.Length; r++)
            {
                isAnomalous[start + r] |= above[r];
            }
        }

        return isAnomalous;
    }

    /// <summary>Takes back runs that hardly stand out.</summary>
    /// <param name="errors">[n], smoothed.</param>
    /// <param name="isAbove">[n]: which rows are above the threshold; changed.</param>
    /// <param name="pruning">p: the least fall from one maximum to the next, as a share.</param>
    public static void Prune(ReadOnlySpan<double> errors, Span<bool> isAbove, double pruning)
    {
        double[] own = errors.ToArray();
        bool[] above = isAbove.ToArray();
        (RowRange Rows, double Peak)[] runs =
        [
            .. DetectionMetrics.RangesOf(isAbove).Select(run => (Rows: run, Peak: own[run.Start..run.End].Max()))
                .OrderByDescending(run => run.Peak),
        ];
        double usual = own.Where((_, r) => !above[r]).DefaultIfEmpty().Max();

        // The last fall that is large enough: all runs above it stay.
        int kept = 0;
        for (int k = 0; k < runs.Length; k++)
        {
            double peak = runs[k].Peak, next = k + 1 < runs.Length ? runs[k + 1].Peak : usual;
            kept = (peak - next) / peak > pruning ? k + 1 : kept;
        }

        foreach ((RowRange rows, _) in runs[kept..])
        {
            isAbove[rows.Start..rows.End].Clear();
        }
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> errors, double below)
    {
        double[] own = [.. errors.ToArray().Where(e => e < below)];
        double count = Math.Max(own.Length, 1), mean = own.Sum() / count;
        return (mean, Math.Sqrt(Math.Max((own.Sum(e => e * e) / count) - (mean * mean), 0)));
    }

    private static bool[] Above(ReadOnlySpan<double> errors, double threshold) =>
        RateThreshold.Apply(errors.ToArray(), threshold);
}
