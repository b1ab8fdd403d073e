namespace Carousel.Jobs;

/// <summary>What a reader has to know beside the answers of a model.</summary>
/// <param name="Notes">A sentence each.</param>
/// <param name="Sentence">The answers in one sentence; empty where there is none.</param>
public sealed record JobAnswer(IReadOnlyList<string> Notes, string Sentence = "");
