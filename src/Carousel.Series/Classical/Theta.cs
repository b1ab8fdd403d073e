namespace Carousel.Classical;

/// <summary>
/// The Theta method: seasonal adjustment, then exponential smoothing together with a line. The dynamic optimised model
/// fits the initial level, α and θ; the standard method has θ = 2.
/// </summary>
/// <remarks>
/// Dynamic optimised model: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016. For given α the errors are
/// linear in the initial level and in 1 − 1 / θ, so the least squares need a search only along α. The variance of
/// forecasts is exact: the model is linear in the values. Standard method: Assimakopoulos and Nikolopoulos 2000 in the
/// form of Hyndman and Billah 2003, exponential smoothing that begins at the first value, with half the slope of the
/// line of least squares through all values as drift; the variance of step h is σ²·(1 + (h − 1)·α²).
/// σ² = Σε² / (n − parameters).
/// </remarks>
internal sealed class Theta : IClassicalModel
{
    // Errors of this size relative to the values are rounding: the likelihood of a perfect fit stays finite.
    private const double Rounding = 1e-10;

    private readonly SeasonalAdjustment? _adjustment;
    private readonly bool _isStandard;

    private Theta(
        ReadOnlySpan<double> history, ThetaFit fit, SeasonalAdjustment? adjustment, bool isStandard)
    {
        double floor = 0;
        foreach (double value in history)
        {
            floor += double.IsNaN(value) ? 0 : Rounding * Rounding * value * value;
        }

        (_adjustment, _isStandard) = (adjustment, isStandard);
        (Rate, Weight, InitialLevel) = (fit.Rate, fit.Weight, fit.Level);
        int parameters = (isStandard ? 2 : 3) + (adjustment?.Parameters ?? 0);
        bool isConstant = ClassicalSeries.IsConstant(history);
        double squares = isConstant ? 0 : fit.Squares + floor;
        Variance = squares / Math.Max(1, fit.Count - parameters);
        LogLikelihood = isConstant ? double.PositiveInfinity
            : ClassicalSeries.LogLikelihood(squares, fit.Count) - (adjustment?.LogScale(history) ?? 0);
        Aicc = ClassicalSeries.Aicc(LogLikelihood, fit.Count, parameters + 1);
    }

    /// <inheritdoc/>
    public string Name => _isStandard ? "Theta(2)" : "Theta";

    /// <inheritdoc/>
    /// <remarks>Positive and infinite for a constant series. The standard method has no error at the first
    /// value.</remarks>
    public double LogLikelihood { get; }

    /// <inheritdoc/>
    public double Aicc { get; }

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
    public static Theta Fit(ReadOnlySpan<double> history, int season) => Fit(history, season, isStandard: false);

    /// <summary>Fits the standard method, θ = 2.</summary>
    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, int)"/>
    public static Theta FitStandard(ReadOnlySpan<double> history, int season) =>
        Fit(history, season, isStandard: true);

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        double[] values = _adjustment?.Adjust(history) ?? history.ToArray();
        ReadOnlySpan<double> known = values.AsSpan(ClassicalSeries.FirstRow(values));
        if (_isStandard)
        {
            ForecastStandard(known, mean, deviation);
        }
        else
        {
            ForecastDynamic(known, mean, deviation);
        }

        _adjustment?.Restore(history.Length, mean, deviation);
    }

    private static Theta Fit(ReadOnlySpan<double> history, int season, bool isStandard)
    {
        ClassicalSeries.Check(history, season);
        SeasonalAdjustment? adjustment = SeasonalAdjustment.Choose(history, season);
        double[] values = adjustment?.Adjust(history) ?? history.ToArray();
        var problem = new ThetaProblem(values.AsSpan(ClassicalSeries.FirstRow(values)));
        ThetaFit fit = isStandard ? problem.Standard() : problem.Dynamic();
        return new Theta(history, fit, adjustment, isStandard);
    }

    private void ForecastDynamic(ReadOnlySpan<double> values, Span<double> mean, Span<double> deviation)
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

    private void ForecastStandard(ReadOnlySpan<double> values, Span<double> mean, Span<double> deviation)
    {
        double level = values.IsEmpty ? InitialLevel : values[0], power = 1;
        foreach (double value in values)
        {
            level += double.IsNaN(value) ? 0 : Rate * (value - level);
            power *= 1 - Rate;
        }

        double drift = Weight * ThetaProblem.Slope(values);
        for (int h = 0; h < mean.Length; h++)
        {
            mean[h] = level + (drift * (h + ((1 - power) / Rate)));
            deviation[h] = Math.Sqrt(Variance * (1 + (h * Rate * Rate)));
        }
    }

    private double Ahead(ThetaState state) => state.Level + (Weight * state.Line);
}
