namespace Carousel.Classical;

/// <summary>
/// The Theta method: seasonal adjustment, then exponential smoothing together with a line. The dynamic optimised model
/// fits the initial level, α and θ.
/// </summary>
/// <remarks>
/// Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016. For given α the errors are linear in the initial level
/// and in 1 − 1 / θ, so the least squares need a search only along α. The variance of forecasts is exact: the model is
/// linear in the values. σ² = Σε² / (n − parameters).
/// </remarks>
internal sealed class Theta : IClassicalModel
{
    private readonly SeasonalAdjustment? _adjustment;

    private Theta(ReadOnlySpan<double> history, ThetaFit fit, SeasonalAdjustment? adjustment)
    {
        _adjustment = adjustment;
        (Rate, Weight, InitialLevel) = (fit.Rate, fit.Weight, fit.Level);
        Variance = ClassicalSeries.IsConstant(history) ? 0
            : fit.Squares / Math.Max(1, fit.Count - 3 - (adjustment?.Parameters ?? 0));
    }

    /// <summary>α.</summary>
    public double Rate { get; }

    /// <summary>1 − 1 / θ, from 0 to 1: the share of the line.</summary>
    public double Weight { get; }

    /// <summary>The level before the first value, seasonally adjusted.</summary>
    public double InitialLevel { get; }

    /// <summary>The variance of the errors of adjusted values.</summary>
    public double Variance { get; }

    /// <summary>Fits the dynamic optimised model.</summary>
    /// <param name="history">The values in order of time, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <exception cref="ArgumentException">Fewer than three values, or a value that is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The season is less than 1.</exception>
    public static Theta Fit(ReadOnlySpan<double> history, int season)
    {
        ClassicalSeries.Check(history, season);
        SeasonalAdjustment? adjustment = SeasonalAdjustment.Choose(history, season);
        double[] values = adjustment?.Adjust(history) ?? history.ToArray();
        return new Theta(
            history, new ThetaProblem(values.AsSpan(ClassicalSeries.FirstRow(values))).Solve(), adjustment);
    }

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        double[] values = _adjustment?.Adjust(history) ?? history.ToArray();
        ReadOnlySpan<double> known = values.AsSpan(ClassicalSeries.FirstRow(values));
        ForecastAdjusted(known, mean, deviation);
        _adjustment?.Restore(history.Length, mean, deviation);
    }

    private void ForecastAdjusted(ReadOnlySpan<double> values, Span<double> mean, Span<double> deviation)
    {
        var state = new ThetaState(Rate, InitialLevel);
        foreach (double value in values)
        {
            state.Step(double.IsNaN(value) ? Ahead(state) : value);
        }

        double[] squares = new double[mean.Length];
        for (int h = 0; h < mean.Length; h++)
        {
            mean[h] = Ahead(state);
            deviation[h] = Math.Sqrt(Variance * (1 + squares[h]));

            // An error at step h moves the later forecasts of a model that takes them for values.
            ThetaState moved = state.Zero();
            moved.Step(1);
            for (int later = h + 1; later < mean.Length; later++)
            {
                double ahead = Ahead(moved);
                squares[later] += ahead * ahead;
                moved.Step(ahead);
            }

            state.Step(mean[h]);
        }
    }

    private double Ahead(ThetaState state) => state.Level + (Weight * state.Line);
}
