using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Online;

/// <summary>
/// Trials of the papers' experiments, in the lanes of one network on the current thread.
/// </summary>
internal static class LaneTrials
{
    /// <summary>Trials of a seed, which fill the lanes of a usual processor.</summary>
    public const int Repetitions = 8;

    /// <summary>A row of an experiment.</summary>
    /// <param name="experiment">Such as <c>adding</c>.</param>
    /// <param name="name">Such as <c>length-100</c>.</param>
    public static ExperimentRow Row(string experiment, string name) =>
        ExperimentCatalogue.Find(experiment)!.Rows.Single(r => r.Name == name);

    /// <summary>Runs trials to their ends.</summary>
    /// <param name="makeNetwork">Makes a network with the given number of lanes, or about as many.</param>
    /// <param name="makeTrial">Makes the trial of a number.</param>
    /// <param name="count">Trials.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[count], by number.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrialResult[] Run(
        Func<int, LaneNetwork> makeNetwork, Func<int, Trial> makeTrial, int count, CancellationToken cancellation)
    {
        using LaneNetwork network = makeNetwork(count);
        var queue = new TrialQueue(makeTrial, count);
        new LaneRunner(network, queue).Run(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, count).Select(n => queue.Find(n)!.Result)];
    }
}
