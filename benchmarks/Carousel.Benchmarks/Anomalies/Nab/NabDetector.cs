namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>A detector of the benchmark's table: its scores of all rows, and when one is an alarm.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Files">The benchmark's files.</param>
/// <param name="Scores">
/// For each file [n]: −log₁₀ of how likely a row is; 0 where there is nothing to say.
/// </param>
/// <param name="Threshold">The score above which a row is an alarm, as it was given beforehand.</param>
/// <param name="Quiet">Rows without another alarm after one, as a share of the probation; 0 for every row.</param>
internal sealed record NabDetector(
    string Title, IReadOnlyList<NabFile> Files, IReadOnlyList<double[]> Scores, double Threshold,
    double Quiet)
{
    private const int MostThresholds = 1000;

    // One row in a hundred: below it nearly every window would be found at once.
    private const double LeastThreshold = 2;

    /// <summary>Rows with an alarm, a list for each file.</summary>
    /// <param name="threshold">The score above which there is one; null for the one that was given.</param>
    public IReadOnlyList<IReadOnlyList<int>> Alarms(double? threshold = null) =>
        [.. Files.Select((file, f) => Alarms(file, Scores[f], threshold ?? Threshold))];

    /// <summary>
    /// The threshold with the best score: the benchmark's table chooses it in this way, with all labels. The score
    /// does not predict the result of a threshold on other data.
    /// </summary>
    /// <param name="profile">What hits, false alarms and misses are worth.</param>
    /// <returns>The threshold; among equal ones the highest.</returns>
    public double Tuned(NabProfile profile)
    {
        double[] all =
        [
            .. Scores.SelectMany(own => own).Where(s => s > LeastThreshold)
                .Select(s => Math.Round(s, 2)).Distinct().OrderDescending(),
        ];
        int tried = Math.Min(MostThresholds, all.Length);
        double[] thresholds =
        [
            .. Enumerable.Range(0, tried).Select(t => all[(int)((long)t * all.Length / tried)]), Threshold,
        ];
        return thresholds.OrderDescending().MaxBy(t => NabScorer.Score(Files, Alarms(t), profile));
    }

    private List<int> Alarms(NabFile file, double[] scores, double threshold)
    {
        var alarms = new List<int>();
        int rows = (int)(Quiet * file.Probation);
        for (int r = file.Probation; r < scores.Length; r++)
        {
            if (scores[r] > threshold && (alarms.Count == 0 || r - alarms[^1] > rows))
            {
                alarms.Add(r);
            }
        }

        return alarms;
    }
}
