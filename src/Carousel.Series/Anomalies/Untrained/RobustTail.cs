namespace Carousel.Anomalies;

/// <summary>
/// How rarely rows of a series are as odd, from the highest values of blocks: the middle of them is that of usual
/// blocks, and their upper fifth falls off exponentially. Up to a fifth of the blocks may hold anomalies.
/// </summary>
internal static class RobustTail
{
    /// <summary>Rows of a block at most: an event is in one or two.</summary>
    public const int MostRows = 128;

    private const int FewestBlocks = 20;
    private const double UpperShare = 0.8, LeastExcess = 0.01;

    /// <summary>The tail of the values of rows.</summary>
    /// <param name="values">[n], at least one, all finite.</param>
    public static PeakTail Of(double[] values)
    {
        int rows = Math.Clamp(values.Length / FewestBlocks, 1, MostRows);
        double[] highest = [.. values.Chunk(rows).Select(block => block.Max()).Order()];
        double middle = highest[highest.Length / 2], upper = highest[(int)(UpperShare * (highest.Length - 1))];
        return new PeakTail(
            middle, Math.Max((upper - middle) / Math.Log(0.5 / (1 - UpperShare)), LeastExcess), Math.Log(2.0 * rows));
    }
}
