using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// The rows at which a series is open, in its past and ahead: only these are given to the network, whose inputs would
/// else contain few weeks of a shop. Its seasons are counted in open rows.
/// </summary>
internal sealed class OpenRows
{
    private readonly int[] _before;
    private readonly int _past;

    // How many rows before each are open, and how many rows are past.
    private OpenRows(int[] before, int past) => (_before, _past) = (before, past);

    /// <summary>The open rows of a window.</summary>
    /// <param name="closed">When series are closed; null for never.</param>
    /// <param name="series">The series.</param>
    /// <param name="past">How many rows before the origin.</param>
    /// <param name="window">The origin and the steps ahead.</param>
    /// <param name="seasons">Rows of each likely season, ascending.</param>
    /// <returns>Null if all are open, or the shortest season is not one of open rows, too.</returns>
    public static OpenRows? Of(ClosedTimes? closed, Series series, int past, Window window, int[] seasons)
    {
        if (closed is null || seasons.Length == 0)
        {
            return null;
        }

        int[] before = new int[past + window.Horizon + 1];
        for (int t = 1; t < before.Length; t++)
        {
            bool isClosed = closed.Has(series.Id, series.TimeAt(window.Origin - past + t - 1));
            before[t] = before[t - 1] + (isClosed ? 0 : 1);
        }

        var made = new OpenRows(before, past);
        int[] open = [.. Enumerable.Range(0, past).Where(made.IsOpen)];
        int season = made.Most(seasons[0]);
        return open.Length < past && open.Skip(season).Zip(open).All(p => (p.First - p.Second) % seasons[0] == 0)
            ? made
            : null;
    }

    /// <summary>The largest number of open rows among a number of rows.</summary>
    public int Most(int rows) =>
        _before.Select((count, t) => _before[Math.Min(t + rows, _before.Length - 1)] - count).Max();

    /// <summary>The values of open rows.</summary>
    /// <param name="past">The values of all rows of the past.</param>
    public float[] Of(float[] past) => [.. past.Where((_, t) => IsOpen(t))];

    /// <summary>The place of a step ahead among the open ones; −1 where it is closed.</summary>
    public int Place(int step) => IsOpen(_past + step) ? _before[_past + step] - _before[_past] : -1;

    private bool IsOpen(int row) => _before[row + 1] > _before[row];
}
