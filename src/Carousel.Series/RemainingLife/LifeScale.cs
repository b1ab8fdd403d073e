namespace Carousel.RemainingLife;

/// <summary>Which columns change, and how they become numbers of mean 0 and deviation 1.</summary>
/// <param name="Columns">[F]: the places of the columns among all that were read.</param>
/// <param name="Offsets">[F].</param>
/// <param name="Scales">[F]: numbers are divided by them.</param>
internal sealed record LifeScale(int[] Columns, float[] Offsets, float[] Scales)
{
    /// <summary>Scaled numbers beyond ±10 count as ±10.</summary>
    public const float Furthest = 10;

    /// <summary>F.</summary>
    public int Count => Columns.Length;

    /// <summary>Fits it; a column that never changes is left out.</summary>
    /// <param name="units">The units to fit it on.</param>
    /// <param name="columns">How many columns were read.</param>
    public static LifeScale Fit(IReadOnlyList<LifeUnit> units, int columns)
    {
        var kept = new List<(int Column, float Offset, float Scale)>();
        for (int c = 0; c < columns; c++)
        {
            double rows = Sum(units, columns, c, _ => 1);
            double mean = Sum(units, columns, c, v => v) / rows;
            double deviation = Math.Sqrt(Sum(units, columns, c, v => (v - mean) * (v - mean)) / rows);
            if (deviation > 1e-6 * Math.Max(1e-6, Math.Abs(mean)))
            {
                kept.Add((c, (float)mean, (float)deviation));
            }
        }

        return new LifeScale(
            [.. kept.Select(k => k.Column)], [.. kept.Select(k => k.Offset)], [.. kept.Select(k => k.Scale)]);
    }

    /// <summary>The values of a unit, scaled.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>[L, F].</returns>
    public float[] Apply(LifeUnit unit)
    {
        int all = unit.Values.Length / unit.Length;
        var scaled = new float[unit.Length * Count];
        for (int t = 0; t < unit.Length; t++)
        {
            for (int f = 0; f < Count; f++)
            {
                double value = (unit.Values[(t * all) + Columns[f]] - (double)Offsets[f]) / Scales[f];
                scaled[(t * Count) + f] = double.IsNaN(value) ? 0 : (float)Math.Clamp(value, -Furthest, Furthest);
            }
        }

        return scaled;
    }

    private static double Sum(IReadOnlyList<LifeUnit> units, int columns, int column, Func<double, double> of) => units
        .SelectMany(unit => Enumerable.Range(0, unit.Length).Select(t => unit.Values[(t * columns) + column]))
        .Sum(value => float.IsNaN(value) ? 0 : of(value));
}
