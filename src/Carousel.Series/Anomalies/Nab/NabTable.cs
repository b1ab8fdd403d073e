using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>The table of the benchmark: detectors over all files and over each category.</summary>
/// <param name="files">The benchmark's files.</param>
/// <param name="detectors">The detector that is measured first, then its parts and the simple methods.</param>
internal sealed class NabTable(IReadOnlyList<NabFile> files, IReadOnlyList<NabDetector> detectors)
{
    /// <summary>What JSON calls the standard profile with the threshold that is best on these labels.</summary>
    public const string TunedKey = "nab_standard_tuned";

    private readonly string[] _categories = [.. files.Select(f => f.Category).Distinct()];

    /// <summary>Columns of a category each: the standard profile, or the alarms where nothing is labelled.</summary>
    public IReadOnlyList<JobMetric> Categories =>
    [
        .. _categories.Select(c => IsLabeled(c)
            ? new JobMetric(Key(c), c) { HigherIsBetter = true, Decimals = 1 }
            : new JobMetric(Key(c), $"{c}, alarms") { Decimals = 0 }),
    ];

    /// <summary>The table over all files.</summary>
    public JobResult Result()
    {
        JobScore[] scores = [.. detectors.Select(Score)];
        double own = scores[0].Metrics[NabProfile.Standard.Key];
        JobScore best = scores.Skip(1).MaxBy(s => s.Metrics[NabProfile.Standard.Key])!;
        string verdict = best.Metrics[NabProfile.Standard.Key] > own
            ? $" {best.Title} is ABOVE the on-line detector: use it for series like these."
            : "";
        return new JobResult(
            [
                .. NabProfile.All.Select(p => new JobMetric(p.Key, p.Name) { HigherIsBetter = true, Decimals = 1 }),
                new JobMetric(TunedKey, "standard, tuned") { HigherIsBetter = true, Decimals = 1 },
                new JobMetric("alarms", "alarms") { Decimals = 0 },
            ],
            scores,
            $"One setting for {files.Count} files, with thresholds fixed in advance: the standard profile scores "
            + $"{FigureText.Number(own, 1)} (0 for no alarms, 100 for an alarm at the start of every window).{verdict}")
        {
            Notes =
            [
                "'Tuned' uses the threshold that is best on these labels, as the benchmark's table does.",
            ],
        };
    }

    private JobScore Score(NabDetector detector)
    {
        IReadOnlyList<IReadOnlyList<int>> alarms = detector.Alarms();
        var metrics = NabProfile.All.ToDictionary(p => p.Key, p => NabScorer.Score(files, alarms, p));
        metrics[TunedKey] = NabScorer.Score(
            files, detector.Alarms(detector.Tuned(NabProfile.Standard)), NabProfile.Standard);
        metrics["alarms"] = alarms.Sum(a => a.Count);
        foreach (string category in _categories)
        {
            metrics[Key(category)] = IsLabeled(category)
                ? NabScorer.Score(files, alarms, NabProfile.Standard, f => f.Category == category)
                : alarms.Where((_, f) => files[f].Category == category).Sum(a => a.Count);
        }

        return new JobScore(detector.Name, detector.Title, metrics);
    }

    private bool IsLabeled(string category) => files.Any(f => f.Category == category && f.Windows.Count > 0);

    private string Key(string category) => $"{(IsLabeled(category) ? "nab_standard" : "alarms")}_{category}";
}
