namespace Carousel.Benchmarks.Anomalies;

/// <summary>
/// How far a value lies from the mean of the values a season, two, three and four seasons before, in deviations of that
/// distance in the learning part.
/// </summary>
internal static class SeasonalResidual
{
    private const int Rounds = 4;

    /// <summary>Scores of a channel.</summary>
    /// <param name="values">[n]; NaN is a gap and scores 0.</param>
    /// <param name="season">Rows of a season, 1 or more.</param>
    /// <param name="learningRows">Rows that show normal behaviour.</param>
    /// <returns>[n].</returns>
    public static double[] Score(IReadOnlyList<float> values, int season, int learningRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(season);
        var scores = new double[values.Count];
        for (int r = 0; r < scores.Length; r++)
        {
            double[] before =
            [
                .. Enumerable.Range(1, Rounds).Select(k => r - (k * season))
                    .Where(b => b >= 0 && !float.IsNaN(values[b]))
                    .Select(b => (double)values[b]),
            ];
            scores[r] = before.Length == 0 || float.IsNaN(values[r]) ? 0 : Math.Abs(values[r] - before.Average());
        }

        double[] usual = [.. scores.Take(learningRows).Skip(season)];
        double scale = usual.Length == 0 ? 1 : Math.Sqrt(usual.Average(s => s * s));
        return [.. scores.Select(s => s / (scale > 1e-12 ? scale : 1))];
    }
}
