namespace Carousel.Interchange.Onnx.Reading;

/// <summary>Says how the weights of a recurrent operator are read: where programs differ in silence.</summary>
internal static class GateRemark
{
    /// <summary>The sentence for a node; null for one that is not recurrent.</summary>
    public static string? Of(OnnxNode node) => node.OpType switch
    {
        "LSTM" or "DynamicQuantizeLSTM" =>
            $"{node.Label}: gates i, o, f, c in the file, i, f, g, o in Carousel; peepholes i, o, f.",
        "GRU" =>
            $"{node.Label}: gates z, r, h in the file, r, z, n in Carousel; the reset gate "
            + $"acts {(node.Switch("linear_before_reset") ? "after" : "before")} the recurrent product.",
        "RNN" => $"{node.Label}: h = f(W·x + R·h + Wb + Rb), f by its activations.",
        _ => null,
    };
}
