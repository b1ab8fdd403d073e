using Carousel.Jobs.Measuring;

namespace Carousel.Survival;

/// <summary>
/// A logistic regression on counts for each period ahead: the chance to leave in it of those who stayed until then.
/// </summary>
/// <param name="coefficients">[K][inputs + 1]: for each period ahead, the constant last.</param>
internal sealed class CountRegression(IReadOnlyList<double[]> coefficients)
{
    private const double Damping = 1e-12;

    // Of a row: the penalty against the mean square of a scaled input, which is 1.
    private static readonly double[] _penalties = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

    private readonly LogisticRegression[] _models = [.. coefficients.Select(c => new LogisticRegression(c))];

    /// <summary>[K][inputs + 1]: for each period ahead, the constant last.</summary>
    public IReadOnlyList<double[]> Coefficients => coefficients;

    /// <summary>Fits with each penalty, and takes the one that the customers of the validation part bear out.</summary>
    /// <param name="training">The rows of each customer to learn from.</param>
    /// <param name="validation">Those of the validation customers.</param>
    /// <param name="horizon">K.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The regression and its penalty.</returns>
    public static (CountRegression Regression, double Penalty) Choose(
        CountRow[][] training, CountRow[][] validation, int horizon, CancellationToken cancellation)
    {
        CountRow[] rows = [.. training.SelectMany(r => r)], asked = [.. validation.SelectMany(r => r)];
        (CountRegression Regression, double Penalty, double Nats) best = (null!, 0, double.PositiveInfinity);
        CountRegression? last = null;
        foreach (double penalty in _penalties.Reverse())
        {
            // From the strongest penalty on, each begins where the one before ended.
            last = Fit(rows, horizon, penalty, last, cancellation);
            double nats = asked.Length == 0 ? -penalty : LeavingNats.Mean(
                asked.Select(r => (r.Outcome, (Func<int, double>)(k => last._models[k - 1].LogOdds(r.Inputs)))),
                horizon);
            best = nats < best.Nats ? (last, penalty, nats) : best;
        }

        return (best.Regression, best.Penalty);
    }

    /// <summary>Fits.</summary>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="horizon">K.</param>
    /// <param name="penalty">Of the square of a coefficient, in units of the number of rows.</param>
    /// <param name="start">Where to begin; null where nothing is known but the mean.</param>
    /// <param name="cancellation">Stops it.</param>
    public static CountRegression Fit(
        IReadOnlyList<CountRow> rows, int horizon, double penalty, CountRegression? start,
        CancellationToken cancellation)
    {
        int inputs = rows[0].Inputs.Places.Length;
        var coefficients = new double[horizon][];
        for (int k = 1; k <= horizon; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            CountRow[] atRisk = [.. rows.Where(r => r.Outcome.Time >= k)];
            bool[] leaves = [.. atRisk.Select(r => r.Outcome.Leaves && r.Outcome.Time == k)];
            coefficients[k - 1] = atRisk.Length == 0
                ? k > 1 ? coefficients[k - 2] : new double[inputs + 1]
                : LogisticRegression.Fit(
                    start is null
                        ? LogisticRegression.OfShare(inputs, leaves.Count(l => l), leaves.Length)
                        : new LogisticRegression(start.Coefficients[k - 1]),
                    [.. atRisk.Select(r => r.Inputs)], leaves,
                    penalty * atRisk.Length, Damping).Coefficients;
        }

        return new CountRegression(coefficients);
    }

    /// <summary>The log odds of leaving in each period ahead, after each period.</summary>
    /// <param name="history">The customer.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <returns>[L, K].</returns>
    public float[] LogOdds(CustomerHistory history, FeatureScale scale)
    {
        CountRow[] rows = CountRow.Of(history, scale);
        return [.. rows.SelectMany(row => _models.Select(model => (float)model.LogOdds(row.Inputs)))];
    }
}
