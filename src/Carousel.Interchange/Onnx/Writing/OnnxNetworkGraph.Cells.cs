using Carousel.Layers;
using Carousel.Networks;
using DataType = Carousel.Interchange.Onnx.Protocol.TensorProto.Types.DataType;

namespace Carousel.Interchange.Onnx;

/// <summary>Cells without an operator in the standard: Scan runs one step of them along time.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <summary>
    /// A cell along time. After the end of a sequence its state does not change: so the last state is that of the
    /// sequence's last step, and a cell that runs backwards begins there.
    /// </summary>
    private (GraphValue Output, GraphState Final) Scanned(
        RecurrentLayer layer, WrittenCell cell, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        string path = Path(layer);
        GraphAxis[] rows = Rest(input);
        GraphCell[] parts = [.. GraphCell.Of(layer)];
        GraphState begins = start ?? Zeros(layer, input);
        GraphValue[] seen = [.. cell.FromInput(drawing, input)];
        OnnxDrawing body = drawing.Within();
        string Given(string name, int size) => body.Given(name, DataType.Float, Sizes(rows, size));
        string[] before = [.. parts.Select(part => Given($"{path}.step.{part.Kind}_before", part.Size))];
        string[] after = cell.Step(body, [.. seen.Select(s => Given($"{s.Name}.row", s.Features))], before);
        string[] scanned = [.. seen.Select(s => s.Name), .. lengths is null
            ? Array.Empty<string>()
            : [Mask(input, lengths)]];
        if (lengths is not null)
        {
            string belongs = body.Given($"{path}.step.belongs", DataType.Bool, Sizes(rows, 1));
            after =
            [
                .. parts.Select((part, s) => body.Node(
                    Choice, $"{path}.step.{part.Kind}", [belongs, after[s], before[s]])),
            ];
        }

        foreach ((GraphCell part, string state) in parts.Zip(after))
        {
            body.Gives(state, DataType.Float, Sizes(rows, part.Size));
        }

        int outputs = layer.OutputSize;
        body.Gives(body.Node("Identity", $"{path}.step.row", [after[0]]), DataType.Float, Sizes(rows, outputs));
        long direction = layer.IsReverse ? 1 : 0;
        string[] made = drawing.Nodes(
            "Scan", [.. parts.Select(part => $"{path}.last_{part.Kind}"), $"{path}.output"],
            [.. begins.Cells.Select(c => c.Name), .. scanned],
            OnnxAttributes.Of("body", body.Graph), OnnxAttributes.Of("num_scan_inputs", (long)scanned.Length),
            OnnxAttributes.Of("scan_input_directions", [.. scanned.Select(_ => direction)]),
            OnnxAttributes.Of("scan_output_directions", [direction]));
        return (
            new GraphValue(made[^1], input.Axes, outputs),
            new GraphState([.. parts.Select((part, s) => new GraphValue(made[s], rows, part.Size))]));
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
