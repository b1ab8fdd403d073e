namespace Carousel.Anomalies;

/// <summary>
/// Says how unusual the shape of a channel's last rows is. A shape counts when it is 2 % farther than those of a
/// window's rows before: after an event the window still contains it, but nothing is new.
/// </summary>
/// <param name="usual">What is usual, for each length of a window.</param>
/// <param name="level">What is usual of the level that is subtracted.</param>
internal sealed class ShapeMeter(IReadOnlyList<ShapeUsual> usual, LevelUsual level)
{
    // Shapes raise a third of the false incidents that are asked for, each window its part.
    private const int RateShare = 3;
    private const double News = 1.02;

    // It follows the channel as in the training part: a level that jumps after an event is itself a new shape.
    private readonly LevelMeter _level = new(level);
    private readonly ShapeMemory _memory = new([.. usual.Select(u => u.Window)]);
    private readonly SlidingPeak[] _peaks = [.. usual.Select(_ => new SlidingPeak())];
    private long _rows;

    /// <summary>Takes a row.</summary>
    /// <param name="units">Its value in robust units; NaN if unknown.</param>
    /// <returns>Decimal logarithm of the rows from one shape as odd to the next; 0 or less if it is not new.</returns>
    public double Take(double units)
    {
        _memory.Take(units - _level.Level);
        _level.Take(units);
        _rows++;
        double score = 0;
        for (int k = 0; k < _peaks.Length; k++)
        {
            double distance = _memory.Distance(k);
            if (distance > News * _peaks[k].Take(distance, usual[k].Window) && _rows > usual[k].WarmRows)
            {
                score = Math.Max(score, usual[k].Tail.ScoreOf(ShapeUsual.Log(distance)));
            }
        }

        return score - Math.Log10(_peaks.Length * RateShare);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        _level.Pass(state.Of(ref _rows));
        _memory.Pass(state);
        Array.ForEach(_peaks, p => p.Pass(state));
    }
}
