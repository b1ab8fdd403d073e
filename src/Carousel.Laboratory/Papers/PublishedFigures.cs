namespace Carousel.Laboratory.Papers;

/// <summary>What a paper's table says of a row.</summary>
/// <param name="MeanSequences">Training sequences until success, averaged over the trials that succeeded; null where none did.</param>
/// <param name="Success">The share of trials that succeeded; null where the paper says "some".</param>
/// <param name="Figures">Further figures by name, such as <c>test_wrong</c>.</param>
public sealed record PublishedFigures(double? MeanSequences, double? Success, IReadOnlyDictionary<string, double> Figures);
