namespace Carousel.Forecasting;

/// <summary>Quantiles of many windows: [W, H, K, Q], ascending over Q, in whatever scale they were made.</summary>
/// <param name="windows">W.</param>
/// <param name="horizon">H.</param>
/// <param name="targets">K.</param>
/// <param name="shares">[Q], ascending.</param>
public sealed class QuantileTable(int windows, int horizon, int targets, IReadOnlyList<double> shares)
{
    private readonly double[] _values = new double[windows * horizon * targets * shares.Count];

    /// <summary>W: how many windows.</summary>
    public int Windows => windows;

    /// <summary>H: steps of each.</summary>
    public int Horizon => horizon;

    /// <summary>K: targets.</summary>
    public int Targets => targets;

    /// <summary>[Q]: which quantiles.</summary>
    public IReadOnlyList<double> Shares => shares;

    /// <summary>The place of the median among the quantiles.</summary>
    public int Median { get; } = shares.ToList().IndexOf(0.5);

    /// <summary>[Q]: the quantiles of one target at one step.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    public Span<double> this[int window, int step, int target] =>
        _values.AsSpan(((((window * horizon) + step) * targets) + target) * shares.Count, shares.Count);

    /// <summary>The median of one target at one step: the forecast where one number is asked for.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <returns>The median.</returns>
    public double MedianOf(int window, int step, int target) => this[window, step, target][Median];

    /// <summary>The two ends of a prediction interval.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <param name="level">In percent.</param>
    /// <returns>The lower and the upper end.</returns>
    public (double Low, double High) Interval(int window, int step, int target, double level)
    {
        ReadOnlySpan<double> quantiles = this[window, step, target];
        return (
            QuantileScale.Value(shares, quantiles, (100 - level) / 200),
            QuantileScale.Value(shares, quantiles, (100 + level) / 200));
    }

    /// <summary>Copies every value to a table of the same size.</summary>
    internal void CopyTo(QuantileTable other) => _values.CopyTo(other._values.AsSpan());

    /// <summary>A table of the same values.</summary>
    internal QuantileTable Copy()
    {
        var copy = new QuantileTable(windows, horizon, targets, shares);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Divides every value.</summary>
    internal void Divide(int divisor)
    {
        foreach (ref double value in _values.AsSpan())
        {
            value /= divisor;
        }
    }

    /// <summary>Takes the quantiles of some windows.</summary>
    /// <param name="part">[P, H, K, Q].</param>
    /// <param name="places">[P]: their places among these windows.</param>
    internal void Put(QuantileTable part, IReadOnlyList<int> places)
    {
        for (int w = 0; w < places.Count; w++)
        {
            for (int t = 0; t < Horizon; t++)
            {
                for (int k = 0; k < Targets; k++)
                {
                    part[w, t, k].CopyTo(this[places[w], t, k]);
                }
            }
        }
    }
}
