namespace Carousel.Anomalies;

/// <summary>
/// Says how unusual the shape of a channel's last rows is. A shape counts when it is the farthest of a window's rows:
/// after an event the window still holds it, but nothing is new.
/// </summary>
/// <param name="usual">What is usual, for each length of a window.</param>
internal sealed class ShapeMeter(IReadOnlyList<ShapeUsual> usual)
{
    private readonly ShapeMemory _memory = new([.. usual.Select(u => u.Window)]);
    private readonly SlidingPeak[] _peaks = [.. usual.Select(_ => new SlidingPeak())];
    private SlowLevel _level;
    private long _rows;

    /// <summary>Takes a row.</summary>
    /// <param name="units">In robust units; NaN is a gap.</param>
    /// <returns>Natural logarithm of the rows from one shape as odd to the next; 0 if it is not new.</returns>
    public double Take(double units)
    {
        _memory.Take(_level.Take(units));
        _rows++;
        double logRows = 0;
        for (int k = 0; k < _peaks.Length; k++)
        {
            double distance = _memory.Distance(k);
            if (distance > _peaks[k].Take(distance, usual[k].Window) && _rows > usual[k].WarmRows)
            {
                logRows = Math.Max(logRows, usual[k].Tail.LogRowsOf(distance));
            }
        }

        return logRows;
    }

    /// <summary>Writes where it stands.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_rows);
        _level.Write(writer);
        _memory.Write(writer);
        Array.ForEach(_peaks, p => p.Write(writer));
    }

    /// <summary>Stands where another stood.</summary>
    public void Read(BinaryReader reader)
    {
        _rows = reader.ReadInt64();
        _level.Read(reader);
        _memory.Read(reader);
        Array.ForEach(_peaks, p => p.Read(reader));
    }
}
