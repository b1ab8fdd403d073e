namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>Whether a value lies beyond all that were seen before.</summary>
internal sealed class RangeWatch
{
    private const int FewRows = 50;
    private const double LeastWidth = 0.1;

    private double _lowest = double.PositiveInfinity;
    private double _highest = double.NegativeInfinity;
    private long _count;

    /// <summary>Where it stands.</summary>
    public RangePosition Position
    {
        get => new(_lowest, _highest, _count);
        set => (_lowest, _highest, _count) = (value.Lowest, value.Highest, value.Count);
    }

    /// <summary>Takes a value.</summary>
    /// <param name="z">As the network sees it; NaN is passed over.</param>
    /// <returns>How far beyond the range of all before, as a share of that range; 0 or less inside it, and while too few were seen.</returns>
    public double Take(double z)
    {
        if (double.IsNaN(z))
        {
            return 0;
        }

        double beyond = Math.Max(z - _highest, _lowest - z) / Math.Max(_highest - _lowest, LeastWidth);
        double answer = _count > FewRows ? beyond : 0;
        (_lowest, _highest, _count) = (Math.Min(_lowest, z), Math.Max(_highest, z), _count + 1);
        return answer;
    }
}
