using Carousel.Jobs.Graphs;
using Carousel.Layers;
using Carousel.Memory;
using DataType = Carousel.Interchange.Onnx.Protocol.TensorProto.Types.DataType;

namespace Carousel.Interchange.Onnx.Writing;

/// <summary>
/// LSTMs that are none of the standard's operator: one step as a graph of its own, which Scan runs along time.
/// Equations by number: docs/derivations/lstm-variants.md.
/// </summary>
internal sealed partial class OnnxNetworkGraph
{
    // Of the cell's normalisations, as in its kernel.
    private const float CellEpsilon = 1e-5f;

    /// <summary>
    /// Whether a cell is normalised inside or keeps a share of its state, which the operator LSTM does not.
    /// </summary>
    private static bool IsWrittenOut(SequenceLayer layer) =>
        layer is Lstm { Options: { LayerNormalisation: true } or { ZoneoutHidden: > 0 } or { ZoneoutCell: > 0 } };

    /// <summary>
    /// A cell along time. Behind a sequence's end its state stays as it is: so the last is that of its own last step,
    /// and a cell that runs backwards begins there.
    /// </summary>
    private (GraphValue Output, GraphState Final) Scanned(
        Lstm layer, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        string path = Path(layer);
        GraphAxis[] rows = Rest(input);
        int P = layer.OutputSize, H = layer.HiddenSize, gates = layer.B.Shape.Length;
        GraphState begins = start ?? Zeros(layer, input);
        OnnxDrawing body = drawing.Within();
        string hidden = body.Given($"{path}.step.h_before", DataType.Float, Sizes(rows, P)),
            cell = body.Given($"{path}.step.c_before", DataType.Float, Sizes(rows, H));
        string seen = body.Given($"{path}.step.from_input", DataType.Float, Sizes(rows, gates));
        string[] scanned = [FromInput(layer, input), .. lengths is null
            ? Array.Empty<string>()
            : [Mask(input, lengths)]];
        (string h, string c) = Cell(body, layer, seen, hidden, cell);
        if (lengths is not null)
        {
            string belongs = body.Given($"{path}.step.belongs", DataType.Bool, Sizes(rows, 1));
            h = body.Node("Where", $"{path}.step.h", [belongs, h, hidden]);
            c = body.Node("Where", $"{path}.step.c", [belongs, c, cell]);
        }

        body.Gives(h, DataType.Float, Sizes(rows, P));
        body.Gives(c, DataType.Float, Sizes(rows, H));
        body.Gives(body.Node("Identity", $"{path}.step.row", [h]), DataType.Float, Sizes(rows, P));
        long direction = layer.IsReverse ? 1 : 0;
        string[] outputs = drawing.Nodes(
            "Scan", [$"{path}.last_h", $"{path}.last_c", $"{path}.output"],
            [begins.Cells[0].Name, begins.Cells[1].Name, .. scanned],
            OnnxAttributes.Of("body", body.Graph), OnnxAttributes.Of("num_scan_inputs", (long)scanned.Length),
            OnnxAttributes.Of("scan_input_directions", [.. scanned.Select(_ => direction)]),
            OnnxAttributes.Of("scan_output_directions", [direction]));
        return (
            new GraphValue(outputs[2], input.Axes, P),
            new GraphState([new GraphValue(outputs[0], rows, P), new GraphValue(outputs[1], rows, H)]));
    }

    /// <summary>[…, G·H]: what the gates see of the input at all steps, line 2 without the state's part.</summary>
    private string FromInput(Lstm layer, GraphValue input)
    {
        string path = Path(layer);
        int gates = layer.B.Shape.Length;
        string matrix = drawing.Weights(
            $"{path}.W", [layer.InputSize, gates], Transposed(layer.W.Value.ToArray(), gates));
        string product = drawing.Node("MatMul", $"{path}.product", [input.Name, matrix]),
            bias = Vector(drawing, layer, "b");
        return layer.Options.LayerNormalisation
            ? Normalised(drawing, layer, $"{path}.from_input", product, "gain_input", bias)
            : drawing.Node("Add", $"{path}.from_input", [product, bias]);
    }

    /// <summary>One step: lines 2 to 11.</summary>
    private (string Hidden, string Cell) Cell(OnnxDrawing on, Lstm layer, string fromInput, string hidden, string cell)
    {
        string path = $"{Path(layer)}.step";
        int gates = layer.B.Shape.Length;
        LstmOptions options = layer.Options;
        string matrix = on.Weights(
            $"{Path(layer)}.R", [layer.OutputSize, gates], Transposed(layer.R.Value.ToArray(), gates));
        string fromState = on.Node("MatMul", $"{path}.recurrent", [hidden, matrix]);
        fromState = options.LayerNormalisation
            ? Normalised(on, layer, $"{path}.recurrent_normalised", fromState, "gain_recurrent", "")
            : fromState;
        string sums = on.Node("Add", $"{path}.gates", [fromInput, fromState]);
        string[] names = options.CoupledGates ? ["f", "g", "o"] : ["i", "f", "g", "o"];
        Dictionary<string, string> parts = names.Zip(on.Nodes(
            "Split", [.. names.Select(n => $"{path}.{n}_sum")], [sums], OnnxAttributes.Of("axis", -1L)))
                .ToDictionary(p => p.First, p => p.Second);
        string Gate(string name, string sees) =>
            on.Node("Sigmoid", $"{path}.{name}", [Peeped(on, layer, name, parts[name], sees)]);
        string forget = Gate("f", cell);
        string write = options.CoupledGates
            ? on.Node("Sub", $"{path}.i", [on.Numbers("one", [1]), forget])
            : Gate("i", cell);
        string candidate = on.Node("Tanh", $"{path}.g", [parts["g"]]);
        string kept = on.Node("Mul", $"{path}.kept", [forget, cell]),
            written = on.Node("Mul", $"{path}.written", [write, candidate]);
        string made = on.Node("Add", $"{path}.c_made", [kept, written]);
        string shown = options.LayerNormalisation
            ? Normalised(on, layer, $"{path}.c_normalised", made, "gain_cell", Vector(on, layer, "bias_cell"))
            : made;
        string output = on.Node("Mul", $"{path}.h_made", [Gate("o", made), on.Node("Tanh", $"{path}.e", [shown])]);
        if (layer.Projection is { } projection)
        {
            string down = on.Weights(
                $"{Path(layer)}.projection", [layer.HiddenSize, layer.OutputSize],
                Transposed(projection.Value.ToArray(), layer.OutputSize));
            output = on.Node("MatMul", $"{path}.h_projected", [output, down]);
        }

        return (
            Mixed(on, $"{path}.h_mixed", hidden, output, options.ZoneoutHidden),
            Mixed(on, $"{path}.c_mixed", cell, made, options.ZoneoutCell));
    }

    /// <summary>A gate's sum with what it sees of the cell: rows i, f, o of the weights, or f, o.</summary>
    private string Peeped(OnnxDrawing on, Lstm layer, string gate, string sum, string cell)
    {
        if (layer.Peepholes is not { } peepholes)
        {
            return sum;
        }

        string[] order = layer.Options.CoupledGates ? ["f", "o"] : ["i", "f", "o"];
        int row = Array.IndexOf(order, gate), H = layer.HiddenSize;
        string weights = on.Weights(
            $"{Path(layer)}.peephole_{gate}", [H], peepholes.Value.ToArray().AsSpan(row * H, H));
        return on.Node(
            "Add", $"{Path(layer)}.step.{gate}_peeped",
            [sum, on.Node("Mul", $"{Path(layer)}.step.{gate}_peep", [cell, weights])]);
    }

    /// <summary>In use a share of what was stays: the mean of what training draws.</summary>
    private static string Mixed(OnnxDrawing on, string name, string before, string made, float share)
    {
        if (share == 0)
        {
            return made;
        }

        string old = on.Node("Mul", $"{name}_old", [before, on.Numbers("kept", [share])]);
        return on.Node("Add", name, [old, on.Node("Mul", $"{name}_new", [made, on.Numbers("taken", [1 - share])])]);
    }

    private string Normalised(OnnxDrawing on, Lstm layer, string name, string values, string gain, string bias) =>
        on.Node(
            "LayerNormalization", name, [values, Vector(on, layer, gain), bias], OnnxAttributes.Of("axis", -1L),
            OnnxAttributes.Of("epsilon", CellEpsilon));

    private string Vector(OnnxDrawing on, Lstm layer, string name)
    {
        Parameter parameter = layer.Parameters.Single(
            p => p.Name == name || p.Name.EndsWith($".{name}", StringComparison.Ordinal));
        return on.Weights($"{Path(layer)}.{name}", [parameter.Shape.Length], parameter.Value.ToArray());
    }

    /// <summary>A state of zeros for each sequence.</summary>
    private GraphState Zeros(SequenceLayer layer, GraphValue input) => new([.. GraphCell.Of(layer).Select(cell =>
    {
        string sizes = drawing.Node(
            "Concat", $"{Path(layer)}.zero_sizes", [Size(input.Name, 1), drawing.Integers(cell.Size)],
            OnnxAttributes.Of("axis", 0L));
        return new GraphValue(
            drawing.Node("ConstantOfShape", $"{Path(layer)}.zero_{cell.Kind}", [sizes]), Rest(input), cell.Size);
    })]);
}
