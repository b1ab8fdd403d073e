namespace Carousel.Laboratory.Papers;

/// <summary>What a paper's table says of a row.</summary>
/// <param name="MeanSequences">Training sequences until success, averaged over the trials that succeeded; null where
/// none did.</param>
/// <param name="Success">The share of trials that succeeded; null where the paper does not say.</param>
/// <param name="Figures">Further figures by name, such as <c>test_wrong</c>.</param>
internal sealed record PublishedFigures(
    double? MeanSequences, double? Success, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>Whether the paper says of the share no more than "some fraction".</summary>
    public bool SomeSucceeded { get; init; }

    /// <summary>
    /// Training sequences after which a trial had failed in the paper, or null where it names no such number.
    /// </summary>
    public long? Budget { get; init; }
}
