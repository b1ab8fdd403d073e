using Carousel.Cli.Commands;
using Carousel.Cluster.Work;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tuning;
using Carousel.Storage;

namespace Carousel.Cli.Work;

/// <summary>The trials of a search as parts; the best model so far stays in the output folder.</summary>
/// <param name="target">The verb.</param>
/// <param name="options">What is searched.</param>
/// <param name="runner">Has parts done.</param>
/// <param name="folder">The output folder.</param>
/// <param name="best">The best trial of a resumed search, or null.</param>
/// <param name="clock">Says how long it takes.</param>
internal sealed class TunedTrials(
    TuningTarget target, TuningOptions options, IPartRunner runner, OutputFolder folder, Trial? best,
    TimeProvider clock)
{
    private readonly Dictionary<string, PartData> _read = [];
    private readonly SortedDictionary<(int Rung, int Number), string> _faults = [];
    private Trial? _best = best;
    private long _begun;
    private int _done, _all;

    /// <summary>The trials that were given up, with the reasons, in the order of their numbers.</summary>
    public IReadOnlyList<string> Faults => [.. _faults.Values];

    /// <summary>How far the present round is, and how long it takes still.</summary>
    public string Progress => Invariant.Of(
        $"  ({_done} of {_all}{(_done < _all ? $", {FigureText.Clock(Left)} left" : "")})");

    private TimeSpan Left => clock.GetElapsedTime(_begun) * ((double)(_all - _done) / Math.Max(1, _done));

    /// <summary>Has the trials of a round done.</summary>
    /// <param name="calls">The trials.</param>
    /// <param name="done">Takes each score.</param>
    /// <param name="cancellation">Stops them.</param>
    public Task RunAsync(
        IReadOnlyList<TrialCall> calls, Action<TrialCall, TrialScore?> done, CancellationToken cancellation)
    {
        (_begun, _done, _all) = (clock.GetTimestamp(), 0, calls.Count);
        var callOf = new Dictionary<Part, TrialCall>(ReferenceEqualityComparer.Instance);
        foreach (TrialCall call in calls)
        {
            IReadOnlyList<string> words = target.Words(options, call.Settings, call.Epochs, isTrial: true);
            callOf.Add(JobParts.Of(JobWork.Trial, words, _read), call);
        }

        return runner.RunAsync([.. callOf.Keys], Told, cancellation);

        void Told(PartOutcome outcome)
        {
            _done++;
            TrialCall call = callOf[outcome.Part];
            if (outcome.Text is null)
            {
                _faults.Add(
                    (call.Rung, call.Number),
                    Invariant.Of($"trial {call.Number} failed: {outcome.Fault}"));
                done(call, null);
                return;
            }

            var score = TrialScore.Read(outcome.Text);
            var trial = new Trial(
                call.Rung, call.Number, call.Epochs, call.Settings, score.Score, score.BestEpoch, score.Parameters);
            if (score.Score is not null && (_best is null || Trial.BestFirst.Compare(trial, _best) < 0)
                && outcome.File() is { } model)
            {
                AtomicFile.Write(folder.File(JobResult.ModelName), stream => stream.Write(model));
                _best = trial;
            }

            done(call, score);
        }
    }
}
