using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>
/// Constant numbers that are added to the values of each step, or multiply them: part of the layer before, or a dense
/// layer with its weights on the diagonal.
/// </summary>
internal static class ChainScale
{
    /// <summary>Adds numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rows">The values.</param>
    /// <param name="addend">One number, or one for each value of a step.</param>
    /// <param name="sign">-1 to take them away.</param>
    public static RowsValue Moved(ChainNode node, RowsValue rows, OnnxTensor addend, int sign)
    {
        ChainLayer? last = rows.Path.Last;
        bool isBias = last is { Design: { Kind: NetworkLayerKind.Dense, HasBias: false, Activation: null } }
            && ChainNode.Vector(addend, rows.Width) is not null;
        if (!isBias && Array.TrueForAll(addend.ToDoubles(), v => v == 0))
        {
            return rows;
        }

        float[] bias = Array.ConvertAll(Row(node, rows, addend), v => sign * v);
        RowsValue moved = last is
        {
            Design: { Kind: NetworkLayerKind.Dense, Activation: null }
            or { Kind: NetworkLayerKind.Normalization }
        }
            ? rows with
            {
                Path = rows.Path.Ending(
                    last.With("bias", Sum(last.Weights.GetValueOrDefault("bias"), bias)) with
                    {
                        Design = last.Design with { HasBias = true },
                    }),
            }
            : Diagonal(node, rows, null, bias);
        return moved with { Multiple = null };
    }

    /// <summary>Multiplies by numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rows">The values.</param>
    /// <param name="factor">One number, or one for each value of a step.</param>
    /// <param name="isDivisor">Whether values are divided by them.</param>
    public static RowsValue Scaled(ChainNode node, RowsValue rows, OnnxTensor factor, bool isDivisor)
    {
        if (Array.TrueForAll(factor.ToDoubles(), v => v == 1))
        {
            return rows;
        }

        float[] gain = Array.ConvertAll(Row(node, rows, factor), v => isDivisor ? 1 / v : v);
        ChainLayer? last = rows.Path.Last;
        RowsValue scaled = last switch
        {
            { Design.Kind: NetworkLayerKind.Normalization } =>
                rows with
                {
                    Path = rows.Path.Ending(
                        last.With("gain", Product(last.Weights["gain"], gain))
                            .With("bias", Product(last.Weights["bias"], gain))),
                },
            { Design: { Kind: NetworkLayerKind.Dense, Activation: null } } =>
                rows with { Path = rows.Path.Ending(Dense(last, gain)) },
            _ => Diagonal(node, rows, gain, null),
        };
        return scaled with { Multiple = factor.Length == 1 ? (rows, gain[0]) : null };
    }

    /// <summary>A dense layer that multiplies each value by its own number and adds one.</summary>
    /// <param name="node">The node, which counts the memory.</param>
    /// <param name="rows">The values.</param>
    /// <param name="gain">[width]; null for ones.</param>
    /// <param name="bias">[width]; null for none.</param>
    public static RowsValue Diagonal(ChainNode node, RowsValue rows, float[]? gain, float[]? bias)
    {
        int width = rows.Width;
        float[] weight = node.New((long)width * width);
        for (int k = 0; k < width; k++)
        {
            weight[(k * width) + k] = gain?[k] ?? 1;
        }

        var layer = new ChainLayer(
            new NetworkLayer(NetworkLayerKind.Dense, width, width) { HasBias = bias is not null },
            new Dictionary<string, float[]> { ["weight"] = weight });
        return rows with { Multiple = null, Path = rows.Path.With(bias is null ? layer : layer.With("bias", bias)) };
    }

    private static ChainLayer Dense(ChainLayer layer, float[] gain)
    {
        float[] weight = layer.Weights["weight"];
        int inputs = layer.Design.InputSize;
        ChainLayer scaled = layer.With("weight", [.. weight.Select((v, i) => v * gain[i / inputs])]);
        return layer.Weights.GetValueOrDefault("bias") is { } bias ? scaled.With("bias", Product(bias, gain)) : scaled;
    }

    private static float[] Row(ChainNode node, RowsValue rows, OnnxTensor tensor)
    {
        if (tensor.Length == 1 && rows.Width > 1)
        {
            float[] row = node.New(rows.Width);
            Array.Fill(row, tensor.ToSingles()[0]);
            return row;
        }

        return ChainNode.Vector(tensor, rows.Width)
            ?? throw node.Refused(
                $"combines the constant {tensor} with {rows.Width} values per step, where one number, or one for each "
                + $"value, is expected");
    }

    private static float[] Sum(float[]? a, float[] b) => a is null ? b : [.. a.Zip(b, (x, y) => x + y)];

    private static float[] Product(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x * y)];
}
