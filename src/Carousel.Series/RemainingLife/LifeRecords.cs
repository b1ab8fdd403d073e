namespace Carousel.RemainingLife;

/// <summary>A unit as numbers: what regressions and networks see of each of its records.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Scaled">[L, F]: its measurements.</param>
/// <param name="Statistics">[L, C]: what <see cref="WindowStatistics"/> makes of them.</param>
internal sealed record LifeRecords(LifeUnit Unit, float[] Scaled, float[] Statistics)
{
    /// <summary>Makes them.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="scale">How measurements are scaled.</param>
    /// <param name="timeScale">What counts as an age of 1.</param>
    public static LifeRecords Of(LifeUnit unit, LifeScale scale, double timeScale)
    {
        float[] scaled = scale.Apply(unit);
        float[] ages = [.. unit.Times.Select(t => (float)((t - unit.Times[0]) / timeScale))];
        return new LifeRecords(unit, scaled, new WindowStatistics(scale.Count).Of(scaled, ages));
    }

    /// <summary>L.</summary>
    public int Length => Unit.Length;

    /// <summary>The statistics of a record.</summary>
    public ReadOnlySpan<float> StatisticsAt(int row)
    {
        int size = Statistics.Length / Length;
        return Statistics.AsSpan(row * size, size);
    }

    /// <summary>
    /// The first scored record: before it too few records of the unit are known. The 31st, or a quarter of a short
    /// unit.
    /// </summary>
    public int FirstCut => Math.Min(30, Length / 4);
}
