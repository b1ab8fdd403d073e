using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>Judges what probes found.</summary>
internal static class ProbeJudgement
{
    /// <summary>Groups below which bootstrap intervals are too narrow to claim anything.</summary>
    public const int FewestGroups = 10;

    /// <summary>
    /// The level of the intervals that decide: of several kinds of probes the best is taken, so each has its share of
    /// the 5 %.
    /// </summary>
    public static double Level(ProbeFindings findings) => 1 - (0.05 / findings.Readings.Count);

    /// <summary>Judges.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="seed">The seed of the look.</param>
    public static ProbeVerdict Of(ProbeFindings findings, ulong seed)
    {
        ProbeReading best = findings.Best;
        double level = Level(findings);
        return findings.Gathered.IsTooSlow ? ProbeVerdict.TooSlow
            : findings.Gathered.Targets.States.GroupCount < FewestGroups ? ProbeVerdict.FewGroups
            : IsAbove(best.Task.IntervalAbove(best.Input, seed, level)) && best.Task.Interval(seed, level) is { } own
                && own.Low > findings.Baseline
                && IsAbove(best.Chance.Selectivity(best.Task, seed, level))
                && best.Chance.Values.All(chance => best.Task.Value > chance)
            ? ProbeVerdict.Known : ProbeVerdict.NotShown;
    }

    private static bool IsAbove(ConfidenceInterval? interval) => interval is { Low: > 0 };
}
