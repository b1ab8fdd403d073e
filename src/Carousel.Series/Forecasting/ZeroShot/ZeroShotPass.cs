using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>A forecast of a series, or of its square roots.</summary>
internal sealed class ZeroShotPass
{
    private readonly float[] _past = new float[MostKept];
    private float[] _quantiles = [];
    private int _length, _horizon, _most;

    /// <summary>Inputs of the network.</summary>
    public PastFeatures Features { get; } = new();

    /// <summary>The values that are read, with the medians that were fed back.</summary>
    public ReadOnlySpan<float> Past => _past.AsSpan(Math.Max(0, _length - _most), Math.Min(_length, _most));

    /// <summary>The values before those.</summary>
    public ReadOnlySpan<float> Older => _past.AsSpan(0, Math.Max(0, _length - _most));

    /// <summary>[horizon, <see cref="Levels"/>].</summary>
    public Span<float> Quantiles => _quantiles.AsSpan(0, _horizon * Levels);

    /// <summary>Begins a forecast.</summary>
    /// <param name="values">The rows in time, at most <see cref="MostKept"/>.</param>
    /// <param name="isRoot">Whether their square roots are forecast.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="most">Most values that the network reads.</param>
    public void Begin(ReadOnlySpan<float> values, bool isRoot, int horizon, int most)
    {
        (_length, _horizon, _most) = (values.Length, horizon, most);
        if (_quantiles.Length < horizon * Levels)
        {
            _quantiles = new float[horizon * Levels];
        }

        values.CopyTo(_past);
        for (int t = 0; isRoot && t < values.Length; t++)
        {
            _past[t] = MathF.Sqrt(values[t]);
        }
    }

    /// <summary>Widens intervals beyond the first <see cref="Horizon"/> steps.</summary>
    /// <remarks>
    /// Medians that are fed back have no noise, so later intervals are too narrow. Their mean width becomes at least
    /// that of the first ones times a power of the distance. The power is that between the first half of the first
    /// steps and the second, 0 to that of a random walk.
    /// </remarks>
    public void Widen()
    {
        if (_horizon <= Horizon)
        {
            return;
        }

        double near = Width(0, Horizon / 2), far = Width(Horizon / 2, Horizon),
            power = Math.Clamp(Math.Log(far / near, 3), 0, 0.5);
        for (int first = Horizon; first < _horizon; first += Horizon)
        {
            int end = Math.Min(first + Horizon, _horizon);
            double grown = (near + far) / 2 * Math.Pow((first + end) / (double)Horizon, power),
                factor = Math.Min(grown / Width(first, end), 1e6);
            for (int k = first * Levels; factor > 1 && k < end * Levels; k++)
            {
                float median = _quantiles[k - (k % Levels) + (Levels / 2)];
                _quantiles[k] = (float)Math.Clamp(
                    median + (factor * (_quantiles[k] - median)), -float.MaxValue, float.MaxValue);
            }
        }
    }

    /// <summary>Takes the quantiles of the next steps, and feeds the median back if more steps follow.</summary>
    /// <param name="answers">[<see cref="Horizon"/>, <see cref="Levels"/>], in the network's units.</param>
    /// <param name="levels">[<see cref="Horizon"/>]: what they are added to.</param>
    /// <param name="done">Steps that were forecast before.</param>
    /// <param name="steps">Steps to take.</param>
    /// <param name="feeds">Whether more steps follow.</param>
    public void Take(
        ReadOnlySpan<float> answers, ReadOnlySpan<float> levels, int done, int steps, bool feeds = false)
    {
        for (int h = 0; h < steps; h++)
        {
            for (int level = 0; level < Levels; level++)
            {
                _quantiles[((done + h) * Levels) + level] =
                    Features.Past.InUnits(levels[h] + (Features.Unit * answers[(h * Levels) + level]));
            }
        }

        if (feeds)
        {
            int kept = Math.Min(_length, MostKept - steps);
            _past.AsSpan(_length - kept, kept).CopyTo(_past);
            for (int h = 0; h < steps; h++)
            {
                _past[kept + h] = _quantiles[((done + h) * Levels) + (Levels / 2)];
            }

            _length = kept + steps;
        }
    }

    // The mean width of 80 % intervals.
    private double Width(int first, int end)
    {
        double sum = 0;
        for (int k = first * Levels; k < end * Levels; k += Levels)
        {
            sum += _quantiles[k + Levels - 2] - _quantiles[k + 1];
        }

        return sum / (end - first);
    }
}
