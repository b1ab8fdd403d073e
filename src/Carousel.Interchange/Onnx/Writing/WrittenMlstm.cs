using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>An mLSTM, of a state h, C, n, m. Lines by number: docs/derivations/xlstm.md.</summary>
/// <param name="layer">The layer.</param>
/// <param name="path">Its name in the drawing.</param>
internal sealed class WrittenMlstm(RecurrentLayer layer, string path) : WrittenMatrix(layer, path, "i", "f")
{
    // The least divisor, as in the cell's kernel.
    private const float Least = 1e-6f;

    /// <summary>Lines 1 and 3.</summary>
    /// <inheritdoc/>
    protected override string Acting(OnnxDrawing on, string name, string sum, IReadOnlyList<GraphAxis> axes) =>
        name switch
        {
            "k" => on.Node("Mul", $"{Path}.k", [sum, on.Numbers("share", [1 / MathF.Sqrt(Head)])]),
            "f" when Layer is not MatrixLayer<MlstmCell<ExponentialForget>> =>
                LogOfGate(on, $"{Path}.f", sum, isHeld: false),
            _ => sum,
        };

    /// <summary>Lines 4 to 6.</summary>
    /// <inheritdoc/>
    protected override (string Shown, string[] After) Advance(
        OnnxDrawing on, IReadOnlyDictionary<string, string> now)
    {
        string kept = Node(on, "Add", "f_scaled", now["f"], now["m"]);
        string most = Node(on, "Max", "m_most", kept, now["i"]);
        string input = Node(on, "Exp", "i_scaled", Node(on, "Sub", "i_log", now["i"], most)),
            forget = Node(on, "Exp", "f_rest", Node(on, "Sub", "f_log", kept, most));
        string key = Node(on, "Mul", "k_written", input, Column(on, "k_column", now["k"]));
        string matrix = Sum(on, $"{Path}.step.C", (forget, now["C"]), (key, now["v"]));
        string norm = Node(on, "Add", "n_rows", Node(on, "Mul", "n_kept", forget, now["n"]), key);
        string size = Node(on, "Abs", "read_size", Node(on, "MatMul", "n_read", now["q"], norm));
        string least = Node(on, "Exp", "least", Node(on, "Neg", "m_minus", most));
        string divisor = Node(on, "Max", "divisor", size, least, on.Numbers("least", [Least]));
        string read = Node(on, "MatMul", "C_read", now["q"], matrix);
        return (Node(on, "Div", "quotient", read, divisor), [matrix, norm, most]);
    }
}
