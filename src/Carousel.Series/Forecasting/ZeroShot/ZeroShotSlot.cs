using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>One of the series that a <see cref="ZeroShotRunner"/> forecasts.</summary>
/// <remarks>
/// The forecast of a series that is never negative is the mean of two: of its values, and of their square roots,
/// squared.
/// </remarks>
internal sealed class ZeroShotSlot
{
    private readonly float[] _values = new float[MostKept];
    private readonly ZeroShotPass _plain = new();
    private ZeroShotPass? _roots;
    private int _known;
    private float _least, _most;
    private double _slope;
    private bool _isNonNegative;

    /// <summary>[horizon, <see cref="Levels"/>].</summary>
    public ReadOnlySpan<float> Quantiles => _plain.Quantiles;

    private bool IsConstant => _least == _most;

    private bool HasRoots => _least >= 0 && !IsConstant;

    /// <summary>Takes a series.</summary>
    /// <param name="past">Its rows in time; the last <see cref="MostKept"/> are read.</param>
    public void Set(ReadOnlySpan<float> past)
    {
        past = past[Math.Max(0, past.Length - MostKept)..];
        past.CopyTo(_values);
        _known = past.Length;
        _slope = ShortTrend.SlopeOf(past);
        _isNonNegative = true;
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
    public void Begin(int horizon, List<ZeroShotPass> passes)
    {
        ReadOnlySpan<float> values = _values.AsSpan(0, _known);
        _plain.Begin(values, isRoot: false, horizon);
        if (IsConstant)
        {
            _plain.Quantiles.Fill(_least);
            return;
        }

        passes.Add(_plain);
        if (HasRoots)
        {
            _roots ??= new ZeroShotPass();
            _roots.Begin(values, isRoot: true, horizon);
            passes.Add(_roots);
        }
    }

    /// <summary>Joins both forecasts; values that are never negative have no negative forecast.</summary>
    public void End()
    {
        Join();
        for (int k = 0; _slope != 0 && k < Quantiles.Length; k++)
        {
            double moved = _plain.Quantiles[k] + ShortTrend.Ahead(_slope, (k / Levels) + 1);
            _plain.Quantiles[k] = (float)(_isNonNegative ? Math.Max(0, moved) : moved);
        }
    }

    private void Join()
    {
        if (HasRoots)
        {
            Span<float> plain = _plain.Quantiles, roots = _roots!.Quantiles;
            for (int k = 0; k < plain.Length; k++)
            {
                double root = Math.Max(roots[k], 0), square = Math.Min(root * root, float.MaxValue);
                plain[k] = (float)((0.5 * Math.Max(plain[k], 0)) + (0.5 * square));
            }
        }
    }
}
