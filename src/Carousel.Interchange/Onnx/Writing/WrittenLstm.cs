using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// An LSTM that is normalised inside or keeps a share of its state, which the operator LSTM does not. Equations by
/// number: docs/derivations/lstm.md, variants.
/// </summary>
internal sealed class WrittenLstm : WrittenCell
{
    // Of the cell's normalisations, as in its kernel.
    private const float CellEpsilon = 1e-5f;

    private readonly Lstm _layer;

    private WrittenLstm(Lstm layer, string path)
        : base(layer, path) => _layer = layer;

    /// <summary>That of a layer; null of one that the operator runs.</summary>
    public static WrittenLstm? Find(RecurrentLayer layer, string path) =>
        layer is Lstm
        {
            Options: { LayerNormalization: true } or { ZoneoutHidden: > 0 } or { ZoneoutCell: > 0 },
        } one
            ? new WrittenLstm(one, path)
            : null;

    /// <summary>Line 2 without the state's part.</summary>
    /// <inheritdoc/>
    protected override string WithBias(OnnxDrawing on, string product) => _layer.Options.LayerNormalization
        ? Normalized(on, $"{Path}.from_input", product, "gain_input", Vector(on, "b"))
        : base.WithBias(on, product);

    /// <summary>Lines 2 to 11.</summary>
    /// <inheritdoc/>
    public override string[] Step(OnnxDrawing on, IReadOnlyList<string> seen, IReadOnlyList<string> before)
    {
        string path = $"{Path}.step", hidden = before[0], cell = before[1];
        int gates = _layer.B.Shape.Length;
        LstmOptions options = _layer.Options;
        string matrix = on.Weights(
            $"{Path}.R", [_layer.OutputSize, gates],
            OnnxNetworkGraph.Transposed(_layer.R.Value.ToArray(), gates));
        string fromState = on.Node("MatMul", $"{path}.recurrent", [hidden, matrix]);
        fromState = options.LayerNormalization
            ? Normalized(on, $"{path}.recurrent_normalised", fromState, "gain_recurrent", "")
            : fromState;
        string sums = on.Node("Add", $"{path}.gates", [seen[0], fromState]);
        string[] names = options.CoupledGates ? ["f", "g", "o"] : ["i", "f", "g", "o"];
        Dictionary<string, string> parts = names.Zip(Gates(on, path, sums, names))
            .ToDictionary(p => p.First, p => p.Second);
        string Gate(string name, string sees) =>
            on.Node("Sigmoid", $"{path}.{name}", [Peeped(on, name, parts[name], sees)]);
        string forget = Gate("f", cell);
        string write = options.CoupledGates
            ? on.Node("Sub", $"{path}.i", [on.Numbers("one", [1]), forget])
            : Gate("i", cell);
        string candidate = on.Node("Tanh", $"{path}.g", [parts["g"]]);
        string made = Sum(on, $"{path}.c_made", (forget, cell), (write, candidate));
        string shown = options.LayerNormalization
            ? Normalized(on, $"{path}.c_normalised", made, "gain_cell", Vector(on, "bias_cell"))
            : made;
        string output = on.Node("Mul", $"{path}.h_made", [Gate("o", made), on.Node("Tanh", $"{path}.e", [shown])]);
        if (_layer.Projection is { } projection)
        {
            string down = on.Weights(
                $"{Path}.projection", [_layer.HiddenSize, _layer.OutputSize],
                OnnxNetworkGraph.Transposed(projection.Value.ToArray(), _layer.OutputSize));
            output = on.Node("MatMul", $"{path}.h_projected", [output, down]);
        }

        return
        [
            Mixed(on, $"{path}.h_mixed", hidden, output, options.ZoneoutHidden),
            Mixed(on, $"{path}.c_mixed", cell, made, options.ZoneoutCell),
        ];
    }

    /// <summary>A gate's sum with its peephole: rows i, f, o of the weights, or f, o.</summary>
    private string Peeped(OnnxDrawing on, string gate, string sum, string cell)
    {
        if (_layer.Peepholes is not { } peepholes)
        {
            return sum;
        }

        string[] order = _layer.Options.CoupledGates ? ["f", "o"] : ["i", "f", "o"];
        int row = Array.IndexOf(order, gate), H = _layer.HiddenSize;
        string weights = on.Weights(
            $"{Path}.peephole_{gate}", [H], peepholes.Value.ToArray().AsSpan(row * H, H));
        return on.Node(
            "Add", $"{Path}.step.{gate}_peeped",
            [sum, on.Node("Mul", $"{Path}.step.{gate}_peep", [cell, weights])]);
    }

    /// <summary>After training a share of the old state stays: the mean of the random draws of training.</summary>
    private static string Mixed(OnnxDrawing on, string name, string before, string made, float share) => share == 0
        ? made
        : Sum(on, name, (before, on.Numbers("kept", [share])), (made, on.Numbers("taken", [1 - share])));

    private string Normalized(OnnxDrawing on, string name, string values, string gain, string bias) =>
        on.Node(
            "LayerNormalization", name, [values, Vector(on, gain), bias], OnnxAttributes.Of("axis", -1L),
            OnnxAttributes.Of("epsilon", CellEpsilon));
}
