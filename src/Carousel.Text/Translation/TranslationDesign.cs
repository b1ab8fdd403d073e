using System.Text.Json.Serialization;
using Carousel.Jobs.Decoding;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>The network of a translator, and how it searches. Kept in the model file.</summary>
/// <param name="EmbeddingSize">Values of a piece's row.</param>
/// <param name="Layers">Layers of the encoder and of the decoder.</param>
/// <param name="Hidden">Units of the decoder; each direction of the encoder has half as many.</param>
/// <param name="Dropout">Share of values dropped while training.</param>
/// <param name="Attention">How the decoder looks at the source; null for not at all.</param>
/// <param name="IsJoint">True. Version 0.1 could learn separate pieces for each language.</param>
/// <param name="Beam">How translations are searched for.</param>
internal sealed record TranslationDesign(
    int EmbeddingSize, int Layers, int Hidden, double Dropout, AttentionScore? Attention, bool IsJoint,
    BeamOptions Beam)
{
    /// <summary>0. Version 0.1 could drop whole rows of pieces while training.</summary>
    public double WordDropout { get; init; }

    /// <summary>How many questions before the last one a model of dialogues reads, with their answers; null for a
    /// translator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? History { get; init; }

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        EmbeddingSize is >= 1 and <= 4096 && Layers is >= 1 and <= 16 && Hidden is >= 2 and <= 4096
            && Dropout is >= 0 and < 1
            && (Attention is not { } score
                || (Enum.IsDefined(score) && (score != AttentionScore.Dot || Hidden % 2 == 0)));

    /// <summary>The network's options.</summary>
    /// <param name="pieces">Pieces of both languages.</param>
    /// <returns>The options; one symbol more on both sides ends a text.</returns>
    public SequenceToSequenceOptions ToOptions(int pieces) => new()
    {
        SourceSymbols = pieces + 1,
        TargetSymbols = pieces + 1,
        End = pieces,
        EmbeddingSize = EmbeddingSize,
        EncoderHidden = Hidden / 2,
        EncoderLayers = Layers,
        DecoderHidden = Hidden,
        DecoderLayers = Layers,
        Attention = Attention,
        SharedSymbols = true,
        Dropout = (float)Dropout,
    };

    /// <summary>What the network is called in a line.</summary>
    /// <returns>Such as <c>bidirectional LSTM 2×256, LSTM 512, additive attention</c>.</returns>
    public string Describe()
    {
        string layers = Layers > 1 ? $"{Layers}×" : "";
        string attention = Attention is { } score
            ? $"{score.ToString().ToLowerInvariant()} attention"
            : "no attention";
        return $"embeddings of {EmbeddingSize}, bidirectional LSTM {layers}{Hidden / 2}, LSTM {layers}{Hidden}, "
            + $"{attention}";
    }
}
