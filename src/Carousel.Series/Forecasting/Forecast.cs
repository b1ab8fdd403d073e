using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>What follows each series.</summary>
/// <param name="Set">The series.</param>
/// <param name="Windows">An origin for each series that is long enough: the row after its last.</param>
/// <param name="Quantiles">[W, H, K, Q] in the unit of the data.</param>
/// <param name="Paths">Turns them into paths, for sums.</param>
/// <param name="Notes">What was assumed, a sentence each.</param>
public sealed record Forecast(
    SeriesSet Set, IReadOnlyList<Window> Windows, QuantileTable Quantiles, SamplePaths Paths,
    IReadOnlyList<string> Notes)
{
    /// <summary>The stamp or number of a step ahead.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <returns>The label.</returns>
    public string LabelAt(int window, int step) => Set.StampAt(Windows[window].Series, Windows[window].Origin + step);

    /// <summary>When series are closed; null where they never are.</summary>
    internal ClosedTimes? Closed { get; init; }

    /// <summary>[K]: what was subtracted from the targets of <see cref="Set"/>; the quantiles have it.</summary>
    internal double[] Offsets { get; init; } = [];

    /// <summary>What was subtracted from a target of <see cref="Set"/>.</summary>
    internal double OffsetOf(int target) => target < Offsets.Length ? Offsets[target] : 0;

    /// <summary>Takes the quantiles to the unit of the data; those of closed steps stay 0.</summary>
    internal void AddOffsets()
    {
        for (int window = 0; window < Windows.Count; window++)
        {
            foreach (int step in Offsets.Any(offset => offset != 0) ? OpenSteps(window) : [])
            {
                for (int target = 0; target < Quantiles.Targets; target++)
                {
                    foreach (ref double quantile in Quantiles[window, step, target])
                    {
                        quantile += Offsets[target];
                    }
                }
            }
        }
    }

    /// <summary>Whether a step is forecast: at times when a series never has a value the quantiles are 0.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <returns>True where the series is open.</returns>
    public bool IsOpen(int window, int step)
    {
        Series series = Set[Windows[window].Series];
        return Closed?.Has(series.Id, series.TimeAt(Windows[window].Origin + step)) != true;
    }

    /// <summary>The steps that are forecast.</summary>
    internal int[] OpenSteps(int window) =>
        [.. Enumerable.Range(0, Quantiles.Horizon).Where(step => IsOpen(window, step))];

    /// <summary>The sum of a target over the horizon.</summary>
    /// <param name="window">Which origin.</param>
    /// <param name="target">Which target.</param>
    /// <param name="level">The interval in percent.</param>
    /// <returns>Median and interval.</returns>
    public (double Median, double Low, double High) Sum(int window, int target, double level) =>
        Paths.Sum(Quantiles, window, target, level);
}
