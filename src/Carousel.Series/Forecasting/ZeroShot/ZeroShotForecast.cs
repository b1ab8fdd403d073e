namespace Carousel.Forecasting;

/// <summary>A forecast of one series.</summary>
public sealed class ZeroShotForecast
{
    private readonly float[] _quantiles;

    internal ZeroShotForecast(ReadOnlySpan<float> quantiles) => _quantiles = quantiles.ToArray();

    /// <summary>Steps ahead.</summary>
    public int Horizon => _quantiles.Length / ZeroShotShape.Levels;

    /// <summary>The levels of the quantiles: 0.025, 0.1, 0.2, … 0.9, 0.975.</summary>
    public static ReadOnlySpan<float> Levels => ZeroShotShape.QuantileLevels;

    /// <summary>The quantiles of a step, ascending, in the units of the series.</summary>
    /// <param name="step">0 for the first step ahead.</param>
    /// <returns>[11], at <see cref="Levels"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public ReadOnlySpan<float> Quantiles(int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Horizon, nameof(step));
        return _quantiles.AsSpan(step * ZeroShotShape.Levels, ZeroShotShape.Levels);
    }

    /// <summary>The median of each step, in the units of the series.</summary>
    /// <returns>[<see cref="Horizon"/>].</returns>
    public float[] Median() => [.. Enumerable.Range(0, Horizon).Select(step => Quantiles(step)[Levels.Length / 2])];
}
