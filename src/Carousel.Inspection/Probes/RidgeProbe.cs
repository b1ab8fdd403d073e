using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>
/// Linear probes of numbers: ridge regression (Hoerl and Kennard 1970), its strength chosen on a fold other than the
/// test fold.
/// </summary>
internal static class RidgeProbe
{
    private const double Rounding = 1e-6;

    // Shares of the number of rows, for units of deviation 1.
    private static readonly double[] _strengths = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    /// <summary>Reads targets from rows, each fold by a probe that has not seen it.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="targets">Numbers, K of them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[K][N], what is read of each target.</returns>
    /// <exception cref="ArgumentException">A target has not one value for each row.</exception>
    public static IReadOnlyList<double[]> Read(
        ProbeRows rows, IReadOnlyList<ProbeTarget> targets, CancellationToken cancellation = default)
    {
        FoldMoments[] folds = Moments(rows, targets);
        double[][] read = [.. targets.Select(_ => new double[rows.Count])];
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int choice = rows.ChoiceFold(fold);
            LinearFit[] fits = Choose(
                FoldMoments.Joined([.. folds.Where((_, f) => f != fold && f != choice)]), folds[choice], targets.Count);
            foreach (int n in rows.Of(fold))
            {
                for (int k = 0; k < fits.Length; k++)
                {
                    read[k][n] = fits[k].Read(rows.Row(n));
                }
            }
        }

        return read;
    }

    /// <summary>The probe of all rows, its strength chosen on the last fold.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Numbers.</param>
    /// <returns>The probe.</returns>
    public static LinearFit Fit(ProbeRows rows, ProbeTarget target)
    {
        FoldMoments[] folds = Moments(rows, [target]);
        return Choose(FoldMoments.Joined(folds[..^1]), folds[^1], 1)[0];
    }

    private static FoldMoments[] Moments(ProbeRows rows, IReadOnlyList<ProbeTarget> targets)
    {
        return targets.All(t => t.Count == rows.Count)
            ? [.. Enumerable.Range(0, rows.Folds).Select(fold => FoldMoments.Of(rows, targets, fold))]
            : throw new ArgumentException($"targets: expected {rows.Count} values each.", nameof(targets));
    }

    // For each target the strength with the smallest error on the fold for choosing; then a fit to that fold too.
    // Factors serve all targets.
    private static LinearFit[] Choose(FoldMoments training, FoldMoments choice, int targets)
    {
        double[] best = [.. Enumerable.Repeat(double.PositiveInfinity, targets)],
            chosen = [.. Enumerable.Repeat(_strengths[^1], targets)];
        foreach (double strength in _strengths)
        {
            CholeskyFactors factors = Factors(training, strength);
            for (int k = 0; k < targets; k++)
            {
                double error = choice.SquaredError(Solve(training, factors, k), k);

                // A sum of squares below 0 by more than rounding is not reliable: the weights are too large.
                if (error < best[k] && error > -Rounding * choice.TargetSquares[k])
                {
                    (best[k], chosen[k]) = (error, strength);
                }
            }
        }

        var joined = FoldMoments.Joined([training, choice]);
        var fits = new LinearFit[targets];
        foreach (IGrouping<double, int> own in Enumerable.Range(0, targets).GroupBy(k => chosen[k]))
        {
            CholeskyFactors factors = Factors(joined, own.Key);
            foreach (int k in own)
            {
                fits[k] = Solve(joined, factors, k);
            }
        }

        return fits;
    }

    private static CholeskyFactors Factors(FoldMoments moments, double strength)
    {
        int F = moments.Sums.Length;
        double n = moments.Count;
        var normal = new double[F, F];
        for (int i = 0; i < F; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                normal[i, j] = moments.Products[(i * F) + j] - (moments.Sums[i] * moments.Sums[j] / n);
            }

            normal[i, i] += strength * n;
        }

        return CholeskyFactors.OfSemidefinite(normal);
    }

    private static LinearFit Solve(FoldMoments moments, CholeskyFactors factors, int target)
    {
        double mean = moments.TargetSums[target] / moments.Count;
        double[] w = factors.Solve(
            [.. moments.Crossed[target].Select((crossed, i) => crossed - (moments.Sums[i] * mean))]);
        return new LinearFit(w, mean - (FoldMoments.Dot(w, moments.Sums) / moments.Count));
    }
}
