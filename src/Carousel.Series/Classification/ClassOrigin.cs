using System.Text.Json.Serialization;
using Carousel.Jobs;

namespace Carousel.Classification;

/// <summary>What a classifier learned from. Kept in the model file.</summary>
/// <param name="Fingerprint">A hash of the training data.</param>
/// <param name="Counts">Sequences of each class, in the order of the classes.</param>
/// <param name="Longest">Steps of the longest.</param>
/// <param name="Temperature">What scores are divided by before they become probabilities.</param>
/// <param name="Columns">The columns that were named.</param>
internal sealed record ClassOrigin(
    string Fingerprint, IReadOnlyList<int> Counts, int Longest, double Temperature, ClassColumns Columns)
{
    /// <summary>The baseline inside; null where the networks answer alone.</summary>
    [JsonPropertyName("rival")]
    public BaselineOrigin? Baseline { get; init; }

    /// <summary>The share of the networks' probability that is spread over all classes; 0 without a baseline in the
    /// fit, and in models of earlier versions.</summary>
    public double Spread { get; init; }

    /// <summary>What models of earlier versions may need.</summary>
    internal static IReadOnlyList<RemovedFeature> Removed { get; } =
    [
        new("rival.kind", "Convolutions", "random convolutions that are replaced by MultiRocket-Hydra-Quant"),
        new("rival.kind", "Neighbours", "a nearest neighbour inside"),
        new("rival.kind", "Words", "a baseline that does not read negations"),
        new("rival.kind", "NegatedWords", "a baseline that counts negated words without their letters and pairs"),
    ];
}

/// <summary>
/// The columns that were named when the model was made, so that files for it are read alike. Kept in the model file.
/// </summary>
/// <param name="Label">The column of classes, or null.</param>
/// <param name="Text">The column of texts, or null.</param>
/// <param name="Id">The column of ids, or null.</param>
/// <param name="Time">The column that orders steps, or null.</param>
internal sealed record ClassColumns(string? Label, string? Text, string? Id, string? Time)
{
    /// <summary>The column of WAV files, or null.</summary>
    public string? File { get; init; }

    /// <summary>The place of the class in the names of files, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether each table is one sequence.</summary>
    public bool HasWholeFiles { get; init; }
}

/// <summary>The scales of the channels.</summary>
/// <param name="Channels">Those of the channels, then those of their changes.</param>
internal sealed record ClassScales(IReadOnlyList<ChannelScale> Channels);
