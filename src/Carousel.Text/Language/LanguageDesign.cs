using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;

namespace Carousel.Language;

/// <summary>What a language model is made of.</summary>
internal sealed record LanguageDesign
{
    /// <summary>V: how many different units there are.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Which recurrent cell.</summary>
    public CellKind Cell { get; init; } = CellKind.Lstm;

    /// <summary>Values of a unit's row in the table; where tied, the outputs of the last layer too.</summary>
    public required int Embedding { get; init; }

    /// <summary>Recurrent layers on top of each other.</summary>
    public required int Layers { get; init; }

    /// <summary>Units of a layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>
    /// Whether the last map has the table's rows as its weights; then the last layer has as many units as the table has
    /// columns.
    /// </summary>
    public bool Tied { get; init; }

    /// <summary>Share of the table's values dropped before the first layer.</summary>
    public double InputDropout { get; init; }

    /// <summary>Share of values dropped between layers.</summary>
    public double Dropout { get; init; }

    /// <summary>Share of the last layer's values dropped.</summary>
    public double OutputDropout { get; init; }

    /// <summary>
    /// Whether a dropped value is dropped for all steps of a training batch (variational), or drawn at each step.
    /// </summary>
    public bool Locked { get; init; } = true;

    /// <summary>Share of recurrent weights dropped for a batch.</summary>
    public double WeightDrop { get; init; }

    /// <summary>Initial bias of forget gates.</summary>
    public double ForgetBias { get; init; } = 1;

    /// <summary>Initial weights.</summary>
    [JsonPropertyName("initialiser")]
    public InitializerKind Initializer { get; init; }

    /// <summary>The network in words.</summary>
    /// <returns>Such as <c>LSTM 2×384</c>.</returns>
    internal string Describe() => $"{CellOf(0).Describe()}{(Tied ? ", tied" : "")}";

    /// <summary>Units of one layer.</summary>
    /// <param name="layer">0 … Layers − 1.</param>
    /// <returns>Hidden, or where tied the last layer's number.</returns>
    internal int UnitsOf(int layer) => Tied && layer == Layers - 1 ? Embedding : Hidden;

    /// <summary>Whether every size is one that can be built.</summary>
    internal bool IsInRange =>
        VocabularySize is >= 1 and <= 1 << 24 && Embedding is >= 1 and <= 4096 && CellOf(0).IsInRange
            && IsShare(InputDropout) && IsShare(OutputDropout);

    /// <summary>One recurrent layer.</summary>
    /// <param name="layer">0 … Layers − 1.</param>
    /// <returns>Its design.</returns>
    internal CellDesign CellOf(int layer) =>
        new(Cell, Layers, UnitsOf(layer), Dropout, ForgetBias, Initializer)
        {
            WeightDrop = WeightDrop,
            ExpectedLag = 64,
        };

    private static bool IsShare(double value) => value is >= 0 and < 1;
}
