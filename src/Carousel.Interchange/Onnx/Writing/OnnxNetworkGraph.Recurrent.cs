using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Recurrent layers: along time, in one direction or both.</summary>
internal sealed partial class OnnxNetworkGraph
{
    private (GraphValue Output, GraphState Final) Recurrent(
        RecurrentLayer layer, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        (GraphValue flat, GraphValue? flatLengths, GraphState? flatStart) = Flat(input, lengths, start);
        string path = Path(layer);
        if (WrittenCell.Find(layer, path) is { } cell)
        {
            return Restored(Scanned(layer, cell, flat, flatLengths, flatStart), input);
        }

        if (layer is Lstm { Projection: not null } projected)
        {
            return Restored(Projected(projected, flat, flatLengths, flatStart), input);
        }

        string[] outputs = RecurrentNode.Add(
            drawing, path, [Weights(layer)], layer.IsReverse, flat.Name, flatLengths?.Name ?? "",
            Directed(flatStart, 0), Directed(flatStart, 1));
        string steps = drawing.Node("Squeeze", $"{path}.output", [outputs[0], drawing.Integers(1)]);
        int H = layer.OutputSize;
        GraphValue[] cells = [.. outputs.Skip(1).Select(o => Row(o, o, Rest(flat), H))];
        return Restored((new GraphValue(steps, flat.Axes, H), new GraphState(cells)), input);
    }

    /// <summary>Both directions in one node, where they are of one kind; else in two.</summary>
    private (GraphValue Output, GraphState Final) BothWays(
        Bidirectional layer, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        SequenceLayer[] ways = [.. layer.Layers.OfType<SequenceLayer>()];
        int cells = GraphCell.Of(ways[0]).Count;
        bool isPair = ways.All(
            w => w is RecurrentLayer and not Lstm { Projection: not null } && WrittenCell.Find(w, Path(w)) is null)
            && Weights(ways[0]).Pairs(Weights(ways[1]));
        if (!isPair)
        {
            (GraphValue ahead, GraphState aheadFinal) = Run(
                ways[0], input, lengths, start is null ? null : new GraphState([.. start.Cells.Take(cells)]));
            (GraphValue back, GraphState backFinal) = Run(
                ways[1], input, lengths, start is null ? null : new GraphState([.. start.Cells.Skip(cells)]));
            return (Concatenate(ahead, back), new GraphState([.. aheadFinal.Cells, .. backFinal.Cells]));
        }

        (GraphValue flat, GraphValue? flatLengths, GraphState? flatStart) = Flat(input, lengths, start);
        string path = Path(layer);
        int H = ways[0].OutputSize;
        string Pair(int cell) =>
            flatStart is null || cell >= cells
                ? ""
                : drawing.Node(
                    "Concat", $"{path}.initial", [Directed(flatStart, cell), Directed(flatStart, cells + cell)],
                    OnnxAttributes.Of("axis", 0L));
        string[] outputs = RecurrentNode.Add(
            drawing, path, [Weights(ways[0]), Weights(ways[1])], false, flat.Name, flatLengths?.Name ?? "", Pair(0),
            Pair(1));

        // [time, directions, batch, H] to [time, batch, directions · H].
        string sides = drawing.Node("Transpose", $"{path}.sides", [outputs[0]], OnnxAttributes.Of("perm", 0, 2, 1, 3));
        string joined = drawing.Node("Reshape", $"{path}.output", [sides, drawing.Integers(0, 0, 2 * H)]);
        var finals = new List<GraphValue>();
        for (int direction = 0; direction < 2; direction++)
        {
            foreach (string output in outputs.Skip(1))
            {
                string one = drawing.Node(
                    "Gather", $"{output}.{(direction == 0 ? "forward" : "reverse")}",
                    [output, drawing.Integer(direction)], OnnxAttributes.Of("axis", 0L));
                finals.Add(new GraphValue(one, Rest(flat), H));
            }
        }

        return Restored((new GraphValue(joined, flat.Axes, 2 * H), new GraphState(finals)), input);
    }

    /// <summary>
    /// A projected LSTM as one that is not: what the gates see of P·(o⊙tanh c) is R·P of o⊙tanh c. A projected state to
    /// begin with comes in by more columns of the input, with R as their weights, which are 0 but at the step that is
    /// read first.
    /// </summary>
    private (GraphValue Output, GraphState Final) Projected(
        Lstm layer, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        string path = Path(layer);
        int P = layer.OutputSize;
        RecurrentWeights weights = RecurrentWeights.Of(layer);
        string read = input.Name;
        if (start is not null)
        {
            int[] rows = GateOrder.Of(layer.Cell).Rows(layer.HiddenSize);
            weights = weights with
            {
                W = Beside(weights.W, GateOrder.Take(layer.R.Value.ToArray(), rows), weights.B.Length / 2),
            };
            string column = Begins(layer, input, lengths, Directed(start, 0));
            read = drawing.Node("Concat", $"{path}.input", [input.Name, column], OnnxAttributes.Of("axis", 2L));
        }

        string[] outputs = RecurrentNode.Add(
            drawing, path, [weights], layer.IsReverse, read, lengths?.Name ?? "", "", Directed(start, 1));
        string matrix = drawing.Weights(
            $"{path}.projection", [layer.HiddenSize, P], Transposed(layer.Projection!.Value.ToArray(), P));
        string steps = drawing.Node("Squeeze", $"{path}.unprojected", [outputs[0], drawing.Integers(1)]);
        string projected = drawing.Node("MatMul", $"{path}.output", [steps, matrix]);
        string last = drawing.Node("MatMul", $"{path}.last_projected", [outputs[1], matrix]);
        return (
            new GraphValue(projected, input.Axes, P),
            new GraphState(
                [Row(last, last, Rest(input), P), Row(outputs[2], outputs[2], Rest(input), layer.HiddenSize)]));
    }

    /// <summary>Weights of a layer in bytes stay so only where the operator reads both matrices so.</summary>
    private RecurrentWeights Weights(SequenceLayer layer)
    {
        RecurrentWeights weights = RecurrentWeights.Of(layer);
        if (weights.Bytes is not null)
        {
            drawing.Remarks.Add(
                "LSTMs compute in bytes by ONNX Runtime's DynamicQuantizeLSTM, whose answers differ from Carousel's by "
                + "the rounding of inputs and states.");
        }
        else if (layer.Parameters.Any(p => p.Quantized is not null))
        {
            drawing.Remarks.Add(
                $"ONNX Runtime has no {layer.GetType().Name} with weights in bytes: those of '{layer.Path}' are "
                + $"written in single precision.");
        }

        return weights;
    }

    /// <summary>[time, batch, P]: a state at the step that is read first, and zeros at all others.</summary>
    private string Begins(Lstm layer, GraphValue input, GraphValue? lengths, string state)
    {
        string path = Path(layer);
        if (layer.IsReverse && lengths is not null)
        {
            string last = drawing.Node("Equal", $"{path}.first_read", [Steps(input), LastStep(lengths)]);
            return drawing.Node(Choice, $"{path}.begins", [last, state, drawing.Numbers("zero", [0])]);
        }

        string others = drawing.Node("Sub", $"{path}.others", [Size(input.Name, 0), drawing.Integers(1)]);
        string sizes = drawing.Node(
            "Concat", $"{path}.other_sizes", [others, Size(input.Name, 1), drawing.Integers(layer.OutputSize)],
            OnnxAttributes.Of("axis", 0L));
        string zeros = drawing.Node("ConstantOfShape", $"{path}.zeros", [sizes]);
        return drawing.Node(
            "Concat", $"{path}.begins", layer.IsReverse ? [zeros, state] : [state, zeros],
            OnnxAttributes.Of("axis", 0L));
    }

    /// <summary>[rows, a + b] of [rows, a] and [rows, b].</summary>
    private static float[] Beside(float[] left, float[] right, int rows) =>
        [
            .. Enumerable.Range(0, rows)
                .SelectMany(
                    r =>
                        left.AsSpan(r * (left.Length / rows), left.Length / rows).ToArray()
                            .Concat(right.AsSpan(r * (right.Length / rows), right.Length / rows).ToArray())),
        ];
}
