namespace Carousel.Jobs;

/// <summary>Notes for the reader of a model's answers.</summary>
/// <param name="Notes">A sentence each.</param>
/// <param name="Sentence">The answers in one sentence; empty without such a sentence.</param>
public sealed record JobAnswer(IReadOnlyList<string> Notes, string Sentence = "")
{
    /// <summary>More files for the folder of the answers.</summary>
    internal IReadOnlyList<JobFile> Files { get; init; } = [];

    /// <summary>The incidents that were found, the clearest first; null where the job finds none.</summary>
    internal IReadOnlyList<JobIncident>? Incidents { get; init; }
}
