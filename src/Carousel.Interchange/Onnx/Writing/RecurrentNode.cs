using Carousel.Interchange.Onnx.Protocol;

namespace Carousel.Interchange.Onnx;

/// <summary>A node of a recurrent operator, of one direction or of both.</summary>
internal static class RecurrentNode
{
    /// <summary>Adds the node.</summary>
    /// <param name="drawing">The graph.</param>
    /// <param name="path">The layer's name.</param>
    /// <param name="directions">The weights: of one direction, or forward and reverse.</param>
    /// <param name="isReverse">Whether the one direction runs from the last step to the first.</param>
    /// <param name="input">[time, batch, I].</param>
    /// <param name="lengths">[batch]; empty for none.</param>
    /// <param name="hidden">[directions, batch, H]; empty for zeros.</param>
    /// <param name="cell">[directions, batch, H]; empty for zeros, or for a layer without cells.</param>
    /// <returns>Outputs [time, directions, batch, H], and final states [directions, batch, H]; the cells only of
    /// LSTMs.</returns>
    public static string[] Add(
        OnnxDrawing drawing, string path, IReadOnlyList<RecurrentWeights> directions, bool isReverse, string input,
        string lengths, string hidden, string cell)
    {
        RecurrentWeights first = directions[0];
        (int D, int H, int rows) = (directions.Count, first.Hidden, first.B.Length / 2);
        string bias = drawing.Weights($"{path}.B", [D, 2 * rows], [.. directions.SelectMany(d => d.B)]);
        bool hasCells = first.Operation == "LSTM";
        string peepholes = first.Peepholes is null
            ? ""
            : drawing.Weights($"{path}.P", [D, 3 * H], [.. directions.SelectMany(d => d.Peepholes!)]);
        string operation = first.Operation;
        string[] weights, scales = [];
        if (first.Bytes is not null)
        {
            operation = Quantized.LstmOperator;
            weights =
            [
                drawing.Bytes(
                    $"{path}.W", [D, first.Inputs, rows], [.. directions.SelectMany(d => d.Bytes!.Value.W.Values)]),
                drawing.Bytes($"{path}.R", [D, H, rows], [.. directions.SelectMany(d => d.Bytes!.Value.R.Values)]),
            ];
            string zeros = drawing.Bytes($"{path}.zero_point", [D, rows], new sbyte[D * rows]);
            scales =
            [
                drawing.Weights($"{path}.W_scale", [D, rows], [.. directions.SelectMany(d => d.Bytes!.Value.W.Scales)]),
                zeros,
                drawing.Weights($"{path}.R_scale", [D, rows], [.. directions.SelectMany(d => d.Bytes!.Value.R.Scales)]),
                zeros,
            ];
        }
        else
        {
            weights =
            [
                drawing.Weights($"{path}.W", [D, rows, first.Inputs], [.. directions.SelectMany(d => d.W)]),
                drawing.Weights($"{path}.R", [D, rows, H], [.. directions.SelectMany(d => d.R)]),
            ];
        }

        string[] inputs = [input, .. weights, bias, lengths, hidden, .. hasCells
            ? [cell, peepholes]
            : Array.Empty<string>(), .. scales];
        string[] outputs = [$"{path}.steps", $"{path}.last_h", .. hasCells
            ? [$"{path}.last_c"]
            : Array.Empty<string>()];
        var attributes = new List<AttributeProto>
        {
            OnnxAttributes.Of("hidden_size", H),
            OnnxAttributes.Of("direction", D == 2 ? "bidirectional" : isReverse ? "reverse" : "forward"),
        };
        if (first.ResetsAfter)
        {
            attributes.Add(OnnxAttributes.Of("linear_before_reset", 1L));
        }

        return drawing.Nodes(operation, outputs, inputs, [.. attributes]);
    }
}
