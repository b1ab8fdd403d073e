using Carousel.Inspection.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>Linear probes of numbers: ridge regression (Hoerl and Kennard 1970), its strength chosen on a fold beside the one that judges.</summary>
public static class RidgeProbe
{
    // Shares of the number of rows, for units of deviation 1.
    private static readonly double[] _strengths = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    /// <summary>Reads targets from rows, each fold by a probe that has not seen it.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="targets">Numbers, K of them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[K][N], what is read of each target.</returns>
    /// <exception cref="ArgumentException">A target has not one value for each row.</exception>
    public static IReadOnlyList<double[]> Read(ProbeRows rows, IReadOnlyList<ProbeTarget> targets, CancellationToken cancellation = default) =>
        Judged(rows, targets, (training, choice, k) => Choose(training, choice, k), cancellation);

    /// <summary>Reads targets from one unit alone, the one that tells most of the target in the rows learnt from.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="targets">Numbers, K of them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[K][N].</returns>
    /// <exception cref="ArgumentException">A target has not one value for each row.</exception>
    public static IReadOnlyList<double[]> ReadBestUnit(ProbeRows rows, IReadOnlyList<ProbeTarget> targets, CancellationToken cancellation = default) =>
        Judged(rows, targets, (training, choice, k) => BestUnit(FoldMoments.Joined([training, choice]), k), cancellation);

    /// <summary>The probe of all rows, its strength chosen on the last fold.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Numbers.</param>
    /// <returns>The probe.</returns>
    public static LinearFit Fit(ProbeRows rows, ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(rows);
        FoldMoments[] folds = Moments(rows, [target]);
        return Choose(FoldMoments.Joined(folds[..^1]), folds[^1], 0);
    }

    /// <summary>The unit that tells most of a target over all rows.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Numbers.</param>
    /// <returns>Which, from 0.</returns>
    public static int BestUnit(ProbeRows rows, ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Array.FindIndex(BestUnit(FoldMoments.Joined(Moments(rows, [target])), 0).Weights, w => w != 0) is { } unit && unit >= 0 ? unit : 0;
    }

    private static FoldMoments[] Moments(ProbeRows rows, IReadOnlyList<ProbeTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        return targets.All(t => t.Count == rows.Count)
            ? [.. Enumerable.Range(0, rows.Folds).Select(fold => FoldMoments.Of(rows, targets, fold))]
            : throw new ArgumentException($"targets: expected {rows.Count} values each.", nameof(targets));
    }

    private static double[][] Judged(
        ProbeRows rows, IReadOnlyList<ProbeTarget> targets, Func<FoldMoments, FoldMoments, int, LinearFit> fit, CancellationToken cancellation)
    {
        FoldMoments[] folds = Moments(rows, targets);
        double[][] read = [.. targets.Select(_ => new double[rows.Count])];
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int choice = rows.ChoiceFold(fold);
            var training = FoldMoments.Joined([.. folds.Where((_, f) => f != fold && f != choice)]);
            for (int k = 0; k < targets.Count; k++)
            {
                LinearFit own = fit(training, folds[choice], k);
                foreach (int n in rows.Of(fold))
                {
                    read[k][n] = own.Read(rows.Row(n));
                }
            }
        }

        return read;
    }

    // The strength with the smallest error on the fold for choosing; then a fit to that fold too.
    private static LinearFit Choose(FoldMoments training, FoldMoments choice, int target)
    {
        double best = double.PositiveInfinity, strength = _strengths[^1];
        foreach (double tried in _strengths)
        {
            double error = choice.SquaredError(Solve(training, target, tried), target);
            if (error < best)
            {
                (best, strength) = (error, tried);
            }
        }

        return Solve(FoldMoments.Joined([training, choice]), target, strength);
    }

    private static LinearFit Solve(FoldMoments moments, int target, double strength)
    {
        int F = moments.Sums.Length;
        double n = moments.Count;
        var normal = new double[F, F];
        var right = new double[F];
        double mean = moments.TargetSums[target] / n;
        for (int i = 0; i < F; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                normal[i, j] = moments.Products[(i * F) + j] - (moments.Sums[i] * moments.Sums[j] / n);
            }

            normal[i, i] += strength * n;
            right[i] = moments.Crossed[target][i] - (moments.Sums[i] * mean);
        }

        double[] w = CholeskyFactors.OfSemidefinite(normal).Solve(right);
        return new LinearFit(w, mean - (FoldMoments.Dot(w, moments.Sums) / n));
    }

    private static LinearFit BestUnit(FoldMoments moments, int target)
    {
        int F = moments.Sums.Length, best = 0;
        double n = moments.Count, mean = moments.TargetSums[target] / n, most = -1, slope = 0;
        for (int i = 0; i < F; i++)
        {
            double variance = moments.Products[(i * F) + i] - (moments.Sums[i] * moments.Sums[i] / n);
            double covariance = moments.Crossed[target][i] - (moments.Sums[i] * mean);
            double explained = variance > 1e-9 * n ? covariance * covariance / variance : 0;
            if (explained > most)
            {
                (most, best, slope) = (explained, i, explained > 0 ? covariance / variance : 0);
            }
        }

        var w = new double[F];
        w[best] = slope;
        return new LinearFit(w, mean - (slope * moments.Sums[best] / n));
    }
}
