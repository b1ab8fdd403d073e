namespace Carousel.Anomalies;

/// <summary>What is usual of the distance of a channel's windows from their neighbours. Kept in the model file.
/// </summary>
/// <param name="Window">W: rows of a window.</param>
/// <param name="WarmRows">Rows after which there is enough to compare with.</param>
/// <param name="Tail">How rarely a window is farther from the windows before it.</param>
internal sealed record ShapeUsual(int Window, int WarmRows, PeakTail Tail)
{
    private const int FewestWindows = 16;
    private const int MostPeaks = 50;
    private const int FewestRowsOfBlock = 32;

    // Single values, events of a few rows, and a cycle or its part.
    private static readonly int[] _windows = [8, 32, 128];

    /// <summary>Whether the numbers are valid; checks data from a file.</summary>
    public bool IsSound => Window is >= 2 and <= ShapeMemory.LongestWindow && WarmRows > 0 && Tail is { IsSound: true };

    /// <summary>What is usual in a channel: the second half of the rows is compared with all before.</summary>
    /// <param name="units">[L]: in robust units; NaN is a gap.</param>
    /// <returns>For each length of a window; none for rows that are too few.</returns>
    public static ShapeUsual[] Of(double[] units)
    {
        int[] windows = [.. _windows.Where(w => w * FewestWindows <= units.Length)];
        if (windows.Length == 0)
        {
            return [];
        }

        int warm = units.Length / 2;
        var memory = new ShapeMemory(windows);
        var level = default(SlowLevel);
        double[][] distances = [.. windows.Select(_ => new double[units.Length])];
        for (int r = 0; r < units.Length; r++)
        {
            memory.Take(level.Take(units[r]));
            for (int k = 0; k < windows.Length; k++)
            {
                distances[k][r] = memory.Distance(k);
            }
        }

        return
        [
            .. windows.Zip(distances, (w, d) =>
                new ShapeUsual(w, warm, PeakTail.Of(d[warm..], Math.Max(w, FewestRowsOfBlock), MostPeaks))),
        ];
    }
}

/// <summary>The level of a channel that wanders: an exponential mean of its last 256 values.</summary>
internal struct SlowLevel
{
    private const int Span = 256;

    private double _level;
    private int _rows;

    /// <summary>A value without the level of those before it, and takes it.</summary>
    /// <param name="value">NaN for a gap.</param>
    public double Take(double value)
    {
        if (double.IsNaN(value))
        {
            return value;
        }

        double distance = value - (_rows == 0 ? value : _level);
        _rows = Math.Min(_rows + 1, Span);
        _level = _rows == 1 ? value : _level + (distance / _rows);
        return distance;
    }

    /// <summary>Writes where it stands.</summary>
    public readonly void Write(BinaryWriter writer)
    {
        writer.Write(_level);
        writer.Write(_rows);
    }

    /// <summary>Stands where another stood.</summary>
    public void Read(BinaryReader reader) => (_level, _rows) = (reader.ReadDouble(), reader.ReadInt32());
}
