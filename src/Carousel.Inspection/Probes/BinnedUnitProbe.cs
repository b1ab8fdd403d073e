namespace Carousel.Inspection.Probes;

/// <summary>
/// Reads a property from a single unit: each of sixteen ranges of its values, equally full in the rows learnt from,
/// means the class that is most frequent there, or the mean of the numbers there.
/// </summary>
/// <remarks>
/// The unit is the one that is best in the rows learnt from. Ranges, since one unit can hold a property at its middle
/// values, which no linear map of it tells.
/// </remarks>
internal sealed class BinnedUnitProbe
{
    private const int Ranges = 16;

    private BinnedUnitProbe(double[] read, int[] units) => (Values, Units) = (read, units);

    /// <summary>[N], what is read of each row; of classes their numbers.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>[folds], the unit from which each fold was read, from 0.</summary>
    public IReadOnlyList<int> Units { get; }

    /// <summary>Reads a target, each fold by a unit and ranges that have not seen it.</summary>
    /// <param name="rows">The states.</param>
    /// <param name="target">Numbers or classes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is read, and from which units.</returns>
    /// <exception cref="ArgumentException">The target has not one value for each row.</exception>
    public static BinnedUnitProbe Read(ProbeRows rows, ProbeTarget target, CancellationToken cancellation = default)
    {
        if (target.Count != rows.Count)
        {
            throw new ArgumentException(
                $"target: expected {rows.Count} values, one for each row, but got {target.Count}.", nameof(target));
        }

        var read = new double[rows.Count];
        var units = new int[rows.Folds];
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] training = [.. Enumerable.Range(0, rows.Count).Where(n => rows.FoldOf(n) != fold)];
            UnitRanges best = UnitRanges.Of(rows, target, training, 0);
            for (int unit = 1; unit < rows.Size; unit++)
            {
                UnitRanges tried = UnitRanges.Of(rows, target, training, unit);
                best = tried.Told > best.Told ? tried : best;
            }

            units[fold] = best.Unit;
            foreach (int n in rows.Of(fold))
            {
                read[n] = best.Read(rows.Row(n)[best.Unit]);
            }
        }

        return new BinnedUnitProbe(read, units);
    }

    // Told: of classes how many are right, of numbers Σ over ranges of (sum of the numbers less their mean)² / count,
    // the squares that are explained.
    private sealed record UnitRanges(int Unit, float[] Bounds, double[] Meanings, double Told)
    {
        public static UnitRanges Of(ProbeRows rows, ProbeTarget target, int[] training, int unit)
        {
            float[] values = [.. training.Select(n => rows.Row(n)[unit])];
            float[] sorted = [.. values];
            Array.Sort(sorted);
            float[] bounds =
            [
                .. Enumerable.Range(1, Ranges - 1).Select(k => sorted[(int)((long)k * sorted.Length / Ranges)]),
            ];
            int[] ranges = [.. values.Select(v => Range(bounds, v))];
            (double[] meanings, double told) = target.IsClass
                ? Classes(target, training, ranges)
                : Numbers(target, training, ranges);
            return new UnitRanges(unit, bounds, meanings, told);
        }

        public double Read(float value) => Meanings[Range(Bounds, value)];

        private static (double[] Meanings, double Told) Classes(ProbeTarget target, int[] training, int[] ranges)
        {
            var counts = new int[Ranges, target.Classes];
            for (int k = 0; k < ranges.Length; k++)
            {
                counts[ranges[k], (int)target.Values[training[k]]]++;
            }

            var classes = new double[Ranges];
            int right = 0;
            for (int r = 0; r < Ranges; r++)
            {
                int most = 0;
                for (int c = 1; c < target.Classes; c++)
                {
                    most = counts[r, c] > counts[r, most] ? c : most;
                }

                (classes[r], right) = (most, right + counts[r, most]);
            }

            return (classes, right);
        }

        private static (double[] Meanings, double Told) Numbers(ProbeTarget target, int[] training, int[] ranges)
        {
            double mean = training.Average(n => target.Values[n]);
            var sums = new double[Ranges];
            var counts = new int[Ranges];
            for (int k = 0; k < ranges.Length; k++)
            {
                sums[ranges[k]] += target.Values[training[k]] - mean;
                counts[ranges[k]]++;
            }

            return (
                [.. sums.Select((s, r) => counts[r] > 0 ? mean + (s / counts[r]) : mean)],
                sums.Select((s, r) => counts[r] > 0 ? s * s / counts[r] : 0).Sum());
        }

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
