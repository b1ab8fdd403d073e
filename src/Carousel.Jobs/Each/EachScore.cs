using System.Globalization;

namespace Carousel.Jobs.Each;

/// <summary>How the model of one series of many, or another method, did on its rows that measure.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="IsSimple">Whether it is a simple method, and no network.</param>
/// <param name="Metrics">Values by the names of files, shares inside intervals among them.</param>
internal sealed record EachScore(
    string Name, string Title, bool IsSimple, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Takes what was measured.</summary>
    /// <param name="score">What was measured.</param>
    /// <param name="isSimple">Whether it is a simple method.</param>
    public static EachScore Of(JobScore score, bool isSimple) => new(
        score.Name, score.Title, isSimple,
        score.Metrics.Concat(score.Coverage.Select(c => KeyValuePair.Create(
                string.Create(CultureInfo.InvariantCulture, $"coverage_{c.Key}"), c.Value)))
            .Where(m => double.IsFinite(m.Value)).ToDictionary(m => m.Key, m => m.Value));
}
