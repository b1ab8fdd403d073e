namespace Carousel.Jobs;

/// <summary>What a reader has to know beside the answers of a model.</summary>
/// <param name="Notes">A sentence each.</param>
/// <param name="Sentence">The answers in one sentence; empty where there is none.</param>
public sealed record JobAnswer(IReadOnlyList<string> Notes, string Sentence = "")
{
    /// <summary>The incidents that were found, the clearest first; null where the job finds none.</summary>
    internal IReadOnlyList<JobIncident>? Incidents { get; init; }
}
