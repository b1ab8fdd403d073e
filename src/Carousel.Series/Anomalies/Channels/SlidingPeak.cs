namespace Carousel.Anomalies;

/// <summary>The highest of the last values, each taken in constant time on average. Kept in a checkpoint.</summary>
/// <remarks>
/// Only values that can still be the highest are kept: each is below the one before it. The first that counts is at
/// <c>_first</c>; what is before it is dropped now and then.
/// </remarks>
internal sealed class SlidingPeak
{
    private const int MostDropped = 64;

    private readonly List<Peak> _peaks = [];
    private int _first;
    private long _row;

    /// <summary>The highest value of the last rows, and takes the next.</summary>
    /// <param name="value">Of the next row; NaN for a gap, which is skipped.</param>
    /// <param name="window">How many rows before it count, 1 or more.</param>
    /// <returns>Of the rows before; negative infinity without one.</returns>
    public double Take(double value, int window)
    {
        while (_first < _peaks.Count && _peaks[_first].Row < _row - window)
        {
            _first++;
        }

        if (_first > MostDropped)
        {
            Drop();
        }

        double peak = _first < _peaks.Count ? _peaks[_first].Value : double.NegativeInfinity;
        if (!double.IsNaN(value))
        {
            while (_peaks.Count > _first && _peaks[^1].Value <= value)
            {
                _peaks.RemoveAt(_peaks.Count - 1);
            }

            _peaks.Add(new Peak(_row, value));
        }

        _row++;
        return peak;
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        Drop();
        state.Of(ref _row).Of(_peaks);
    }

    private void Drop()
    {
        _peaks.RemoveRange(0, _first);
        _first = 0;
    }

    private readonly record struct Peak(long Row, double Value);
}
