namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>How unlikely the surprise of the last few rows is beside all surprises before them: the mean of the short term in deviations of the long term.</summary>
/// <remarks>Ahmad, Lavin, Purdy and Agha 2017, "Unsupervised real-time anomaly detection for streaming data", section 3.2. The long term ends where the short term begins.</remarks>
/// <param name="shortRows">Rows of the short term.</param>
internal sealed class LikelihoodMeter(int shortRows)
{
    private const int FewRows = 50;
    private const double LeastShare = 0.03;
    private const double Least = 1e-3;

    private readonly Queue<double> _surprises = new();
    private readonly Queue<double> _means = new();
    private double _recent;
    private double _sum;
    private double _squares;
    private long _count;

    /// <summary>The mean surprise of the long term.</summary>
    public double Usual => _count > 0 ? _sum / _count : 0;

    /// <summary>Where it stands.</summary>
    public MeterPosition Position
    {
        get => new([.. _surprises], [.. _means], _recent, _sum, _squares, _count);
        set
        {
            _surprises.Clear();
            _means.Clear();
            value.Surprises.ToList().ForEach(_surprises.Enqueue);
            value.Means.ToList().ForEach(_means.Enqueue);
            (_recent, _sum, _squares, _count) = (value.Recent, value.Sum, value.Squares, value.Count);
        }
    }

    /// <summary>Takes a row's surprise.</summary>
    /// <param name="surprise">Higher is more surprising.</param>
    /// <returns>Deviations above the long term; 0 while that is too short.</returns>
    public double Take(double surprise)
    {
        _surprises.Enqueue(surprise);
        _recent += surprise;
        if (_surprises.Count > shortRows)
        {
            _recent -= _surprises.Dequeue();
        }

        double mean = _recent / _surprises.Count;
        if (_means.Count >= shortRows)
        {
            double old = _means.Dequeue();
            (_sum, _squares, _count) = (_sum + old, _squares + (old * old), _count + 1);
        }

        _means.Enqueue(mean);
        if (_count < FewRows)
        {
            return 0;
        }

        double usual = _sum / _count;
        double deviation = Math.Sqrt(Math.Max((_squares / _count) - (usual * usual), 0));
        return (mean - usual) / Math.Max(deviation, (LeastShare * Math.Abs(usual)) + Least);
    }
}
