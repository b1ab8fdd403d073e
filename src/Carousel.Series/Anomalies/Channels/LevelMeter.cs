namespace Carousel.Anomalies;

/// <summary>What is usual of a channel's distance from a level that follows it. Kept in the model file.</summary>
/// <param name="Span">Rows over which the level follows.</param>
/// <param name="Averaged">Rows over which distances are averaged; 1 for each row by itself.</param>
/// <param name="WarmRows">Rows after which the level is known.</param>
/// <param name="Scale">The usual distance.</param>
/// <param name="Tail">How rarely the mean distance, in usual ones, is higher.</param>
internal sealed record LevelUsual(int Span, int Averaged, int WarmRows, double Scale, PeakTail Tail)
{
    /// <summary>Whether the numbers are valid for a meter; checks data from a file.</summary>
    public bool IsSound =>
        Span > 0 && Averaged > 0 && WarmRows >= 0 && Scale > 0 && double.IsFinite(Scale) && Tail is { IsSound: true };
}

/// <summary>
/// Follows the level of a channel and says how far its last rows are from it. The level moves by a share of the usual
/// distance a row at most: slow changes are followed, fast ones stand out until they have been usual for long.
/// </summary>
/// <remarks>
/// While rows stand out, the level that they left is kept in addition to the one that follows: an event is over when
/// the channel is back, and when it has stayed away for so long that this is its level.
/// </remarks>
/// <param name="usual">What is usual.</param>
internal sealed class LevelMeter(LevelUsual usual)
{
    private const double MostMoved = 1.5, Near = 4;

    // So slowly that it does not go along with a drift that it was left for.
    private const int SpanOfLeft = 256;

    private double _followed = double.NaN, _before, _mean, _left = double.NaN, _meanToLeft;
    private long _rows;

    /// <summary>What is expected of the next row.</summary>
    public double Level => double.IsNaN(_left) ? _followed : _left;

    /// <summary>Whether the level is known, so that the next row is judged.</summary>
    public bool IsKnown => _rows >= usual.WarmRows;

    /// <summary>Takes a row.</summary>
    /// <param name="value">Its value; NaN for a gap, which is skipped.</param>
    /// <returns>The mean distance of the last rows, in usual ones; NaN for a gap and while the level is not known
    /// yet.</returns>
    public double Take(double value)
    {
        _before = _followed;
        if (double.IsNaN(value))
        {
            return double.NaN;
        }

        if (_rows++ == 0)
        {
            _before = _followed = value;
        }

        double distance = value - _followed, scale = usual.Scale, share = 2.0 / (usual.Averaged + 1);
        _mean += share * (Drawn(distance) - _mean);

        // The farther the channel was, the faster the mean returns; to a constant it does so at once.
        double far = _meanToLeft / scale, back = value == _left ? 1 : Math.Min(1, share * (1 + (far * far)));
        _meanToLeft += back * (Drawn(value - _left) - _meanToLeft);
        _followed += _rows < usual.Span
            ? distance / _rows
            : Step(distance, usual.Span);
        if (Math.Abs(value - _left) < Near * scale)
        {
            // Back near the level that was left, which has gone on in the meantime.
            _left += Step(value - _left, SpanOfLeft);
        }

        return _rows <= usual.WarmRows ? double.NaN
            : (double.IsNaN(_left) ? Math.Abs(_mean) : Math.Min(Math.Abs(_mean), Math.Abs(_meanToLeft))) / scale;
    }

    /// <summary>Says whether the channel of the row that was taken stands out, by this meter or another.</summary>
    /// <param name="isOdd">Whether it does.</param>
    public void Settle(bool isOdd)
    {
        if (isOdd && double.IsNaN(_left))
        {
            (_left, _meanToLeft) = (_before, _mean);
        }
        else if (!isOdd && !double.IsNaN(_left))
        {
            (_followed, _mean) = Math.Abs(_meanToLeft) < Math.Abs(_mean) ? (_left, _meanToLeft) : (_followed, _mean);
            _left = double.NaN;
        }
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) =>
        state.Of(ref _followed).Of(ref _mean).Of(ref _left).Of(ref _meanToLeft).Of(ref _rows);

    private double Step(double distance, int span) =>
        Math.Clamp(distance, -MostMoved * usual.Scale, MostMoved * usual.Scale) / span;

    // Far values are drawn in, so that one of them does not look like many.
    private double Drawn(double distance) => 2 * usual.Scale * Math.Asinh(distance / (2 * usual.Scale));
}
