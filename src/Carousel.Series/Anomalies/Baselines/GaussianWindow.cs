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
    private const int Block = 100, MostBlocks = 64;
    private const double Least = 1e-6;

    private readonly List<GaussianBlock> _blocks = [];
    private GaussianBlock _latest;
    private int _taken;
    private double _first = double.NaN, _mean, _deviation;

    /// <summary>The simplest detector: how many deviations each value of a channel is from the mean.</summary>
    /// <param name="values">[n]; NaN is a gap and scores 0.</param>
    /// <returns>[n]: deviations from the mean; 0 before the first window.</returns>
    public static double[] Score(IReadOnlyList<float> values)
    {
        var window = new GaussianWindow();
        return [.. values.Select(v => window.Take(v))];
    }

    /// <summary>How far a value lies from the mean of the window before it, and takes it.</summary>
    /// <param name="value">NaN for a gap, which has no distance and only moves the window on.</param>
    /// <returns>In deviations, 0 or more; 0 during the first hundred rows.</returns>
    public double Take(double value)
    {
        if (_taken == Block)
        {
            if (_blocks.Count == MostBlocks)
            {
                _blocks.RemoveAt(0);
            }

            _blocks.Add(_latest);
            (_latest, _taken) = (default, 0);
            Renew();
        }

        _taken++;
        if (double.IsNaN(value))
        {
            return 0;
        }

        _first = double.IsNaN(_first) ? value : _first;
        double distance = value - _first;
        _latest = _latest.With(distance);
        return _blocks.Count == 0 ? 0 : Math.Abs(distance - _mean) / Math.Max(_deviation, Least);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        state.Of(_blocks).Of(ref _latest).Of(ref _taken).Of(ref _first);
        Renew();
    }

    private void Renew()
    {
        (long count, double sum, double squares) = (0, 0, 0);
        foreach (GaussianBlock block in _blocks)
        {
            (count, sum, squares) = (count + block.Count, sum + block.Sum, squares + block.Squares);
        }

        double rows = Math.Max(count, 1);
        _mean = sum / rows;
        _deviation = Math.Sqrt(Math.Max((squares / rows) - (_mean * _mean), 0));
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
