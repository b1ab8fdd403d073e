namespace Carousel.Anomalies;

/// <summary>
/// How rarely a statistic exceeds a value when all is usual: the highest values of blocks of rows fall off
/// exponentially above a base, also beyond the highest that was seen.
/// </summary>
/// <param name="Base">A value that a known number of blocks exceeded.</param>
/// <param name="Excess">By how much they exceeded it, in the mean.</param>
/// <param name="LogRows">Natural logarithm of the rows from one such block to the next.</param>
internal sealed record PeakTail(double Base, double Excess, double LogRows)
{
    private const double LeastExcess = 0.01;
    private const int MostBlocksShare = 3, FewestBlocks = 40;

    /// <summary>A tail that does not change values.</summary>
    public static PeakTail None { get; } = new(0, 1, 0);

    /// <summary>Whether the numbers are a valid tail; checks data from a file.</summary>
    public bool IsSound => double.IsFinite(Base) && double.IsFinite(LogRows) && Excess > 0 && double.IsFinite(Excess);

    /// <summary>Natural logarithm of the rows from one value as high as this to the next.</summary>
    /// <param name="value">The value.</param>
    public double LogRowsOf(double value) => LogRows + ((value - Base) / Excess);

    /// <summary>The value that <see cref="LogRowsOf"/> gives for this number.</summary>
    /// <param name="logRows">Natural logarithm of the rows from one such value to the next.</param>
    public double ValueOf(double logRows) => Base + (Excess * (logRows - LogRows));

    /// <summary>The same as a decimal logarithm.</summary>
    /// <param name="value">The value.</param>
    public double ScoreOf(double value) => LogRowsOf(value) / Math.Log(10);

    /// <summary>The tail of a statistic.</summary>
    /// <param name="values">Its values in the order of rows; NaN is left out.</param>
    /// <param name="block">Rows of a block: values of one block are those of one event.</param>
    /// <param name="most">The largest number of the highest blocks from which the tail is fitted.</param>
    public static PeakTail Of(IReadOnlyCollection<double> values, int block, int most)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        int rows = Math.Clamp(known.Length / FewestBlocks, 1, block);
        double[] peaks = [.. known.Chunk(rows).Select(b => b.Max()).OrderDescending()];
        int count = Math.Min(most, peaks.Length / MostBlocksShare);
        if (count == 0)
        {
            return None;
        }

        // Few peaks determine the mean excess only roughly, and one that is too low brings many times the rate far
        // out: the upper end of its standard error is taken. Shorter blocks than asked for depend on each other.
        double independent = Math.Max(1, count * rows / (double)block);
        double excess = (peaks.Take(count).Average() - peaks[count]) * (1 + (1 / Math.Sqrt(independent)));
        return new PeakTail(
            peaks[count], Math.Max(excess, LeastExcess), Math.Log(known.Length / (double)count));
    }
}
