using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>One of the series that a <see cref="ZeroShotRunner"/> forecasts.</summary>
/// <remarks>
/// For most series the forecast is the mean of two: the network reads the last 2,048 values for one and the last 512
/// for the other. For a series without negative values, the other forecasts square roots, which are then squared. In a
/// long history, distances from the median are scaled by how well earlier forecasts covered its last part.
/// </remarks>
internal sealed class ZeroShotSlot
{
    /// <summary>Earlier forecasts by which intervals are scaled.</summary>
    public const int Earlier = 3;

    private const int LeastKnown = 24, LeastErrors = 5;

    // Errors that count as much as the intervals of the network do; chosen on the development sets.
    private const double Doubt = 60;

    // The residuals of a straight line are within a tenth of its slope.
    private const double LeastNoise = 0.1;

    private readonly float[] _values = new float[MostKept];
    private readonly List<double> _errors = [];
    private readonly ZeroShotPass _plain = new();
    private ZeroShotPass? _second;
    private int _known;
    private float _least, _most;
    private double _slope, _spread;
    private bool _isNonNegative;
    private float _limit;

    /// <summary>[horizon, <see cref="Levels"/>].</summary>
    public ReadOnlySpan<float> Quantiles => _plain.Quantiles;

    private bool IsConstant => _least == _most;

    private bool HasRoots => _least >= 0;

    private bool HasSecond => !IsConstant && (HasRoots || _known > ShortPast);

    /// <summary>Takes a series.</summary>
    /// <param name="past">Its rows in time; the last <see cref="MostKept"/> are read.</param>
    public void Set(ReadOnlySpan<float> past)
    {
        past = past[Math.Max(0, past.Length - MostKept)..];
        past.CopyTo(_values);
        _known = past.Length;
        _spread = 1;
        _slope = ShortTrend.SlopeOf(past);
        _isNonNegative = true;
        _limit = UpperLimit.Of(past);
        for (int t = 0; t < past.Length; t++)
        {
            _isNonNegative &= !(past[t] < 0);
            _values[t] += (float)(_slope * (past.Length - 1 - t));
        }

        past = _values.AsSpan(0, _known);
        (_least, _most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in past)
        {
            (_least, _most) = float.IsNaN(value) ? (_least, _most) : (Math.Min(_least, value), Math.Max(_most, value));
        }
    }

    /// <summary>Begins the forecast.</summary>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="passes">Receives the forecasts that the network has to make: none of a constant series.</param>
    public void Begin(int horizon, List<ZeroShotPass> passes) => Begin(horizon, passes, _known);

    private void Begin(int horizon, List<ZeroShotPass> passes, int first)
    {
        ReadOnlySpan<float> values = _values.AsSpan(0, _known);
        _plain.Begin(values, isRoot: false, horizon, MostPast);
        if (IsConstant)
        {
            _plain.Quantiles.Fill(_least);
            return;
        }

        passes.Add(_plain);
        if (HasSecond)
        {
            bool isShort = HasKnown(Math.Max(0, _known - ShortPast), first);
            _second ??= new ZeroShotPass();
            _second.Begin(values, HasRoots, horizon, isShort ? ShortPast : MostPast);
            passes.Add(_second);
        }
    }

    /// <summary>Begins the earlier forecasts.</summary>
    /// <param name="apart">Rows from one origin to the next.</param>
    /// <param name="steps">Steps that are compared.</param>
    /// <param name="passes">Receives the forecasts that the network has to make: none of a short history.</param>
    /// <returns>Whether there are some.</returns>
    public bool BeginEarlier(int apart, int steps, List<ZeroShotPass> passes)
    {
        int first = _known - (Earlier * apart);
        bool isLong = Earlier * steps >= LeastErrors && 2 * first >= _known
            && HasKnown(Math.Max(0, _known - MostPast), first);
        if (isLong)
        {
            Begin(Earlier * steps, passes, first);
        }

        return isLong;
    }

    /// <summary>Compares the earlier forecasts with the values.</summary>
    /// <param name="apart">Rows from one origin to the next.</param>
    /// <param name="steps">Steps that are compared.</param>
    /// <remarks>
    /// The scale is the 80 % quantile of errors in units of the distance from the median to the bound of the 80 %
    /// interval, shrunk towards 1 if errors are few: a multiplicative form of conformalized quantile regression (Romano
    /// and others 2019).
    /// </remarks>
    public void EndEarlier(int apart, int steps)
    {
        Join();
        _errors.Clear();
        for (int k = 0; k < Earlier * steps; k++)
        {
            ReadOnlySpan<float> told = Quantiles.Slice(k * Levels, Levels);
            float value = _values[_known - ((Earlier - (k / steps)) * apart) + (k % steps)];
            double median = told[Levels / 2], bound = told[value > median ? ^2 : 1] - median,
                error = value == median ? 0 : Math.Abs((value - median) / bound);
            if (!double.IsNaN(error))
            {
                _errors.Add(error);
            }
        }

        _errors.Sort();
        if (_errors.Count >= LeastErrors)
        {
            double scale = _errors[Math.Min((int)Math.Ceiling(0.8 * (_errors.Count + 1)), _errors.Count) - 1];
            _spread = Math.Pow(Math.Clamp(scale, 0.6, 2.5), _errors.Count / (_errors.Count + Doubt));
        }
    }

    /// <summary>Joins both forecasts; values that are never negative have no negative forecast, and percentages none
    /// above their limit.</summary>
    public void End()
    {
        Join();
        Spread();
        foreach (ref float quantile in _plain.Quantiles)
        {
            quantile = Math.Min(quantile, _limit);
        }
    }

    private void Spread()
    {
        for (int k = 0; (_slope != 0 || _spread != 1) && k < Quantiles.Length; k += Levels)
        {
            Span<float> told = _plain.Quantiles.Slice(k, Levels);
            int step = (k / Levels) + 1;
            double median = told[Levels / 2], ahead = ShortTrend.Ahead(_slope, step),
                damped = _most - _least < LeastNoise * Math.Abs(_slope) ? Math.Abs((_slope * step) - ahead) : 0;
            for (int l = 0; l < Levels; l++)
            {
                // Next to a straight line, what the damping may take away is all that is not known.
                double share = (QuantileLevels[l] - 0.5) / (QuantileLevels[^1] - 0.5),
                    distance = Math.Max(_spread * Math.Abs(told[l] - median), damped * Math.Abs(share)),
                    moved = median + Math.CopySign(distance, share) + ahead;
                told[l] = (float)Math.Clamp(moved, _isNonNegative ? 0 : -float.MaxValue, float.MaxValue);
            }
        }
    }

    // A constant past has no unit in which errors could be compared.
    private bool HasKnown(int start, int end)
    {
        ReadOnlySpan<float> values = _values.AsSpan(start, end - start).TrimStart(float.NaN);
        return values.Length - values.Count(float.NaN) >= LeastKnown && values.ContainsAnyExcept(values[0], float.NaN);
    }

    private void Join()
    {
        if (HasSecond)
        {
            Span<float> plain = _plain.Quantiles, second = _second!.Quantiles;
            for (int k = 0; k < plain.Length; k++)
            {
                (double one, double other) = (plain[k], second[k]);
                if (HasRoots)
                {
                    (one, other) = (Math.Max(one, 0), Math.Max(other, 0));
                    other = Math.Min(other * other, float.MaxValue);
                }

                plain[k] = (float)((0.5 * one) + (0.5 * other));
            }
        }
    }
}
