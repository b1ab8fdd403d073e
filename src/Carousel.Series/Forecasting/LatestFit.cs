using Carousel.Data;
using Carousel.Jobs;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>
/// The last part of a fit: what was measured is trained once more, in the same way and for as long, on all rows there
/// are. It forecasts what comes next; its intervals go on from where those of the measured one were.
/// </summary>
internal static class LatestFit
{
    /// <summary>The file of the model.</summary>
    public const string ModelName = JobResult.LatestName;

    /// <summary>Trains.</summary>
    /// <param name="measured">What was measured; only its network's sizes and its choices count.</param>
    /// <param name="split">The series; all rows are learned from.</param>
    /// <param name="fitting">Begins and trains.</param>
    public static Forecaster Run(Forecaster measured, TemporalSplit split, JobFitting fitting)
    {
        ForecastRecipe recipe = measured.Recipe!;
        var plan = ForecastPlan.Again(measured, recipe, split.Later(split.Test.LongestRows));
        Forecaster latest = new ForecastFit(plan, fitting).Again(measured);
        if (latest.Summary.Reason == StopReason.Canceled && measured.Summary.Reason != StopReason.Canceled)
        {
            return latest;
        }

        Series longest = split.Set.Series.MaxBy(s => s.HistoryLength)!;
        DateTime? since = split.Set.Series.Select(s => s.HistoryLength > 0 ? s.TimeAt(s.HistoryLength) : null).Max();
        latest.TrainedTo(longest.LabelAt(longest.HistoryLength), since);
        if (measured.Calibration.Adaptation is { IsOn: true } adaptation
            && since is null == adaptation.Since is null)
        {
            latest.Adapt(adaptation with
            {
                Since = since,
                Row = longest.HistoryLength,
                Start = ScalesOf(measured, adaptation, split.Set),
            });
        }

        return latest;
    }

    /// <summary>The scales of each series after its last row, where there are any.</summary>
    private static Dictionary<string, IReadOnlyList<double>> ScalesOf(
        Forecaster measured, IntervalAdaptation adaptation, SeriesSet set)
    {
        ForecastDesign design = measured.Design;
        AdaptiveIntervals adapting = measured.Adapting(adaptation, measured.DataOf(set));
        IEnumerable<double[]?> scales = adapting.ScalesOf(
            set.Series.Select((one, s) => new Window(s, one.HistoryLength, design.Lookback, design.Horizon)));
        var started = new Dictionary<string, IReadOnlyList<double>>();
        foreach ((Series one, double[]? own) in set.Series.Zip(scales))
        {
            if (own is not null)
            {
                started[one.Id ?? ""] = own;
            }
        }

        return started;
    }
}
