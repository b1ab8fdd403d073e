namespace Carousel.Anomalies;

/// <summary>The highest of the last values, each taken in constant time on average. Kept in a checkpoint.</summary>
/// <remarks>
/// Only values that can still be the highest are kept: each is below the one before it. The first that counts is at
/// index <see cref="First"/>; what is before it is dropped now and then.
/// </remarks>
internal sealed class SlidingPeak
{
    private const int MostDropped = 64;

    // Settable, so that a checkpoint holds them.
    public List<long> Rows { get; set; } = [];

    public List<double> Values { get; set; } = [];

    public int First { get; set; }

    public long Row { get; set; }

    /// <summary>The highest value of the last rows, and takes the next.</summary>
    /// <param name="value">Of the next row; NaN for a gap, which is skipped.</param>
    /// <param name="window">How many rows before it count, 1 or more.</param>
    /// <returns>Of the rows before; negative infinity without one.</returns>
    public double Take(double value, int window)
    {
        while (First < Rows.Count && Rows[First] < Row - window)
        {
            First++;
        }

        if (First > MostDropped)
        {
            Rows.RemoveRange(0, First);
            Values.RemoveRange(0, First);
            First = 0;
        }

        double peak = First < Values.Count ? Values[First] : double.NegativeInfinity;
        if (!double.IsNaN(value))
        {
            while (Values.Count > First && Values[^1] <= value)
            {
                Values.RemoveAt(Values.Count - 1);
                Rows.RemoveAt(Rows.Count - 1);
            }

            Values.Add(value);
            Rows.Add(Row);
        }

        Row++;
        return peak;
    }

    /// <summary>Writes where it stands.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Row);
        writer.Write(Rows.Count - First);
        for (int i = First; i < Rows.Count; i++)
        {
            writer.Write(Rows[i]);
            writer.Write(Values[i]);
        }
    }

    /// <summary>Stands where another stood.</summary>
    public void Read(BinaryReader reader)
    {
        (Row, First) = (reader.ReadInt64(), 0);
        Rows.Clear();
        Values.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Rows.Add(reader.ReadInt64());
            Values.Add(reader.ReadDouble());
        }
    }

    /// <summary>Whether the parts fit together; checks data from a file.</summary>
    public bool IsSound =>
        Rows is not null && Values is not null && Rows.Count == Values.Count && First >= 0 && First <= Rows.Count
            && Row >= 0 && Rows.All(r => r >= 0 && r < Row) && !Values.Exists(double.IsNaN);
}
