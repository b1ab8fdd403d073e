namespace Carousel.Jobs.Decoding;

/// <summary>A text that a search found.</summary>
/// <param name="Symbols">Its symbols without the one that ends it.</param>
/// <param name="LogProbability">ln p of all symbols, with the one that ends it where it is complete.</param>
/// <param name="Score">The same under the penalties: by it texts are ordered.</param>
/// <param name="IsComplete">False where the most steps were reached before the end.</param>
/// <param name="Attention">For each symbol, and the end, the weights over the steps of the source; empty rows without
/// attention.</param>
internal sealed record Hypothesis(
    IReadOnlyList<int> Symbols, double LogProbability, double Score, bool IsComplete,
    IReadOnlyList<IReadOnlyList<float>> Attention)
{
    /// <summary>The text with the score that another search would have given it.</summary>
    /// <param name="search">The search with another length penalty.</param>
    public Hypothesis Rescored(BeamOptions search) =>
        this with { Score = LogProbability / search.LengthDivisor(Symbols.Count + (IsComplete ? 1 : 0)) };
}
