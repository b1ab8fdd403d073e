using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>One of the series that a <see cref="ZeroShotRunner"/> forecasts.</summary>
internal sealed class ZeroShotSlot
{
    private readonly float[] _values = new float[MostKept], _past = new float[MostKept];
    private float[] _quantiles = [], _roots = [];
    private int _known, _length, _horizon;
    private bool _hasRoots, _isRoot;
    private float _least, _most;

    /// <summary>What the network reads of it.</summary>
    public PastFeatures Features { get; } = new();

    /// <summary>The values that are read, with the medians that were fed back.</summary>
    public ReadOnlySpan<float> Past => _past.AsSpan(Math.Max(0, _length - MostPast), Math.Min(_length, MostPast));

    /// <summary>The values before those.</summary>
    public ReadOnlySpan<float> Older => _past.AsSpan(0, Math.Max(0, _length - MostPast));

    /// <summary>[horizon, <see cref="Levels"/>].</summary>
    public ReadOnlySpan<float> Quantiles => _quantiles.AsSpan(0, _horizon * Levels);

    /// <summary>Takes a series.</summary>
    /// <param name="past">Its rows in time; the last <see cref="MostKept"/> are read.</param>
    public void Set(ReadOnlySpan<float> past)
    {
        past = past[Math.Max(0, past.Length - MostKept)..];
        past.CopyTo(_values);
        _known = past.Length;
        (_least, _most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in past)
        {
            (_least, _most) = float.IsNaN(value) ? (_least, _most) : (Math.Min(_least, value), Math.Max(_most, value));
        }
    }

    /// <summary>Begins a forecast.</summary>
    /// <param name="horizon">Steps ahead.</param>
    /// <returns>True where the series is constant, and its forecast too.</returns>
    public bool Begin(int horizon)
    {
        (_horizon, _hasRoots, _isRoot, _length) = (horizon, false, false, _known);
        if (_quantiles.Length < horizon * Levels)
        {
            (_quantiles, _roots) = (new float[horizon * Levels], new float[horizon * Levels]);
        }

        _values.AsSpan(0, _known).CopyTo(_past);
        if (_least == _most)
        {
            _quantiles.AsSpan(0, horizon * Levels).Fill(_least);
        }

        return _least == _most;
    }

    /// <summary>Begins the forecast of the square roots.</summary>
    /// <returns>False where a value is negative.</returns>
    public bool BeginRoot()
    {
        _hasRoots = _isRoot = _least >= 0;
        _length = _known;
        for (int t = 0; _isRoot && t < _known; t++)
        {
            _past[t] = MathF.Sqrt(_values[t]);
        }

        return _isRoot;
    }

    /// <summary>Takes the quantiles of a pass, and feeds the median back.</summary>
    /// <param name="answers">[<see cref="Horizon"/>, <see cref="Levels"/>], in the network's units.</param>
    /// <param name="levels">[<see cref="Horizon"/>]: what they are added to.</param>
    /// <param name="done">Steps that earlier passes forecast.</param>
    /// <param name="steps">Steps to take.</param>
    public void Take(ReadOnlySpan<float> answers, ReadOnlySpan<float> levels, int done, int steps)
    {
        float[] quantiles = _isRoot ? _roots : _quantiles;
        for (int h = 0; h < steps; h++)
        {
            for (int level = 0; level < Levels; level++)
            {
                quantiles[((done + h) * Levels) + level] =
                    Features.Past.InUnits(levels[h] + (Features.Unit * answers[(h * Levels) + level]));
            }
        }

        if (done + steps < _horizon)
        {
            int kept = Math.Min(_length, MostKept - steps);
            _past.AsSpan(_length - kept, kept).CopyTo(_past);
            for (int h = 0; h < steps; h++)
            {
                _past[kept + h] = quantiles[((done + h) * Levels) + (Levels / 2)];
            }

            _length = kept + steps;
        }
    }

    /// <summary>Joins both forecasts; values that are never negative have no negative forecast.</summary>
    /// <param name="horizon">Steps ahead.</param>
    public void End(int horizon)
    {
        for (int k = 0; _hasRoots && k < horizon * Levels; k++)
        {
            double root = Math.Max(_roots[k], 0), square = Math.Min(root * root, float.MaxValue);
            _quantiles[k] = (float)((0.5 * Math.Max(_quantiles[k], 0)) + (0.5 * square));
        }
    }
}
