using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>
/// A plain chain of layers that read one another, as networks of other programs come. Kept in the model file.
/// </summary>
/// <param name="Layers">From the input of a step to the answer. An embedding stands first or not at all, a pooling once
/// or not at all, recurrent layers before it.</param>
public sealed record NetworkDesign(IReadOnlyList<NetworkLayer> Layers)
{
    private const int MostLayers = 64;

    /// <summary>What makes the answer of the last layer's numbers.</summary>
    public PortableFunction Answer { get; init; }

    /// <summary>Names of the numbers that a step reads; empty for <c>input1</c> and so on.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>Names of the numbers of the answer; empty for <c>output1</c> and so on.</summary>
    public IReadOnlyList<string> OutputNames { get; init; } = [];

    /// <summary>The origin of the network and the assumptions about it, one sentence each.</summary>
    public IReadOnlyList<string> Origin { get; init; } = [];

    /// <summary>
    /// [I]: how each number that a step reads is scaled before the first layer; null if numbers are read unchanged.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FittedScaler>? InputScales { get; init => field = Array(value); }

    /// <summary>
    /// [OutputSize]: the scales in which the last layer gives its numbers, which the answer undoes; null for none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FittedScaler>? OutputScales { get; init => field = Array(value); }

    /// <summary>How many symbols the network knows; 0 where it reads numbers.</summary>
    public int Symbols => Layers[0].Kind == NetworkLayerKind.Embedding ? Layers[0].InputSize : 0;

    /// <summary>I: numbers that a step reads; 1, the number of a symbol, where there is an embedding.</summary>
    public int InputSize => Symbols > 0 ? 1 : Layers[0].InputSize;

    /// <summary>Numbers of the answer.</summary>
    public int OutputSize => Layers[^1].OutputSize;

    /// <summary>The pooling, or null: then each step is answered.</summary>
    public NetworkPooling? Pooling => Layers.FirstOrDefault(l => l.Kind == NetworkLayerKind.Pooling)?.Pooling;

    /// <summary>
    /// Whether a layer reads sequences from their end, with or without one that reads from the beginning.
    /// </summary>
    public bool IsBidirectional => Layers.Any(l => l.Bidirectional || l.Reverse);

    /// <summary>Whether every layer can take one step at a time, with a bounded memory.</summary>
    public bool CanStep => Layers.All(l => l.CanStep);

    /// <summary>The names of the numbers that a step reads.</summary>
    /// <returns>[I].</returns>
    public IReadOnlyList<string> InputColumns() =>
        InputNames.Count > 0 ? InputNames
            : Symbols > 0 ? ["symbol"]
            : [.. Enumerable.Range(1, InputSize).Select(n => FormattableString.Invariant($"input{n}"))];

    /// <summary>The names of the numbers of the answer.</summary>
    /// <returns>[OutputSize].</returns>
    public IReadOnlyList<string> OutputColumns() =>
        OutputNames.Count > 0
            ? OutputNames
            : [.. Enumerable.Range(1, OutputSize).Select(n => FormattableString.Invariant($"output{n}"))];

    /// <summary>The layers in a line.</summary>
    /// <returns>Such as <c>embedding 100×16, LSTM 32, last step, dense 4, softmax</c>.</returns>
    public string Describe() =>
        string.Join(
            ", ",
            [.. Layers.Select(l => l.Describe()), .. Answer == PortableFunction.None
                ? []
                : new[] { Answer.ToString().ToLowerInvariant() }]);

    /// <summary>Numbers of the data as the first layer reads them.</summary>
    /// <param name="values">[T, I], or [T] numbers of symbols.</param>
    /// <returns>The same array where nothing is scaled, else a new one.</returns>
    public float[] Scaled(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (InputScales is null)
        {
            return values;
        }

        var scaled = new float[values.Length];
        Scale(values, scaled);
        return scaled;
    }

    /// <inheritdoc cref="Scaled"/>
    /// <param name="values">[T, I], or [T] numbers of symbols.</param>
    /// <param name="scaled">As many, overwritten; may be <paramref name="values"/>.</param>
    public void Scale(ReadOnlySpan<float> values, Span<float> scaled) =>
        Scale(values, scaled, InputScales, back: false);

    /// <summary>What is to be answered, as the last layer has to give it.</summary>
    internal float[] ScaledTarget(float[] values)
    {
        if (OutputScales is null)
        {
            return values;
        }

        var scaled = new float[values.Length];
        Scale(values, scaled, OutputScales, back: false);
        return scaled;
    }

    /// <summary>Converts the output of the last layer to the units of the data.</summary>
    /// <param name="answers">[T, O] or [O], read and overwritten.</param>
    public void ScaleBack(Span<float> answers) => Scale(answers, answers, OutputScales, back: true);

    /// <summary>The design as a model file keeps it.</summary>
    /// <returns>A JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkJson.Default.NetworkDesign);

    /// <summary>What can't be built, as a sentence; null where all is right.</summary>
    /// <returns>The sentence, or null.</returns>
    public string? FindMistake()
    {
        if (Layers.Count is 0 or > MostLayers)
        {
            return $"A network has 1 to {MostLayers} layers, this one {Layers.Count}.";
        }

        for (int l = 0; l < Layers.Count; l++)
        {
            if (Layers[l].FindMistake() is { } fault)
            {
                return $"Layer {l + 1} of the network {fault}.";
            }

            if (l > 0 && Layers[l].InputSize != Layers[l - 1].OutputSize)
            {
                return $"Layer {l + 1} of the network, {Layers[l].Describe()}, reads {Layers[l].InputSize} "
                    + $"values; {Layers[l - 1].Describe()} before it gives {Layers[l - 1].OutputSize}.";
            }
        }

        return FindOrderMistake() ?? FindNameMistake() ?? ScaleFault();
    }

    private static void Scale(
        ReadOnlySpan<float> values, Span<float> scaled, IReadOnlyList<FittedScaler>? scales, bool back)
    {
        if (scales is null)
        {
            values.CopyTo(scaled);
            return;
        }

        ReadOnlySpan<FittedScaler> columns = (FittedScaler[])scales;
        for (int k = 0, column = 0; k < values.Length; k++)
        {
            FittedScaler scale = columns[column];
            scaled[k] = back ? scale.Invert(values[k]) : scale.Transform(values[k]);
            column = column + 1 < columns.Length ? column + 1 : 0;
        }
    }

    // A step of a stream is so short that calls by interface would show.
    private static FittedScaler[]? Array(IReadOnlyList<FittedScaler>? scales) => scales is null ? null : [.. scales];

    private string? FindOrderMistake()
    {
        int pooling = Index(l => l.Kind == NetworkLayerKind.Pooling),
            lastRecurrent = Layers.Count - 1 - Layers.Reverse().TakeWhile(l => !l.IsSequential).Count();
        return lastRecurrent < 0 ? $"The network has no recurrent layer ({RecurrentCell.AnyName})."
            : Index(l => l.Kind == NetworkLayerKind.Embedding, 1) >= 0
                ? "An embedding reads symbols, so it must be the network's first layer."
                : pooling >= 0 && Index(l => l.Kind == NetworkLayerKind.Pooling, pooling + 1) >= 0
                    ? "The network pools its steps twice."
                    : pooling >= 0 && pooling < lastRecurrent
                        ? "A recurrent layer follows the pooling, which leaves no steps to read."
                        : Pooling == NetworkPooling.Final
                            && (pooling != lastRecurrent + 1 || !Layers[lastRecurrent].IsRecurrent)
                            ? "Last states can only be taken from a recurrent layer directly before the pooling."
                            : null;
    }

    private string? FindNameMistake() =>
        !Enum.IsDefined(Answer) ? "The network's answer is of no known kind."
        : InputNames.Count > 0 && InputNames.Count != InputSize
            ? $"The network reads {InputSize} numbers, but InputNames has {InputNames.Count}."
        : OutputNames.Count > 0 && OutputNames.Count != OutputSize
            ? $"The network gives {OutputSize} numbers, but OutputNames has {OutputNames.Count}."
            : InputNames.Concat(OutputNames).Any(string.IsNullOrEmpty) ? "The name of a number is empty." : null;

    private string? ScaleFault() =>
        (InputScales is { } read && (Symbols > 0 || read.Count != InputSize || read.Any(IsNoScale)))
            || (OutputScales is { } given
                && (Answer != PortableFunction.None || given.Count != OutputSize || given.Any(IsNoScale)))
            ? "The scales of the network are not one for each number, finite and above 0."
            : null;

    private static bool IsNoScale(FittedScaler scaler) =>
        !double.IsFinite(scaler.Offset) || !double.IsFinite(scaler.Scale) || scaler.Scale <= 0;

    private int Index(Predicate<NetworkLayer> match, int from = 0) => Layers.ToList().FindIndex(from, match);
}
