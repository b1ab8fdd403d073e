using System.Text.Json.Serialization;
using Carousel.Layers;

namespace Carousel.Networks;

/// <content>Layers other than the recurrent ones, and properties that only networks of this library have.</content>
public sealed partial record NetworkLayer
{
    private const int MostSteps = 1 << 24;

    /// <summary>What an LSTM does beyond a projection and peepholes; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LstmOptions? Variant { get; init; }

    /// <summary>The options of the cell, if they are not its defaults; null for the defaults.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CellOptions? Options { get; init; }

    /// <summary>The share that a dropout sets to 0 in training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public float Rate { get; init; }

    /// <summary>Whether a dropout has one mask for all steps of a sequence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OncePerSequence { get; init; }

    /// <summary>How many steps a convolution sees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Window { get; init; }

    /// <summary>Steps from one step that a convolution sees to the next; 0 for 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Dilation { get; init; }

    /// <summary>Whether a convolution sees no later steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Causal { get; init; }

    /// <summary>Whether what it gives at a step depends on other steps.</summary>
    public bool IsSequential => IsRecurrent || Kind == NetworkLayerKind.Convolution;

    /// <summary>Whether it can take one step at a time, with a bounded memory.</summary>
    public bool CanStep => !Bidirectional && !Reverse
        && (Kind != NetworkLayerKind.Convolution || Causal || Window == 1);

    private long PartMultiplyAdds =>
        Kind == NetworkLayerKind.Convolution ? (long)InputSize * Units * Window : 0;

    // An approximation without biases. A value out of range gives the largest number, also if the product would
    // overflow.
    private long PartParameters => Window is < 0 or > MostSteps || Dilation is < 0 or > MostSteps
        || (long)Window * Math.Max(1, Dilation) * (InputSize + Units) > int.MaxValue
        ? long.MaxValue
        : PartMultiplyAdds;

    private string? DescribePart() => Kind switch
    {
        NetworkLayerKind.Dropout => Invariant.Of($"dropout {Rate}"),
        NetworkLayerKind.Convolution => $"convolution {Units} over {Window} steps",
        _ => null,
    };

    private string? FindPartMistake()
    {
        try
        {
            return Kind == NetworkLayerKind.Dropout && InputSize != Units
                ? $"reads {InputSize} values and gives {Units}, which must be equal"
                : Variant is not null && Kind != NetworkLayerKind.Lstm ? "is not an LSTM and cannot have LSTM options"
                : Options is not null && !IsRecurrent ? "is not recurrent and cannot have cell options"
                : CheckPart();
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return $"can't be built: {exception.Message}";
        }
    }

    // Options have their ranges where layers are made; no memory is taken for it. Sizes were checked before.
    private string? CheckPart()
    {
        if ((MakePart() ?? (IsRecurrent ? Way(Reverse) : null)) is { } made
            && (made.OutputSize != Units || made.InputSize != InputSize) && Kind != NetworkLayerKind.Lstm)
        {
            return $"reads {made.InputSize} values and gives {made.OutputSize}, not {InputSize} and {Units}";
        }

        return null;
    }

    private SequenceLayer? MakePart() => Kind switch
    {
        NetworkLayerKind.Dropout => new Dropout(Units, Rate, OncePerSequence),
        NetworkLayerKind.Convolution =>
            new SequenceConvolution(
                InputSize, Units, Window, Math.Max(1, Dilation), Causal, Activation, HasBias),
        _ => null,
    };
}
