namespace Carousel.Anomalies;

/// <summary>Compares each window of a whole series with all others of it, before and after.</summary>
internal static class ShapeProfile
{
    /// <summary>The distances of all windows from their third nearest neighbours.</summary>
    /// <param name="units">[n]: in robust units; NaN is a gap.</param>
    /// <param name="windows">K: rows of the windows.</param>
    /// <returns>[K][n − W + 1]: by first row, as a root mean square in robust units; NaN where there are fewer
    /// neighbours.</returns>
    public static double[][] Of(double[] units, IReadOnlyList<int> windows)
    {
        // Backwards, the rows after a window are those before it.
        double[][][] before = Nearest(units, windows), after = Nearest([.. units.Reverse()], windows);
        return
        [
            .. windows.Select((w, k) => Enumerable.Range(0, Math.Max(0, units.Length - w + 1))
                .Select(start => ShapeMemory.Distance(
                    before[k][start + w - 1].Concat(after[k][units.Length - 1 - start]).Order()
                        .ElementAt(ShapeMemory.Neighbours - 1),
                    w))
                .ToArray()),
        ];
    }

    /// <summary>[K][n][3]: by last row.</summary>
    private static double[][][] Nearest(double[] units, IReadOnlyList<int> windows)
    {
        var memory = new ShapeMemory(windows);
        double[][][] nearest = [.. windows.Select(_ => new double[units.Length][])];
        for (int r = 0; r < units.Length; r++)
        {
            memory.Take(units[r]);
            for (int k = 0; k < windows.Count; k++)
            {
                nearest[k][r] = memory.Nearest(k).ToArray();
            }
        }

        return nearest;
    }
}
