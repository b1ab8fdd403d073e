namespace Carousel.Anomalies;

/// <summary>
/// How rarely rows of a series are as odd, from the highest values of blocks: the middle of them is that of usual
/// blocks, and their upper fifth falls off exponentially. Up to a fifth of the blocks may hold anomalies.
/// </summary>
/// <param name="Base">The median of the highest values of blocks.</param>
/// <param name="Excess">The mean excess above it.</param>
/// <param name="LogRows">Natural logarithm of the rows between two blocks that are higher.</param>
internal readonly record struct RobustTail(double Base, double Excess, double LogRows)
{
    /// <summary>Rows of a block at most: an event is in one or two.</summary>
    public const int MostRows = 128;

    private const int FewestBlocks = 20;
    private const double UpperShare = 0.8, LeastExcess = 0.01;

    /// <summary>The tail of the values of rows.</summary>
    /// <param name="values">[n], at least one, all finite.</param>
    public static RobustTail Of(double[] values)
    {
        int rows = Math.Clamp(values.Length / FewestBlocks, 1, MostRows);
        double[] highest = [.. values.Chunk(rows).Select(block => block.Max()).Order()];
        double middle = highest[highest.Length / 2], upper = highest[(int)(UpperShare * (highest.Length - 1))];
        return new RobustTail(
            middle, Math.Max((upper - middle) / Math.Log(0.5 / (1 - UpperShare)), LeastExcess), Math.Log(2.0 * rows));
    }

    /// <summary>Decimal logarithm of the rows from one value as high as this to the next.</summary>
    public double Score(double value) => (LogRows + ((value - Base) / Excess)) / Math.Log(10);
}
