namespace Carousel.Anomalies;

/// <summary>What is usual of the distance of a channel's windows from their neighbours. Kept in the model file.
/// </summary>
/// <param name="Window">W: rows of a window.</param>
/// <param name="WarmRows">Rows after which there is enough to compare with.</param>
/// <param name="Tail">How rarely a window is farther from the windows before it.</param>
internal sealed record ShapeUsual(int Window, int WarmRows, PeakTail Tail)
{
    private const int FewestWindows = 16, FewestRowsOfBlock = 32, MostPeaks = 50;

    // Single values, events of a few rows, and a cycle or its part.
    private static readonly int[] _windows = [8, 32, 128];

    /// <summary>Whether the numbers are valid; checks data from a file.</summary>
    public bool IsSound => Window is >= 2 and <= ShapeMemory.LongestWindow && WarmRows > 0 && Tail is { IsSound: true };

    /// <summary>What is usual in a channel: the second half of the rows is compared with all before.</summary>
    /// <param name="units">[L]: in robust units; NaN is a gap.</param>
    /// <param name="level">What is usual of the level that is subtracted: a channel may wander.</param>
    /// <returns>For each length of a window; none for rows that are too few.</returns>
    public static ShapeUsual[] Of(double[] units, LevelUsual level)
    {
        int[] windows = [.. _windows.Where(w => w * FewestWindows <= units.Length)];
        if (windows.Length == 0)
        {
            return [];
        }

        int warm = units.Length / 2;
        var memory = new ShapeMemory(windows);
        var meter = new LevelMeter(level);
        double[][] distances = [.. windows.Select(_ => new double[units.Length])];
        for (int r = 0; r < units.Length; r++)
        {
            memory.Take(units[r] - meter.Level);
            meter.Take(units[r]);
            for (int k = 0; k < windows.Length; k++)
            {
                distances[k][r] = memory.Distance(k);
            }
        }

        return
        [
            .. windows.Zip(distances, (w, d) =>
                new ShapeUsual(
                    w, Math.Min(warm, ShapeMemory.DefaultRows),
                    PeakTail.Of([.. d.Skip(warm).Select(Log)], Math.Max(w, FewestRowsOfBlock), MostPeaks))),
        ];
    }

    /// <summary>The logarithm of a distance, of which the tail is.</summary>
    public static double Log(double distance) => Math.Log(Math.Max(distance, ShapeMemory.LeastDistance));
}
