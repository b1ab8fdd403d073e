using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>What follows each series.</summary>
public sealed record Forecast
{
    private readonly ForecastDesign _design;
    private int? _whole;

    /// <summary>A forecast.</summary>
    /// <param name="design">Closed times, and the offsets that the set lacks.</param>
    /// <param name="set">The series.</param>
    /// <param name="windows">An origin for each series.</param>
    /// <param name="quantiles">As the set is, without offsets.</param>
    /// <param name="paths">Turns them into paths, for sums.</param>
    /// <param name="notes">What was assumed, a sentence each.</param>
    internal Forecast(
        ForecastDesign design, SeriesSet set, IReadOnlyList<Window> windows,
        QuantileTable<Stage.Reconciled> quantiles, SamplePaths paths, IReadOnlyList<string> notes)
    {
        (_design, Set, Windows, Paths, Notes) = (design, set, windows, paths, notes);
        bool isMoved = design.TargetPlaces.Any(k => design.OffsetOf(k) != 0);
        Quantiles = quantiles.To<Stage.Offset>(!isMoved ? null : (window, step, target, own) =>
        {
            for (int q = 0; q < own.Length && IsOpen(window, step); q++)
            {
                own[q] += design.OffsetOf(target);
            }
        });
    }

    /// <summary>The series.</summary>
    public SeriesSet Set { get; }

    /// <summary>An origin for each series that is long enough: the row after its last.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <summary>[W, H, K, Q] in the unit of the data; those of closed steps are 0.</summary>
    public QuantileTable Quantiles { get; }

    /// <summary>Turns them into paths, for sums.</summary>
    public SamplePaths Paths { get; }

    /// <summary>What was assumed, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; internal init; }

    /// <summary>The methods that the forecast is a mean of, without offsets; empty unless they are asked for.</summary>
    internal IReadOnlyList<BaselineValues> Methods { get; init; } = [];

    /// <summary>The stamp or number of a step ahead.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <returns>The label.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window or step.</exception>
    public string LabelAt(int window, int step)
    {
        (int series, int row) = At(window, step);
        return Set.StampAt(series, row);
    }

    /// <summary>The window of a series that is the sum of the others; −1 without one.</summary>
    internal int Whole => _whole ??= ForecastTotals.WholeOf(this);

    /// <summary>What was subtracted from a target of <see cref="Set"/>; the quantiles have it.</summary>
    internal double OffsetOf(int target) => _design.OffsetOf(target);

    /// <summary>Whether a step is forecast: at times when a series never has a value the quantiles are 0.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <returns>True where the series is open.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window or step.</exception>
    public bool IsOpen(int window, int step)
    {
        (int series, int row) = At(window, step);
        return _design.IsOpen(Set[series], row);
    }

    /// <summary>The steps that are forecast.</summary>
    internal int[] OpenSteps(int window) =>
        [.. Enumerable.Range(0, Quantiles.Horizon).Where(step => IsOpen(window, step))];

    /// <summary>Whether no step is forecast.</summary>
    internal bool IsClosed => Enumerable.Range(0, Windows.Count).All(w => OpenSteps(w).Length == 0);

    /// <summary>The sum of a target over the horizon.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="target">Which target.</param>
    /// <param name="level">The interval in percent.</param>
    /// <returns>Median and interval.</returns>
    public (double Median, double Low, double High) Sum(int window, int target, double level) =>
        Paths.Sum(Quantiles, window, target, level);

    private (int Series, int Row) At(int window, int step)
    {
        Window own = Windows[QuantileTable.Place(window, Windows.Count)];
        return (own.Series, own.Origin + QuantileTable.Place(step, _design.Horizon));
    }
}
