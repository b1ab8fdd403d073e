using System.Text.Json.Nodes;

namespace Carousel.Studio.Messages;

/// <summary>Two runs side by side.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Options">Options that differ.</param>
/// <param name="Metrics">What was measured.</param>
/// <param name="Sentence">Which is better, or why that can't be said.</param>
internal sealed record Comparison(
    IReadOnlyList<Run> Runs, IReadOnlyList<OptionPair> Options, IReadOnlyList<MetricPair> Metrics, string Sentence);

/// <summary>An option of two runs.</summary>
/// <param name="Option">The option.</param>
/// <param name="Values">Of the first and the second; null for the default.</param>
internal sealed record OptionPair(string Option, IReadOnlyList<JsonNode?> Values);

/// <summary>A measure of two runs.</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Values">Of the first and the second.</param>
/// <param name="Better">Which is better, 0 or 1; null where they are equal or one is missing.</param>
internal sealed record MetricPair(string Key, string Title, IReadOnlyList<double?> Values, int? Better);
