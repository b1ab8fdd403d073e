namespace Carousel.Jobs;

/// <summary>Loads the models of one job.</summary>
/// <param name="Task">The task that their files name.</param>
/// <param name="Load">Loads a file, to be computed by this number of threads; 0 for as many as the machine has
/// processors.</param>
public sealed record JobLoader(string Task, Func<string, int, IJobModel> Load);
