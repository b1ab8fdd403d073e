namespace Carousel.Jobs.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Options">What was searched.</param>
/// <param name="Trials">All trials, by round, then by number.</param>
internal sealed record TuningResult(TuningOptions Options, IReadOnlyList<Trial> Trials)
{
    /// <summary>
    /// The trials that have a score, the best first: those of a later round before those of an earlier one, whose
    /// scores come from fewer epochs.
    /// </summary>
    public IReadOnlyList<Trial> Ranked =>
    [
        .. Trials.Where(
            t => t.Score is not null && !Trials.Any(later => later.Rung > t.Rung && later.Number == t.Number))
            .Order(Trial.BestFirst),
    ];

    /// <summary>The best trial, or null where all diverged.</summary>
    public Trial? Best => Ranked.Count > 0 ? Ranked[0] : null;
}
