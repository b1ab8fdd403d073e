namespace Carousel.Anomalies;

/// <summary>Compares each window of a whole series with the rows before and after it.</summary>
internal static class ShapeProfile
{
    /// <summary>The distances of all windows from their third nearest neighbours.</summary>
    /// <param name="units">[n]: in robust units; NaN repeats the value before.</param>
    /// <param name="windows">K: rows of the windows.</param>
    /// <returns>[K][n − W + 1]: by first row, as a root mean square in robust units; NaN where there are fewer
    /// neighbours.</returns>
    public static double[][] Of(double[] units, IReadOnlyList<int> windows)
    {
        double last = 0;
        double[] filled = [.. units.Select(u => last = double.IsNaN(u) ? last : u)];

        // Backwards, the rows after a window are those before it.
        double[][] before = Nearest(filled, windows), after = Nearest([.. filled.Reverse()], windows);
        double[][] distances = [.. windows.Select(w => new double[Math.Max(0, units.Length - w + 1)])];
        for (int k = 0; k < windows.Count; k++)
        {
            for (int start = 0; start < distances[k].Length; start++)
            {
                double third = Third(
                    before[k].AsSpan((start + windows[k] - 1) * ShapeMemory.Neighbours, ShapeMemory.Neighbours),
                    after[k].AsSpan((units.Length - 1 - start) * ShapeMemory.Neighbours, ShapeMemory.Neighbours));
                distances[k][start] = ShapeMemory.Distance(third, windows[k]);
            }
        }

        return distances;
    }

    /// <summary>The third smallest of two ascending triples.</summary>
    private static double Third(ReadOnlySpan<double> some, ReadOnlySpan<double> others)
    {
        (int i, int j) = (0, 0);
        while (i + j < ShapeMemory.Neighbours - 1)
        {
            _ = some[i] <= others[j] ? i++ : j++;
        }

        return Math.Min(some[i], others[j]);
    }

    /// <summary>[K][n · 3]: by last row.</summary>
    private static double[][] Nearest(double[] units, IReadOnlyList<int> windows)
    {
        var memory = new ShapeMemory(windows);
        double[][] nearest = [.. windows.Select(_ => new double[units.Length * ShapeMemory.Neighbours])];
        for (int r = 0; r < units.Length; r++)
        {
            memory.Take(units[r]);
            for (int k = 0; k < windows.Count; k++)
            {
                memory.Nearest(k).CopyTo(nearest[k].AsSpan(r * ShapeMemory.Neighbours));
            }
        }

        return nearest;
    }
}
