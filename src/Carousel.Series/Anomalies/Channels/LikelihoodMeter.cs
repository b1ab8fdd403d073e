using System.Text.Json.Serialization;

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
    private const double LeastShare = 0.03;
    private const double Least = 1e-3;

    // Settable, so that a checkpoint holds them.
    public Queue<double> Surprises { get; set; } = [];

    public Queue<double> Means { get; set; } = [];

    /// <summary>Sum of the surprises, as it was added up.</summary>
    public double Recent { get; set; }

    /// <summary>Sum of the long term's means.</summary>
    public double Sum { get; set; }

    public double Squares { get; set; }

    /// <summary>Rows of the long term.</summary>
    public long Count { get; set; }

    /// <summary>The mean surprise of the short term; 0 before the first row.</summary>
    [JsonIgnore]
    public double Mean => Surprises.Count == 0 ? 0 : Recent / Surprises.Count;

    /// <summary>Takes a row's surprise.</summary>
    /// <param name="surprise">Higher is more surprising.</param>
    /// <param name="shortRows">Rows of the short term.</param>
    /// <returns>Deviations above the long term; 0 while that is too short.</returns>
    public double Take(double surprise, int shortRows)
    {
        Surprises.Enqueue(surprise);
        Recent += surprise;
        if (Surprises.Count > shortRows)
        {
            Recent -= Surprises.Dequeue();
        }

        double mean = Mean;
        if (Means.Count >= shortRows)
        {
            double old = Means.Dequeue();
            (Sum, Squares, Count) = (Sum + old, Squares + (old * old), Count + 1);
        }

        Means.Enqueue(mean);
        if (Count < FewRows)
        {
            return 0;
        }

        double usual = Sum / Count;
        double deviation = Math.Sqrt(Math.Max((Squares / Count) - (usual * usual), 0));
        return (mean - usual) / Math.Max(deviation, (LeastShare * Math.Abs(usual)) + Least);
    }
}
