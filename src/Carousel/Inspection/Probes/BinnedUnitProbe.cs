namespace Carousel.Inspection.Probes;

/// <summary>Reads a class from one unit alone: each of sixteen ranges of its values, equally full in the rows learnt from, means the class that is most frequent there.</summary>
/// <remarks>The unit is the one that is right most often in the rows learnt from. Ranges, since one unit can hold a class at its middle values, which no linear map of it tells.</remarks>
public static class BinnedUnitProbe
{
    private const int Ranges = 16;

    /// <summary>Reads a target, each fold by a unit and ranges that have not seen it.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Classes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[N], the numbers of the classes that are read.</returns>
    /// <exception cref="ArgumentException">The target is no class of each row.</exception>
    public static double[] Read(ProbeRows rows, ProbeTarget target, CancellationToken cancellation = default)
    {
        Check(rows, target);
        var read = new double[rows.Count];
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] training = [.. Enumerable.Range(0, rows.Count).Where(n => rows.FoldOf(n) != fold)];
            UnitRanges best = Best(rows, target, training);
            foreach (int n in rows.Of(fold))
            {
                read[n] = best.Read(rows.Row(n)[best.Unit]);
            }
        }

        return read;
    }

    /// <summary>The unit that is right most often over all rows.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Classes.</param>
    /// <returns>Which, from 0.</returns>
    /// <exception cref="ArgumentException">The target is no class of each row.</exception>
    public static int BestUnit(ProbeRows rows, ProbeTarget target)
    {
        Check(rows, target);
        return Best(rows, target, [.. Enumerable.Range(0, rows.Count)]).Unit;
    }

    private static void Check(ProbeRows rows, ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(target);
        if (target.Count != rows.Count || !target.IsClass)
        {
            throw new ArgumentException($"target: expected {rows.Count} classes, one for each row.", nameof(target));
        }
    }

    private static UnitRanges Best(ProbeRows rows, ProbeTarget target, int[] training)
    {
        UnitRanges? best = null;
        for (int unit = 0; unit < rows.Size; unit++)
        {
            UnitRanges tried = UnitRanges.Of(rows, target, training, unit);
            best = best is null || tried.Right > best.Right ? tried : best;
        }

        return best!;
    }

    private sealed record UnitRanges(int Unit, float[] Bounds, int[] Classes, int Right)
    {
        public static UnitRanges Of(ProbeRows rows, ProbeTarget target, int[] training, int unit)
        {
            float[] values = [.. training.Select(n => rows.Row(n)[unit])];
            float[] sorted = [.. values];
            Array.Sort(sorted);
            float[] bounds = [.. Enumerable.Range(1, Ranges - 1).Select(k => sorted[(int)((long)k * sorted.Length / Ranges)])];
            var counts = new int[Ranges, target.Classes];
            for (int k = 0; k < values.Length; k++)
            {
                counts[Range(bounds, values[k]), (int)target.Values[training[k]]]++;
            }

            var classes = new int[Ranges];
            int right = 0;
            for (int r = 0; r < Ranges; r++)
            {
                for (int c = 1; c < target.Classes; c++)
                {
                    classes[r] = counts[r, c] > counts[r, classes[r]] ? c : classes[r];
                }

                right += counts[r, classes[r]];
            }

            return new UnitRanges(unit, bounds, classes, right);
        }

        public int Read(float value) => Classes[Range(Bounds, value)];

        private static int Range(float[] bounds, float value)
        {
            int range = 0;
            while (range < bounds.Length && value >= bounds[range])
            {
                range++;
            }

            return range;
        }
    }
}
