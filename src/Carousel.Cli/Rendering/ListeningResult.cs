using Carousel.Speech;

namespace Carousel.Cli.Rendering;

/// <summary>What <c>carousel stream --measure</c> found.</summary>
/// <param name="Strings">How many strings were streamed.</param>
/// <param name="All">Delays and cost.</param>
/// <param name="Keywords">Misses and false alarms of each keyword, a row for each threshold.</param>
internal sealed record ListeningResult(
    int Strings, ListeningMeasurement All,
    IReadOnlyList<(string Word, IReadOnlyList<KeywordMeasurement> Rows)> Keywords);
