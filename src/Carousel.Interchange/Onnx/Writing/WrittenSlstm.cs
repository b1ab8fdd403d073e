using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>An sLSTM, of a state h, c, n, m. Lines by number: docs/derivations/xlstm.md.</summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal sealed class WrittenSlstm(RecurrentLayer layer, string path) : WrittenCell(layer, path)
{
    // ln f of a gate that keeps nothing, as in the cell's kernel; infinity less infinity would be no number.
    private const float Nothing = -1e30f;

    /// <inheritdoc/>
    public override string[] Step(OnnxDrawing on, IReadOnlyList<string> seen, IReadOnlyList<string> before)
    {
        string at = $"{Path}.step";
        string One(string operation, string name, params string[] inputs) =>
            on.Node(operation, $"{at}.{name}", inputs);
        (string cell, string norm, string scale) = (before[1], before[2], before[3]);
        string[] gates = Gates(on, at, One("Add", "gates", seen[0], FromState(on, before[0])), "i", "f", "z", "o");

        // Lines 2 to 4: nothing is kept of an empty state.
        string log = Layer is ScanLayer<SlstmCell<ExponentialForget>> ? gates[1] : LogOfGate(on, $"{at}.f", gates[1]);
        string kept = One(
            "Where", "f_log", One("Equal", "empty", norm, on.Numbers("zero", [0])), on.Numbers("nothing", [Nothing]),
            One("Add", "f_scaled", log, scale));
        string most = One("Max", "m_made", kept, gates[0]);
        string input = One("Exp", "i", One("Sub", "i_log", gates[0], most)),
            forget = One("Exp", "f", One("Sub", "f_rest", kept, most));

        // Lines 5 to 8.
        string made = Sum(on, $"{at}.c_made", (forget, cell), (input, One("Tanh", "z", gates[2])));
        string count = One("Add", "n_made", One("Mul", "n_kept", forget, norm), input);
        string shown = One("Mul", "shown", One("Sigmoid", "o", gates[3]), made);
        return [One("Div", "h_made", shown, count), made, count, most];
    }

    /// <summary>[…, 4H]: R h₋, each head by itself.</summary>
    private string FromState(OnnxDrawing on, string hidden)
    {
        int H = Layer.HiddenSize, K = Layer.R.Shape[1], heads = H / K;
        string matrix = on.Weights($"{Path}.R", [heads, K, 4 * K], ByHead(Layer.R.Value.ToArray(), heads, K));
        string at = $"{Path}.step.recurrent";
        string Reshaped(string name, string tensor, params ReadOnlySpan<long> sizes) =>
            on.Node("Reshape", $"{at}.{name}", [tensor, on.Integers(sizes)]);
        string Turned(string name, string tensor, params ReadOnlySpan<long> order) =>
            on.Node("Transpose", $"{at}.{name}", [tensor], OnnxAttributes.Of("perm", order));
        string states = Turned("by_head", Reshaped("units", hidden, -1, heads, K), 1, 0, 2);
        string products = on.Node("MatMul", $"{at}.products", [states, matrix]);
        string gates = Turned("by_gate", Reshaped("gates", products, heads, -1, 4, K), 1, 2, 0, 3);
        return Reshaped("sums", gates, -1, 4 * H);
    }

    /// <summary>[heads, units of a head, 4 gates of units of the head] of [4 gates of heads of units, K].</summary>
    private static float[] ByHead(float[] values, int heads, int K)
    {
        var turned = new float[values.Length];
        for (int row = 0; row < 4 * heads * K; row++)
        {
            (int gate, int head, int unit) = (row / (heads * K), row / K % heads, row % K);
            for (int k = 0; k < K; k++)
            {
                turned[(((head * K) + k) * 4 * K) + (gate * K) + unit] = values[(row * K) + k];
            }
        }

        return turned;
    }
}
