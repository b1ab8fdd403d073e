using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>The texts of a model's file in addition to parameters and training, each a JSON object.</summary>
/// <param name="Configuration">The network: enough to build it again.</param>
/// <param name="Data">What it learned from.</param>
internal sealed record ModelTexts(string Configuration, string Data)
{
    /// <summary>Numbers that are not parameters and are too many for JSON.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; init; } = [];

    /// <summary>What numbers were scaled by.</summary>
    public string Scalers { get; init; } = "{}";

    /// <summary>The texts that have numbers.</summary>
    public string Vocabulary { get; init; } = "{}";
}
