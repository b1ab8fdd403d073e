namespace Carousel.Jobs.Tuning;

/// <summary>A trial: some settings, trained once.</summary>
/// <param name="Rung">0 for the first round, and one more for each round that the best go on to.</param>
/// <param name="Number">Which settings, from 1.</param>
/// <param name="Epochs">Epochs that it was trained for at most; null for as many as the job takes by itself.</param>
/// <param name="Settings">The value of each option that varies, in the order of the search.</param>
/// <param name="Score">The best validation score, lower is better; null where the training diverged or nothing
/// validated.</param>
/// <param name="BestEpoch">The epoch of that score.</param>
/// <param name="Parameters">How many values were trained.</param>
internal sealed record Trial(
    int Rung, int Number, int? Epochs, IReadOnlyList<string> Settings, double? Score, int BestEpoch, long Parameters)
{
    /// <summary>
    /// Trials of a later round before those of an earlier one, whose scores come from fewer epochs; then by score.
    /// </summary>
    public static Comparer<Trial> BestFirst { get; } = Comparer<Trial>.Create(
        (a, b) => (-a.Rung, a.Score ?? double.PositiveInfinity, a.Number).CompareTo(
            (-b.Rung, b.Score ?? double.PositiveInfinity, b.Number)));
}
