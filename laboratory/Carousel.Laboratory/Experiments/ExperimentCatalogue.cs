namespace Carousel.Laboratory.Experiments;

/// <summary>All experiments.</summary>
internal static class ExperimentCatalogue
{
    private static readonly Lazy<IReadOnlyList<Experiment>> _all = new(() =>
    [
        ReberExperiment.Make(),
        RegularLagExperiment.Make(),
        RandomLagExperiment.Make(),
        DistractedLagExperiment.Make(),
        .. NoiseExperiments.Make(),
        AddingExperiment.Make(),
        MultiplicationExperiment.Make(),
        .. TemporalOrderExperiments.Make(),
        ContinualReberExperiment.Make(),
        .. CountingExperiments.Make(),
        GuessingExperiment.Make(),
    ]);

    /// <summary>The experiments in the order of the papers.</summary>
    public static IReadOnlyList<Experiment> All => _all.Value;

    /// <summary>The experiment of a name.</summary>
    /// <param name="name">Such as <c>adding</c>.</param>
    /// <returns>The experiment, or null if none has that name.</returns>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}
