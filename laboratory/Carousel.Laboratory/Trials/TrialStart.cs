namespace Carousel.Laboratory.Trials;

/// <summary>What every trial is made from.</summary>
/// <param name="Row">Experiment and row, such as <c>adding/length-100</c>: the purpose of the trial's random
/// numbers.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Number">The trial's number, from 0.</param>
/// <param name="Budget">Training sequences after which the trial has failed.</param>
internal sealed record TrialStart(string Row, ulong Seed, int Number, long Budget)
{
    /// <summary>A row of random numbers of this trial.</summary>
    /// <param name="purpose">What they are for, such as <c>weights</c>.</param>
    public TrialRandom Random(string purpose) => new(Seed, $"{Row}/{purpose}", Number);
}
