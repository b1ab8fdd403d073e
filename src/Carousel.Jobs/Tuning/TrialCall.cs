namespace Carousel.Jobs.Tuning;

/// <summary>A trial that is to be done.</summary>
/// <param name="Rung">0 for the first round, and one more for each round that the best go on to.</param>
/// <param name="Number">Which settings, from 1.</param>
/// <param name="Epochs">Epochs that it is trained for at most; null for as many as the job takes by itself.</param>
/// <param name="Settings">The value of each option that varies, in the order of the search.</param>
internal sealed record TrialCall(int Rung, int Number, int? Epochs, IReadOnlyList<string> Settings);

/// <summary>Has the trials of a round done, in any order.</summary>
/// <param name="calls">The trials.</param>
/// <param name="done">Takes the score of each, one at a time; null for one that could not be done.</param>
/// <param name="cancellation">Stops them.</param>
/// <exception cref="OperationCanceledException">It was cancelled.</exception>
internal delegate Task TrialRunner(
    IReadOnlyList<TrialCall> calls, Action<TrialCall, TrialScore?> done, CancellationToken cancellation);
