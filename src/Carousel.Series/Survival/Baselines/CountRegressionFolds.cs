namespace Carousel.Survival;

/// <summary>
/// The regression fitted on all customers to learn from, and again without each fifth of them: one of them sees the
/// forecast of the regression that has not learned from it. So the network learns from the baseline as it errs on
/// customers that are new to it.
/// </summary>
internal sealed class CountRegressionFolds
{
    private const int Folds = 5, MostRows = 100_000;

    private readonly Dictionary<string, float[]> _odds = [];
    private readonly FeatureScale _scale;

    /// <summary>Fits all.</summary>
    /// <param name="parts">The customers; the validation part chooses the penalty.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <param name="horizon">K.</param>
    /// <param name="cancellation">Stops it.</param>
    public CountRegressionFolds(CustomerParts parts, FeatureScale scale, int horizon, CancellationToken cancellation)
    {
        _scale = scale;
        CountRow[][] training = CountRow.Of(parts.Training, scale, MostRows);
        (Whole, double penalty) = CountRegression.Choose(
            training, CountRow.Of(parts.Validation, scale, MostRows), horizon, cancellation);
        for (int fold = 0; fold < Folds; fold++)
        {
            CountRow[] others = [.. training.Where((_, c) => c % Folds != fold).SelectMany(r => r)];
            CountRegression without = others.Length == 0
                ? Whole
                : CountRegression.Fit(others, horizon, penalty, Whole, cancellation);
            for (int c = fold; c < parts.Training.Count; c += Folds)
            {
                _odds[parts.Training[c].Id] = without.LogOdds(parts.Training[c], scale);
            }
        }
    }

    /// <summary>Fitted on all customers to learn from.</summary>
    public CountRegression Whole { get; }

    /// <summary>The log odds of a customer as the network sees them in its training, [L, K].</summary>
    public float[] LogOdds(CustomerHistory history) =>
        _odds[history.Id] = _odds.GetValueOrDefault(history.Id) ?? Whole.LogOdds(history, _scale);
}
