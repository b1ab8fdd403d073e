using System.Runtime.CompilerServices;

namespace Carousel.Forecasting;

/// <summary>
/// Quantiles of many windows: [W, H, K, Q], ascending over Q. A table is never changed: each stage of a forecast has
/// a separate table type.
/// </summary>
public abstract class QuantileTable
{
    private readonly double[] _values;

    private protected QuantileTable(int horizon, int targets, IReadOnlyList<double> shares, double[] values) =>
        (Windows, Horizon, Targets, Shares, Median, _values) = (
            values.Length / (horizon * targets * shares.Count), horizon, targets, shares, shares.ToList().IndexOf(0.5),
            values);

    /// <summary>W: how many windows.</summary>
    public int Windows { get; }

    /// <summary>H: steps of each.</summary>
    public int Horizon { get; }

    /// <summary>K: targets.</summary>
    public int Targets { get; }

    /// <summary>[Q]: which quantiles.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>The place of the median among the quantiles.</summary>
    public int Median { get; }

    /// <summary>[Q]: the quantiles of one target at one step.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public ReadOnlySpan<double> this[int window, int step, int target] => this[CellOf(window, step, target)];

    /// <summary>The same by the place of the cell in [W, H, K].</summary>
    internal ReadOnlySpan<double> this[int cell] => _values.AsSpan(cell * Shares.Count, Shares.Count);

    /// <summary>The median of one target at one step: the forecast where one number is asked for.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <returns>The median.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public double MedianOf(int window, int step, int target) => MedianOf(CellOf(window, step, target));

    /// <summary>The same by the place of the cell in [W, H, K].</summary>
    internal double MedianOf(int cell) => _values[(cell * Shares.Count) + Median];

    /// <summary>The two ends of a prediction interval.</summary>
    /// <param name="window">0 … W − 1.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <param name="level">In percent, such as 80: 1 or more, and below 100.</param>
    /// <returns>The lower and the upper end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place or level.</exception>
    public (double Low, double High) Interval(int window, int step, int target, double level) =>
        Interval(CellOf(window, step, target), Percent(level));

    /// <summary>The same by the place of the cell in [W, H, K].</summary>
    internal (double Low, double High) Interval(int cell, double level) => (
        QuantileScale.Value(Shares, this[cell], (100 - level) / 200),
        QuantileScale.Value(Shares, this[cell], (100 + level) / 200));

    /// <summary>[W, H, K]: the medians.</summary>
    internal float[] Medians() =>
        [.. Enumerable.Range(0, Windows * Horizon * Targets).Select(cell => (float)MedianOf(cell))];

    /// <summary>A copy of all: [W, H, K, Q].</summary>
    internal double[] ToArray() => [.. _values];

    /// <summary>A place if it exists.</summary>
    internal static int Place(int at, int count, [CallerArgumentExpression(nameof(at))] string name = "") =>
        (uint)at < (uint)count ? at
            : throw new ArgumentOutOfRangeException(name, at, $"{name} must be 0…{count - 1}, but is {at}.");

    /// <summary>A level of an interval if it is in percent and not a share.</summary>
    internal static double Percent(double level) => level is >= 1 and < 100 ? level
        : throw new ArgumentOutOfRangeException(nameof(level), level, "A level is in percent, such as 80.");

    private int CellOf(int window, int step, int target) =>
        (((Place(window, Windows) * Horizon) + Place(step, Horizon)) * Targets) + Place(target, Targets);
}

/// <summary>Quantiles of many windows at one stage of a forecast.</summary>
/// <typeparam name="TStage">One of <see cref="Stage"/>.</typeparam>
/// <param name="horizon">H.</param>
/// <param name="targets">K.</param>
/// <param name="shares">[Q], ascending.</param>
/// <param name="values">[W, H, K, Q], never changed.</param>
internal sealed class QuantileTable<TStage>(int horizon, int targets, IReadOnlyList<double> shares, double[] values)
    : QuantileTable(horizon, targets, shares, values)
    where TStage : struct
{
    /// <summary>A table of a design's quantiles.</summary>
    public QuantileTable(ForecastDesign design, double[] values)
        : this(design.Horizon, design.TargetCount, design.Quantiles, values)
    {
    }

    /// <summary>The table of the next stage.</summary>
    /// <param name="change">Changes a copy of the quantiles of each cell; null where all stay.</param>
    public QuantileTable<TNext> To<TNext>(QuantileChange? change = null)
        where TNext : struct, IStageAfter<TStage>
    {
        double[] next = ToArray();
        for (int cell = 0; change is not null && cell * Shares.Count < next.Length; cell++)
        {
            int step = cell / Targets;
            change(step / Horizon, step % Horizon, cell % Targets, next.AsSpan(cell * Shares.Count, Shares.Count));
        }

        return new QuantileTable<TNext>(Horizon, Targets, Shares, next);
    }

    /// <summary>The same with other quantiles of some windows.</summary>
    /// <param name="part">[P, H, K, Q].</param>
    /// <param name="places">[P]: their places among these windows.</param>
    public QuantileTable<TStage> With(QuantileTable<TStage> part, IReadOnlyList<int> places)
    {
        double[] all = ToArray(), own = part.ToArray();
        int size = Horizon * Targets * Shares.Count;
        foreach ((int p, int place) in places.Index())
        {
            own.AsSpan(p * size, size).CopyTo(all.AsSpan(place * size));
        }

        return new QuantileTable<TStage>(Horizon, Targets, Shares, all);
    }
}

/// <summary>Changes the quantiles of one target at one step.</summary>
/// <param name="window">0 … W − 1.</param>
/// <param name="step">0 … H − 1.</param>
/// <param name="target">0 … K − 1.</param>
/// <param name="quantiles">[Q], changed.</param>
internal delegate void QuantileChange(int window, int step, int target, Span<double> quantiles);
