namespace Carousel.Anomalies;

/// <summary>
/// Mean and deviation of a sliding window of 6,400 rows, both recomputed every hundred rows. Stored in a checkpoint.
/// </summary>
/// <remarks>
/// As in the benchmark's list of detectors. The window is kept as sums of blocks of a hundred rows, of distances
/// from the first value, so that large values lose no digits.
/// </remarks>
internal sealed class GaussianWindow
{
    private const int Block = 100;
    private const int MostBlocks = 64;
    private const double Least = 1e-6;

    // Settable, so that a checkpoint holds them.
    public List<GaussianBlock> Blocks { get; set; } = [];

    public GaussianBlock Latest { get; set; }

    public int Taken { get; set; }

    public double? First { get; set; }

    /// <summary>How far a value lies from the mean of the window before it, and takes it.</summary>
    /// <param name="value">NaN for a gap, which has no distance and only moves the window on.</param>
    /// <returns>In deviations, 0 or more; 0 during the first hundred rows.</returns>
    public double Take(double value)
    {
        if (Taken == Block)
        {
            if (Blocks.Count == MostBlocks)
            {
                Blocks.RemoveAt(0);
            }

            Blocks.Add(Latest);
            (Latest, Taken) = (default, 0);
            Renew();
        }

        Taken++;
        if (double.IsNaN(value))
        {
            return 0;
        }

        First ??= value;
        double distance = value - First.Value;
        Latest = Latest.With(distance);
        return Blocks.Count == 0 ? 0 : Math.Abs(distance - Mean) / Math.Max(Deviation, Least);
    }

    public double Mean { get; set; }

    public double Deviation { get; set; }

    /// <summary>Whether the parts fit together; checks data from a file.</summary>
    public bool IsSound => Blocks is not null && Blocks.Count <= MostBlocks && Taken is >= 0 and <= Block;

    private void Renew()
    {
        (long count, double sum, double squares) = (0, 0, 0);
        foreach (GaussianBlock block in Blocks)
        {
            (count, sum, squares) = (count + block.Count, sum + block.Sum, squares + block.Squares);
        }

        double rows = Math.Max(count, 1);
        Mean = sum / rows;
        Deviation = Math.Sqrt(Math.Max((squares / rows) - (Mean * Mean), 0));
    }
}

/// <summary>Sums over a block of rows.</summary>
/// <param name="Count">Known values.</param>
/// <param name="Sum">Of them.</param>
/// <param name="Squares">Of them.</param>
internal readonly record struct GaussianBlock(long Count, double Sum, double Squares)
{
    /// <summary>With a value more.</summary>
    public GaussianBlock With(double value) => new(Count + 1, Sum + value, Squares + (value * value));
}
