using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Ridge regression on the last values, directly for each row ahead: ŷ(t + k) = a(k) + Σ w(k, j)·y(t − j), with the
/// penalty λ·Σ w².
/// </summary>
/// <remarks>
/// Values are centred and divided by their deviation over the training part. All rows ahead share one factorisation
/// (Cholesky, in double).
/// λ is chosen on the validation part; then training and validation part together are fitted. Hoerl and Kennard 1970.
/// </remarks>
internal sealed class RidgeOnLags : IBaseline
{
    private const int MostWindows = 20_000;

    // In units of the number of windows: the penalty against the mean square of a scaled lag, which is about 1.
    private static readonly double[] _penalties = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    private FittedScaler _scaler = new(0, 1);
    private RidgeSolution? _solution;

    /// <summary>A regression on a number of lags.</summary>
    /// <param name="lags">How many of the last values are looked at, 1 or more.</param>
    public RidgeOnLags(int lags)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        Lags = lags;
    }

    /// <summary>How many of the last values are looked at.</summary>
    public int Lags { get; }

    /// <summary>The penalty that was chosen, in units of the number of windows.</summary>
    public double Penalty { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public string Name => $"ridge, {Lags}";

    /// <inheritdoc/>
    public int Lookback => Lags;

    /// <inheritdoc/>
    public void Fit(IReadOnlyList<BaselineSeries> series, int horizon)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        _scaler = new StandardScaler().Fit([.. series.SelectMany(s => s.Values.Span[..s.TrainEnd].ToArray())]);
        float[][] scaled = [.. series.Select(Scale)];
        var train = new Windows([.. series.Select(s => new RowRange(0, s.TrainEnd))], Lags, horizon);
        var validation = new Windows([.. series.Select(s => new RowRange(s.TrainEnd, s.ValidationEnd))], Lags, horizon);
        var both = new Windows([.. series.Select(s => new RowRange(0, s.ValidationEnd))], Lags, horizon);
        Penalty = _penalties[^2];
        if (train.Count > 0 && validation.Count > 0)
        {
            Penalty = ChoosePenalty(RidgeSystem.From(scaled, train, MostWindows), scaled, validation);
        }

        _solution = both.Count > 0 ? RidgeSystem.From(scaled, both, MostWindows).Solve(Penalty) : null;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was not fitted, or for a shorter horizon.</exception>
    public void Forecast(ReadOnlySpan<float> history, int horizon, Span<float> forecast)
    {
        if (_solution is null)
        {
            forecast[..horizon].Fill(LastValue.Find(history));
            return;
        }

        if (horizon > _solution.Horizon)
        {
            throw new InvalidOperationException(
                $"The regression was fitted for {_solution.Horizon} rows ahead, not for {horizon}.");
        }

        // Before the first value of a short history stands the first value.
        var lags = new double[Lags];
        float before = float.NaN;
        for (int j = 0; j < Lags; j++)
        {
            int row = history.Length - Lags + j;
            before = row >= 0 && !float.IsNaN(history[row]) ? history[row] : before;
            lags[j] = float.IsNaN(before) ? double.NaN : (before - _scaler.Offset) / _scaler.Scale;
        }

        double first = Array.Find(lags, v => !double.IsNaN(v));
        for (int j = 0; j < Lags && double.IsNaN(lags[j]); j++)
        {
            lags[j] = first;
        }

        for (int k = 0; k < horizon; k++)
        {
            forecast[k] = (float)((_solution.Predict(lags, k) * _scaler.Scale) + _scaler.Offset);
        }
    }

    // Gaps are filled forward in the inputs; a window whose truth has a gap is left out of the fit.
    private float[] Scale(BaselineSeries series)
    {
        var scaled = new float[series.ValidationEnd];
        _scaler.Transform(series.Values.Span[..series.ValidationEnd], scaled);
        return scaled;
    }

    private static double ChoosePenalty(RidgeSystem system, float[][] scaled, Windows validation)
    {
        double best = _penalties[0];
        double least = double.PositiveInfinity;
        foreach (double penalty in _penalties)
        {
            double error = system.Solve(penalty).Error(scaled, validation, MostWindows);
            if (error < least)
            {
                (best, least) = (penalty, error);
            }
        }

        return best;
    }
}
