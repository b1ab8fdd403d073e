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
/// <param name="surprises">Of the short term.</param>
/// <param name="means">Of the short term.</param>
/// <param name="recent">Sum of the surprises, as it was added up.</param>
/// <param name="sum">Of the long term's means.</param>
/// <param name="squares">Of the long term's means.</param>
/// <param name="count">Rows of the long term.</param>
internal sealed class LikelihoodMeter(
    Queue<double> surprises, Queue<double> means, double recent, double sum, double squares, long count)
{
    private const int FewRows = 50;
    private const double LeastShare = 0.03;
    private const double Least = 1e-3;

    /// <summary>A meter at its beginning.</summary>
    public static LikelihoodMeter New => new([], [], 0, 0, 0, 0);

    // Settable, so that a checkpoint holds them.
    public Queue<double> Surprises { get; set; } = surprises;

    public Queue<double> Means { get; set; } = means;

    public double Recent { get; set; } = recent;

    public double Sum { get; set; } = sum;

    public double Squares { get; set; } = squares;

    public long Count { get; set; } = count;

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
