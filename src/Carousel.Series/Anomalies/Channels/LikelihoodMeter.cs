namespace Carousel.Anomalies;

/// <summary>
/// How unlikely the surprise of the last few rows is compared with all surprises before them: the mean of the short
/// term in deviations of the long term. Kept in a checkpoint.
/// </summary>
/// <remarks>
/// Ahmad, Lavin, Purdy and Agha 2017, "Unsupervised real-time anomaly detection for streaming data", section 3.2. The
/// long term ends where the short term begins.
/// </remarks>
internal sealed class LikelihoodMeter
{
    private const int FewRows = 50;
    private const double LeastShare = 0.03, Least = 1e-3;

    private readonly List<double> _surprises = [], _means = [];
    private double _recent, _sum, _squares;
    private long _count;

    /// <summary>The mean surprise of the short term; 0 before the first row.</summary>
    public double Mean => _surprises.Count == 0 ? 0 : _recent / _surprises.Count;

    /// <summary>Takes a row's surprise.</summary>
    /// <param name="surprise">Higher is more surprising.</param>
    /// <param name="shortRows">Rows of the short term.</param>
    /// <returns>Deviations above the long term; 0 while that is too short.</returns>
    public double Take(double surprise, int shortRows)
    {
        _surprises.Add(surprise);
        _recent += surprise;
        if (_surprises.Count > shortRows)
        {
            _recent -= _surprises[0];
            _surprises.RemoveAt(0);
        }

        double mean = Mean;
        if (_means.Count >= shortRows)
        {
            double old = _means[0];
            _means.RemoveAt(0);
            (_sum, _squares, _count) = (_sum + old, _squares + (old * old), _count + 1);
        }

        _means.Add(mean);
        if (_count < FewRows)
        {
            return 0;
        }

        double usual = _sum / _count;
        double deviation = Math.Sqrt(Math.Max((_squares / _count) - (usual * usual), 0));
        return (mean - usual) / Math.Max(deviation, (LeastShare * Math.Abs(usual)) + Least);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) =>
        state.Of(_surprises).Of(_means).Of(ref _recent).Of(ref _sum).Of(ref _squares).Of(ref _count);
}
