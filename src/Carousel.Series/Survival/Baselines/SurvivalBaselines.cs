using Carousel.Jobs.Measuring;
using Carousel.Survival.Measures;

namespace Carousel.Survival.Baselines;

/// <summary>
/// What a network has to beat: the share that leaves at each age (Kaplan and Meier), and a logistic regression on
/// counts for each period ahead.
/// </summary>
/// <remarks>
/// The regression sees the features of the last period and the logarithms of all counts and sums so far, so that it
/// knows what happened, but not when.
/// </remarks>
/// <param name="ByAge">The hazard in each period from the first event, from 1.</param>
/// <param name="Mean">The hazard of all ages together, for ages that nobody reached.</param>
/// <param name="Coefficients">[K][2·F − 3 + 1]: of the regression for each period ahead, the constant last.</param>
internal sealed record SurvivalBaselines(IReadOnlyList<double> ByAge, double Mean, IReadOnlyList<double[]> Coefficients)
{
    private const int MostRows = 100_000;
    private const int NoTotals = 3;

    // Of a row.
    private const double Ridge = 1e-5;
    private const double Damping = 1e-12;

    /// <summary>Fits both on the training part.</summary>
    /// <param name="training">The customers.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <param name="horizon">K.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The baselines.</returns>
    public static SurvivalBaselines Fit(
        IReadOnlyList<CustomerHistory> training, FeatureScale scale, int horizon,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(scale);
        var curve = KaplanMeier.Of([.. training.Select(h => h.After(0))]);
        long periods = training.Sum(h => (long)h.After(0).Time);
        var rows = new List<(LogisticRow Row, SurvivalOutcome Outcome)>();
        long all = training.Sum(h => (long)h.Length), stride = Math.Max(1, all / MostRows), at = 0;
        foreach (CustomerHistory history in training)
        {
            LogisticRow[] own = Rows(history, scale);
            for (int t = 0; t < own.Length; t++)
            {
                if (at++ % stride == 0)
                {
                    rows.Add((own[t], history.After(t)));
                }
            }
        }

        int inputs = rows[0].Row.Places.Length;
        var coefficients = new double[horizon][];
        for (int k = 1; k <= horizon; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            (LogisticRow Row, SurvivalOutcome Outcome)[] atRisk = [.. rows.Where(r => r.Outcome.Time >= k)];
            bool[] leaves = [.. atRisk.Select(r => r.Outcome.Leaves && r.Outcome.Time == k)];
            coefficients[k - 1] = atRisk.Length == 0
                ? k > 1 ? coefficients[k - 2] : new double[inputs + 1]
                : LogisticRegression.Fit(
                    LogisticRegression.OfShare(inputs, leaves.Count(l => l), leaves.Length),
                    [.. atRisk.Select(r => r.Row)], leaves,
                    Ridge * atRisk.Length, Damping, keepsDirection: false).Coefficients;
        }

        return new SurvivalBaselines(
            [.. Enumerable.Range(1, curve.Periods).Select(curve.Hazard)],
            training.Count(h => h.Leaves) / (double)Math.Max(1, periods), coefficients);
    }

    /// <summary>The hazards by age alone.</summary>
    /// <param name="history">A customer.</param>
    /// <param name="horizon">K.</param>
    /// <returns>[L, K].</returns>
    public double[,] AgeHazards(CustomerHistory history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var hazards = new double[history.Length, horizon];
        for (int t = 0; t < history.Length; t++)
        {
            for (int k = 1; k <= horizon; k++)
            {
                hazards[t, k - 1] = t + k <= ByAge.Count ? ByAge[t + k - 1] : Mean;
            }
        }

        return hazards;
    }

    /// <summary>The hazards of the regression.</summary>
    /// <param name="history">A customer.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <returns>[L, K].</returns>
    public double[,] CountHazards(CustomerHistory history, FeatureScale scale)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(scale);
        LogisticRow[] rows = Rows(history, scale);
        var hazards = new double[rows.Length, Coefficients.Count];
        for (int k = 0; k < Coefficients.Count; k++)
        {
            var model = new LogisticRegression(Coefficients[k]);
            for (int t = 0; t < rows.Length; t++)
            {
                hazards[t, k] = model.Probability(rows[t]);
            }
        }

        return hazards;
    }

    private static LogisticRow[] Rows(CustomerHistory history, FeatureScale scale)
    {
        int size = scale.Offsets.Length;
        var scaled = new float[history.Features.Length];
        scale.Apply(history.Features, scaled);
        var totals = new float[size - NoTotals];
        int[] places = [.. Enumerable.Range(0, size + totals.Length)];
        var rows = new LogisticRow[history.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            for (int f = 0; f < totals.Length; f++)
            {
                totals[f] += history.Features[(t * size) + f];
            }

            rows[t] = new LogisticRow(
                places,
                [
                    .. scaled.Skip(t * size).Take(size).Select(v => (double)v),
                    .. totals.Select(v => (double)PeriodFeatures.Shrink(v)),
                ]);
        }

        return rows;
    }
}
