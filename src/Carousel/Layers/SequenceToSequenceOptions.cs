namespace Carousel.Layers;

/// <summary>Sizes and kinds of an encoder and a decoder.</summary>
internal sealed record SequenceToSequenceOptions
{
    /// <summary>Symbols of the source, 1 or more.</summary>
    public required int SourceSymbols { get; init; }

    /// <summary>Symbols of the target, the one that ends a text among them, 2 or more.</summary>
    public required int TargetSymbols { get; init; }

    /// <summary>The target symbol that ends a text; the decoder is given it where a text begins.</summary>
    public required int End { get; init; }

    /// <summary>E: values of a symbol's row.</summary>
    public int EmbeddingSize { get; init; } = 256;

    /// <summary>Units of each direction of the encoder.</summary>
    public int EncoderHidden { get; init; } = 256;

    /// <summary>Layers of the encoder, each in both directions.</summary>
    public int EncoderLayers { get; init; } = 1;

    /// <summary>H: units of the decoder.</summary>
    public int DecoderHidden { get; init; } = 512;

    /// <summary>Layers of the decoder.</summary>
    public int DecoderLayers { get; init; } = 1;

    /// <summary>
    /// How the decoder compares its state with the encoder's steps; <c>null</c> for a decoder that sees only the
    /// encoder's final state.
    /// </summary>
    /// <remarks>Without attention: Sutskever, Vinyals and Le 2014; Cho and others 2014.</remarks>
    public AttentionScore? Attention { get; init; } = AttentionScore.Additive;

    /// <summary>Whether the weights of the output are the rows of the target's symbols.</summary>
    /// <remarks>Press and Wolf 2017.</remarks>
    public bool TiedOutput { get; init; } = true;

    /// <summary>
    /// Whether source and target have one table of rows: for symbols learned jointly. Then the source's symbols are the
    /// target's.
    /// </summary>
    public bool SharedSymbols { get; init; }

    /// <summary>
    /// The share of values dropped in training: of symbols' rows, between layers, and in front of the output; 0 or more
    /// and below 1.
    /// </summary>
    public float Dropout { get; init; }

    /// <summary>
    /// The share of symbols whose whole row is dropped in training, on both sides; 0 or more and below 1.
    /// </summary>
    /// <remarks>Gal and Ghahramani 2016, section 4.2, here by place and not by word.</remarks>
    public float SymbolDropout { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">Options exclude each other.</exception>
    internal void Validate()
    {
        foreach ((int value, string name) in new[]
        {
            (SourceSymbols, nameof(SourceSymbols)), (TargetSymbols - 1, nameof(TargetSymbols)),
            (EmbeddingSize, nameof(EmbeddingSize)), (EncoderHidden, nameof(EncoderHidden)),
            (EncoderLayers, nameof(EncoderLayers)), (DecoderHidden, nameof(DecoderHidden)),
            (DecoderLayers, nameof(DecoderLayers)),
        })
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)End, (uint)TargetSymbols, nameof(End));
        foreach ((float share, string name) in new[]
        {
            (Dropout, nameof(Dropout)), (SymbolDropout, nameof(SymbolDropout)),
        })
        {
            if (!(share >= 0 && share < 1))
            {
                throw new ArgumentOutOfRangeException(
                    name, share, $"{name} must be 0 or more and below 1, but is {share}.");
            }
        }

        if (SharedSymbols && SourceSymbols != TargetSymbols)
        {
            throw new ArgumentException(
                $"Shared symbols must be as many on both sides, but are {SourceSymbols} and {TargetSymbols}.",
                nameof(SharedSymbols));
        }
    }
}
