using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Tracking;

/// <summary>Runs the cells of the tracking table.</summary>
internal static class TrackingRun
{
    /// <summary>The trials of a table, task by task.</summary>
    /// <param name="problems">The tasks.</param>
    /// <param name="networks">The rows.</param>
    /// <param name="seeds">The seeds.</param>
    public static IReadOnlyList<TrackingTrial> Trials(
        IReadOnlyList<TrackingProblem> problems, IReadOnlyList<TrackedNetwork> networks, IReadOnlyList<ulong> seeds) =>
        [
            .. from problem in problems
               from network in networks
               from seed in seeds
               select new TrackingTrial(problem, network, seed),
        ];

    /// <summary>Runs trials; each is kept as soon as it has ended.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="settings">How.</param>
    /// <param name="run">Threads, progress and cancellation.</param>
    /// <param name="keep">Told what came of each; from any thread.</param>
    /// <returns>What came of those that ended, in the order of the trials; all but where the run was
    /// cancelled.</returns>
    public static IReadOnlyList<TrackingResult> Run(
        IReadOnlyList<TrackingTrial> trials, TrackingSettings settings, ClaimRun run,
        Action<TrackingTrial, TrackingResult> keep)
    {
        var results = new TrackingResult?[trials.Count];
        try
        {
            ClaimTrials.Run(
                [.. Enumerable.Range(0, trials.Count)], run, k => trials[k].Name, cost: null,
                (k, backend, progress) =>
                {
                    TrackingResult result = trials[k].Run(settings, backend, progress, run.Cancellation);
                    keep(trials[k], result);
                    return results[k] = result;
                });
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
        }

        return [.. results.OfType<TrackingResult>()];
    }
}
