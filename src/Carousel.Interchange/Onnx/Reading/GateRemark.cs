using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>Says how the weights of a recurrent operator are read: where programs differ in silence.</summary>
internal static class GateRemark
{
    private const string Bytes = "DynamicQuantize";

    /// <summary>The sentence for a node; null for one that is not recurrent.</summary>
    public static string? Of(OnnxNode node)
    {
        string name = node.OpType.StartsWith(Bytes, StringComparison.Ordinal)
            ? node.OpType[Bytes.Length..]
            : node.OpType;
        if (RecurrentCell.All.FirstOrDefault(c => c.Onnx?.Name == name) is not { Onnx: { } form } cell)
        {
            return null;
        }

        string remark = cell.HasInnerBias
            ? $"the reset gate acts {(node.Switch("linear_before_reset") ? "after" : "before")} the recurrent product"
            : form.Remark;
        return form.Letters.Length == 0
            ? $"{node.Label}: {remark}."
            : $"{node.Label}: gates {form.Letters} in the file, {string.Join(", ", cell.Gates.Select(g => g.Letter))} "
                + $"in "
                + $"Carousel; {remark}.";
    }
}
