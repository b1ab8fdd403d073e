using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Recurrent operators with attributes drawn by chance: the same case for the same number.</summary>
internal sealed class RecurrentGrid
{
    private const int Seed = 20261121;

    private static readonly string[] _directions = ["forward", "reverse", "bidirectional"];
    private static readonly int[] _opsets = [7, 9, 11, 13, 14, 15, 17, 19, 21];

    // Name, and whether alpha and beta belong to it.
    private static readonly (string Name, bool Alpha, bool Beta)[] _activations =
    [
        ("Relu", false, false), ("Tanh", false, false), ("Sigmoid", false, false), ("Affine", true, true),
        ("LeakyRelu", true, false), ("ThresholdedRelu", true, false),
        ("ScaledTanh", true, true), ("HardSigmoid", true, true), ("Elu", true, false), ("Softsign", false, false),
        ("Softplus", false, false),
    ];

    private readonly Draws _draws;
    private readonly List<AttributeProto> _attributes = [];
    private readonly Dictionary<string, OnnxTensor> _weights = [];
    private readonly Dictionary<string, OnnxTensor> _inputs = [];
    private readonly string[] _names;
    private readonly int _t;
    private readonly int _b;
    private readonly int _d;
    private readonly int _h;

    /// <summary>Draws a case.</summary>
    /// <param name="number">Which.</param>
    /// <param name="hasZeroLengths">Whether a sequence may be empty.</param>
    /// <param name="isPlain">Whether the activations are the standard ones, without clip and coupled gates.</param>
    public RecurrentGrid(int number, bool hasZeroLengths = false, bool isPlain = false)
    {
        _draws = new Draws(Seed + number);
        Op = new[] { "LSTM", "GRU", "RNN" }[number % 3];
        string direction = _directions[_draws.Below(3)];
        (_t, _b, _h, _d) = (1 + _draws.Below(6), 1 + _draws.Below(4), 1 + _draws.Below(6), direction == "bidirectional"
            ? 2
            : 1);
        Opset = _opsets[_draws.Below(_opsets.Length)];
        IsBatchFirst = Opset >= 14 && Chance(3);
        int inputs = 1 + _draws.Below(5), gates = Op == "LSTM" ? 4 : Op == "GRU" ? 3 : 1;
        _attributes.Add(MadeOnnx.Word("direction", direction));
        _attributes.Add(MadeOnnx.Whole("hidden_size", _h));
        Weight("W", _d, gates * _h, inputs);
        Weight("R", _d, gates * _h, _h);
        bool hasBias = Chance(4, 3), hasLengths = Chance(2), hasStates = Chance(2),
            hasPeepholes = Op == "LSTM" && Chance(2);
        if (hasBias)
        {
            Weight("B", _d, 2 * gates * _h);
        }

        _inputs["X"] = Real(_t, _b, inputs);
        if (hasLengths)
        {
            int[] lengths =
            [
                .. Enumerable.Range(0, _b).Select(_ => hasZeroLengths ? _draws.Below(_t + 1) : 1 + _draws.Below(_t)),
            ];
            _inputs["sequence_lens"] = OnnxTensor.Of(lengths, _b);
        }

        if (hasStates)
        {
            _inputs["initial_h"] = Real(_d, _b, _h);
            if (Op == "LSTM")
            {
                _inputs["initial_c"] = Real(_d, _b, _h);
            }
        }

        if (hasPeepholes)
        {
            Weight("P", _d, 3 * _h);
        }

        DrawAttributes(isPlain);
        _names =
        [
            "X", "W", "R", hasBias ? "B" : "", hasLengths ? "sequence_lens" : "", hasStates ? "initial_h" : "",
            .. Op == "LSTM" ? new[] { hasStates ? "initial_c" : "", hasPeepholes ? "P" : "" } : [],
        ];
        string shownLengths = hasLengths
            ? $" lengths {string.Join(",", _inputs["sequence_lens"].Values<int>().ToArray())}"
            : "";
        Text =
            $"case {number}: {Op} {direction} opset {Opset}{(IsBatchFirst ? " layout 1" : "")} T {_t} B {_b} "
            + $"I {inputs} H {_h}{shownLengths}{(hasStates ? " states" : "")}{(hasPeepholes ? " peepholes" : "")} "
            + $"{string.Join(" ", _attributes.Skip(2).Select(Shown))}";
    }

    private static string Shown(AttributeProto attribute)
    {
        IEnumerable<string> strings = attribute.Strings.Select(s => s.ToStringUtf8());
        return $"{attribute.Name}={attribute.I}{attribute.F}{string.Join(",", strings)}"
            + string.Join(",", attribute.Floats);
    }

    public string Op { get; }

    public int Opset { get; }

    /// <summary>Whether the case has layout 1.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>What the case is, for messages.</summary>
    public string Text { get; }

    /// <summary>The lengths of the sequences; none where they are not given.</summary>
    public int[] Lengths =>
        _inputs.TryGetValue("sequence_lens", out OnnxTensor? lengths) ? lengths.Values<int>().ToArray() : [];

    /// <summary>Sequences.</summary>
    public int Sequences => _b;

    /// <summary>Units.</summary>
    public int Units => _h;

    /// <summary>The inputs in the layout of the case or in layout 0.</summary>
    public Dictionary<string, OnnxTensor> Inputs(bool batchFirst) =>
        _inputs.ToDictionary(i => i.Key, i => batchFirst && i.Value.Rank == 3 ? Swap(i.Value) : i.Value);

    /// <summary>A tensor of real numbers in another type; one of whole numbers as it is.</summary>
    public static OnnxTensor As(OnnxTensor tensor, OnnxType type) => tensor.Type != OnnxType.Float32 ? tensor
        : type == OnnxType.Float64 ? OnnxTensor.Of(tensor.ToDoubles(), tensor.Dims)
        : type == OnnxType.Float16 ? OnnxTensor.Of(Array.ConvertAll(tensor.ToDoubles(), v => (Half)v), tensor.Dims)
        : tensor;

    /// <summary>The model in the layout of the case or in layout 0.</summary>
    public MadeOnnx Made(bool batchFirst, OnnxType type = OnnxType.Float32)
    {
        var made = new MadeOnnx(Opset);
        foreach ((string name, OnnxTensor input) in Inputs(batchFirst))
        {
            made.Input(
                name, As(input, type).Type,
                [.. input.Dims.ToArray().Select(d => d.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        foreach ((string name, OnnxTensor weight) in _weights)
        {
            made.Weight(name, As(weight, type));
        }

        string[] outputs = Op == "LSTM" ? ["Y", "Y_h", "Y_c"] : ["Y", "Y_h"];
        foreach (string output in outputs)
        {
            made.Output(output, type);
        }

        return made.Node(
            Op, _names, outputs, [.. _attributes, .. batchFirst ? new[] { MadeOnnx.Whole("layout", 1) } : []]);
    }

    /// <summary>
    /// An output of layout 1 in layout 0: Y [B, T, D, H] as [T, D, B, H], states [B, D, H] as [D, B, H].
    /// </summary>
    public static OnnxTensor ToTimeFirst(OnnxTensor tensor)
    {
        int[] dims = tensor.Dims.ToArray(), order = dims.Length == 4 ? [1, 2, 0, 3] : [1, 0, 2];
        return Turn(tensor, order);
    }

    private static OnnxTensor Swap(OnnxTensor tensor) => Turn(tensor, [1, 0, 2]);

    private static OnnxTensor Turn(OnnxTensor tensor, int[] order)
    {
        int[] dims = tensor.Dims.ToArray(), turned = Array.ConvertAll(order, a => dims[a]);
        ReadOnlySpan<float> from = tensor.Values<float>();
        var to = new float[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            int rest = i, at = 0;
            for (int axis = turned.Length - 1; axis >= 0; axis--)
            {
                at += rest % turned[axis] * dims[(order[axis] + 1)..].Aggregate(1, (p, d) => p * d);
                rest /= turned[axis];
            }

            to[i] = from[at];
        }

        return OnnxTensor.Of(to, turned);
    }

    private void DrawAttributes(bool isPlain)
    {
        if (!isPlain && Chance(2))
        {
            _attributes.Add(MadeOnnx.Number("clip", 0.1f + (_draws.Below(20) * 0.1f)));
        }

        if (!isPlain && Op == "LSTM" && Chance(3))
        {
            _attributes.Add(MadeOnnx.Whole("input_forget", 1));
        }

        if (Op == "GRU" && Chance(2))
        {
            _attributes.Add(MadeOnnx.Whole("linear_before_reset", 1));
        }

        if (isPlain || !Chance(3, 2))
        {
            return;
        }

        var drawn = Enumerable.Range(0, _d * (Op == "LSTM" ? 3 : Op == "GRU" ? 2 : 1))
            .Select(_ => _activations[_draws.Below(_activations.Length)]).ToArray();
        _attributes.Add(MadeOnnx.Words("activations", [.. drawn.Select(a => a.Name)]));
        // The text names no defaults that a reader could know for these three: "the same as of corresponding ONNX
        // operators", two of which were withdrawn.
        if (!drawn.Any(a => a.Alpha)
            || (Chance(2) && !drawn.Any(a => a.Name is "Affine" or "ScaledTanh" or "ThresholdedRelu")))
        {
            return;
        }

        _attributes.Add(MadeOnnx.Numbers(
            "activation_alpha", [.. drawn.Where(a => a.Alpha).Select(_ => 0.1f + (_draws.Below(10) * 0.1f))]));
        if (drawn.Any(a => a.Beta))
        {
            _attributes.Add(MadeOnnx.Numbers(
                "activation_beta", [.. drawn.Where(a => a.Beta).Select(_ => 0.1f + (_draws.Below(10) * 0.1f))]));
        }
    }

    private bool Chance(int of, int hits = 1) => _draws.Below(of) < hits;

    private void Weight(string name, params int[] dims) => _weights[name] = Real(dims);

    private OnnxTensor Real(params int[] dims) =>
        OnnxTensor.Of(_draws.Floats(dims.Aggregate(1, (p, d) => p * d)), dims);
}
