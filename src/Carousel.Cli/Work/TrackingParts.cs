using System.Globalization;
using System.Text;
using Carousel.Backends;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Work;
using Carousel.Laboratory.Tracking;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;

namespace Carousel.Cli.Work;

/// <summary>Trainings of what a state can track as parts: task, network and seed say all, with the release.</summary>
internal static class TrackingParts
{
    /// <summary>Does a part.</summary>
    /// <param name="words">Task, network and seed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The training's file.</returns>
    /// <exception cref="PartException">There is no such training.</exception>
    public static string Do(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        TrackingProblem? problem = TrackingProblems.All.FirstOrDefault(p => p.Word == words[0]);
        if (problem is null || TrackedNetwork.Find(words[1]) is not { } network)
        {
            throw new PartException($"this release knows no task '{words[0]}' or no cell '{words[1]}'.");
        }

        using var backend = new CpuBackend(1);
        TrackingResult result = new TrackingTrial(problem, network, ulong.Parse(words[2], CultureInfo.InvariantCulture))
            .Run(new TrackingSettings(), backend, static _ => { }, cancellation);
        return Encoding.UTF8.GetString(TrackingRecord.BytesOf(result));
    }

    /// <summary>Has trainings done.</summary>
    /// <param name="runner">Does them.</param>
    /// <param name="trials">The trainings.</param>
    /// <param name="keep">Told what came of each.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops them.</param>
    /// <returns>Why trainings were set aside, a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        IPartRunner runner, IReadOnlyList<TrackingTrial> trials, Action<TrackingTrial, TrackingResult> keep,
        PartsProgress progress, CancellationToken cancellation)
    {
        var trialOf = new Dictionary<Part, TrackingTrial>(ReferenceEqualityComparer.Instance);
        foreach (TrackingTrial trial in trials)
        {
            string seed = trial.Seed.ToString(CultureInfo.InvariantCulture);
            trialOf.Add(
                new Part(JobWork.Tracking, [trial.Problem.Word, trial.Network.Word, seed], [], CarouselCommand.Release),
                trial);
        }

        var faults = new List<string>();
        await runner.RunAsync([.. trialOf.Keys], Told, cancellation).ConfigureAwait(false);
        return faults;

        void Told(PartOutcome outcome)
        {
            TrackingTrial trial = trialOf[outcome.Part];
            TrackingResult? result = outcome.Text is { } text
                ? TrackingRecord.Read(Encoding.UTF8.GetBytes(text), trial, new TrackingSettings())
                : null;
            if (result is null)
            {
                faults.Add($"{trial.Name} was set aside: {outcome.Fault ?? "its answer is of another training."}");
            }
            else
            {
                keep(trial, result);
            }

            progress.Tell(trial.Name, isDone: result is not null);
        }
    }
}
