using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>A layer of a plain chain: its kind and sizes. Kept in the model file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="InputSize">Values that it reads at a step; of an embedding the number of symbols.</param>
/// <param name="Units">H of a recurrent layer in each direction; values that any other layer gives.</param>
public sealed partial record NetworkLayer(NetworkLayerKind Kind, int InputSize, int Units)
{
    private const int MostUnits = 1 << 16;

    /// <summary>
    /// What the program that the layer came from calls it, such as <c>encoder.rnn</c>; layers of one recurrent module
    /// stand next to each other under one name.
    /// </summary>
    public string Module { get; init; } = "";

    /// <summary>Whether a recurrent layer reads in both directions: outputs of the forward one come first.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>
    /// Whether a recurrent layer reads from the last step to the first; the outputs keep the order of the steps.
    /// </summary>
    public bool Reverse { get; init; }

    /// <summary>Outputs of each direction of an LSTM to which h is projected; 0 for no projection.</summary>
    public int Projection { get; init; }

    /// <summary>Whether an LSTM has peepholes.</summary>
    public bool Peepholes { get; init; }

    /// <summary>Whether a reset gate acts after R h, as in PyTorch and cuDNN; else before it.</summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>f of a dense layer; null for none.</summary>
    public ElementwiseFunction? Activation { get; init; }

    /// <summary>Whether a dense layer has a bias.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>ε of a normalisation.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>How a pooling makes its row.</summary>
    public NetworkPooling Pooling { get; init; }

    /// <summary>A recurrent layer.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="inputSize">Values that it reads at a step.</param>
    /// <param name="units">H in each direction.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="NotSupportedException">Plain chains have no layers of the cell.</exception>
    internal static NetworkLayer Of(RecurrentCell cell, int inputSize, int units) =>
        KindOf(cell) is { } kind
            ? new NetworkLayer(kind, inputSize, units)
            : throw new NotSupportedException($"A plain chain of layers can't hold {cell.WithArticle} layer.");

    /// <summary>What a layer of a cell is in a chain; null where chains have none such.</summary>
    internal static NetworkLayerKind? KindOf(RecurrentCell cell) =>
        Enum.TryParse(cell.Word, ignoreCase: true, out NetworkLayerKind kind) ? kind : null;

    /// <summary>Whether something travels from step to step.</summary>
    public bool IsRecurrent => Cell is not null;

    /// <summary>The cell of a recurrent layer; null for others.</summary>
    internal RecurrentCell? Cell => RecurrentCell.Find(Kind.ToString());

    /// <summary>Values that it gives at a step.</summary>
    public int OutputSize => (Projection > 0 ? Projection : Units) * (Bidirectional ? 2 : 1);

    /// <summary>Multiply-adds of a step.</summary>
    public long MultiplyAdds => Cell is { } cell ? Directions * cell.MultiplyAdds(InputSize, Units, Projection)
        : Kind == NetworkLayerKind.Dense ? (long)InputSize * Units
        : PartMultiplyAdds;

    /// <summary>Outputs of one direction.</summary>
    public int DirectionSize => Projection > 0 ? Projection : Units;

    private int Directions => Bidirectional ? 2 : 1;

    /// <summary>What the layer is called in a line, such as <c>bidirectional LSTM 64</c>.</summary>
    /// <returns>The words.</returns>
    public string Describe() => DescribePart() ?? Kind switch
    {
        NetworkLayerKind.Embedding => $"embedding {InputSize}×{Units}",
        _ when Cell is { } cell =>
            $"{Direction}{cell.Name} {Units}{(Projection > 0 ? $" projected to {Projection}" : "")}"
            + $"{(Peepholes ? " with peepholes" : "")}{(ResetAfter ? "" : " with the reset before")}",
        NetworkLayerKind.Dense =>
            $"dense {Units}{(Activation is { } function ? $" with {FunctionName(function)}" : "")}",
        NetworkLayerKind.Normalization => "layer normalisation",
        _ =>
            Pooling switch
            {
                NetworkPooling.Last => "last step",
                NetworkPooling.Mean => "mean of the steps",
                NetworkPooling.Max => "maximum of the steps",
                _ => "last states"
            },
    };

    /// <summary>
    /// What can't be built of it, as the end of a sentence that begins with the layer; null where all is right.
    /// </summary>
    internal string? FindMistake()
    {
        long largest = Kind == NetworkLayerKind.Embedding ? 1 << 24 : MostUnits;
        return !Enum.IsDefined(Kind) || !Enum.IsDefined(Pooling)
            || (Activation is { } function && !Enum.IsDefined(function))
            ? "is of no known kind"
            : InputSize < 1 || InputSize > largest || Units is < 1 or > MostUnits
                ? $"has sizes {InputSize} and {Units}, which must be in 1…{largest}"
                : Parameters > int.MaxValue / sizeof(float) ? $"has {Parameters:N0} values, more than can be held"
                : Projection < 0 || Projection >= Units || (Projection > 0 && Kind != NetworkLayerKind.Lstm)
                    ? $"projects to {Projection}, which only an LSTM does, to fewer than its {Units} units"
                    : Bidirectional && !IsRecurrent ? "is not recurrent and cannot be bidirectional"
                    : Reverse && (!IsRecurrent || Bidirectional)
                        ? "reads from the last step to the first, which only a recurrent layer in one direction does"
                        : Peepholes && Kind != NetworkLayerKind.Lstm ? "is not an LSTM and cannot have peepholes"
                        : Activation is not null && Kind is not (NetworkLayerKind.Dense or NetworkLayerKind.Convolution)
                            ? "is not dense and takes no function"
                            : Kind is NetworkLayerKind.Normalization or NetworkLayerKind.Pooling && InputSize != Units
                                ? $"reads {InputSize} values and gives {Units}, which must be equal"
                                : !(Epsilon > 0) || !float.IsFinite(Epsilon) ? "has an epsilon that is not above 0"
                                : FindPartMistake();
    }

    /// <summary>The layer, not yet built; null for a pooling.</summary>
    internal SequenceLayer? Make() => MakePart() ?? Kind switch
    {
        NetworkLayerKind.Embedding => new Embedding(InputSize, Units),
        NetworkLayerKind.Dense => new Dense(InputSize, Units, Activation, HasBias),
        NetworkLayerKind.Normalization => new LayerNorm(Units, Epsilon),
        NetworkLayerKind.Pooling => null,
        _ => Bidirectional ? new Bidirectional(Way(reverse: false), Way(reverse: true)) : Way(Reverse),
    };

    internal static string FunctionName(ElementwiseFunction function) => function.ToString().ToLowerInvariant();

    private string Direction => Bidirectional ? "bidirectional " : Reverse ? "reverse " : "";

    // Recurrent layers: a little more than they have, without the small parts.
    private long Parameters => Kind switch
    {
        NetworkLayerKind.Pooling => 0,
        NetworkLayerKind.Normalization => 2L * Units,
        NetworkLayerKind.Embedding => (long)InputSize * Units,
        NetworkLayerKind.Dense => ((long)InputSize + 1) * Units,
        _ when !IsRecurrent => PartParameters,
        _ => (long)Cell!.GateCount * Units * ((long)InputSize + Units + 2),
    };

    private RecurrentLayer Way(bool reverse)
    {
        if (Variant is { } options)
        {
            return new Lstm(
                InputSize, Units, reverse, options with { Projection = Projection, Peepholes = Peepholes });
        }

        return Cell!.Make(new CellSettings(InputSize, Units)
        {
            Reverse = reverse,
            ResetAfter = ResetAfter,
            Projection = Projection,
            Peepholes = Peepholes,
            Options = Options ?? new CellOptions(),
        });
    }
}
