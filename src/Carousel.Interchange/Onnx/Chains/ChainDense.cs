using Carousel.Kernels.Elementwise;
using Carousel.Tasks.Networks;
using Carousel.Tasks.Portable;

namespace Carousel.Interchange.Onnx.Chains;

/// <summary>Tables of symbols, products with a matrix, biases and functions behind them.</summary>
internal static class ChainDense
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, ChainValue>> All { get; } = new Dictionary<string, Func<ChainNode, ChainValue>>
    {
        ["Gemm"] = Gemm,
        ["MatMul"] = node => Product(node, node.Known(1), isTurned: false, bias: null),
        ["Relu"] = node => Function(node, ElementwiseFunction.Relu),
        ["Tanh"] = node => Function(node, ElementwiseFunction.Tanh),
        ["Sigmoid"] = node => Function(node, ElementwiseFunction.Logistic),
        ["Softplus"] = node => Function(node, ElementwiseFunction.Softplus),
        ["Softmax"] = Softmax,
    };

    /// <summary>Rows of a table by the numbers of symbols.</summary>
    public static RowsValue Embedded(ChainNode node, OnnxTensor table)
    {
        if (node.Node.Small("axis", 0) is not (0 or -2) || node.Rows(1) is not { Width: 0 } symbols)
        {
            throw node.Refused("takes values of a table by numbers that are not the model's input");
        }

        (int count, int width) = (table.Dims[0], table.Dims[1]);
        var layer = new ChainLayer(new NetworkLayer(NetworkLayerKind.Embedding, count, width), new Dictionary<string, float[]> { ["weight"] = table.ToSingles() });
        return new RowsValue(symbols.Path.With(layer), symbols.Shape.Followed(new ChainFactor(ChainFactorKind.Feature, width)), width);
    }

    /// <summary>A bias beside the values of a dense layer or a normalisation that has none yet.</summary>
    public static RowsValue Moved(ChainNode node, RowsValue rows, OnnxTensor addend)
    {
        if (ChainNode.Vector(addend, rows.Width) is { } bias && rows.Path.Last is { } last)
        {
            if (last.Design is { Kind: NetworkLayerKind.Dense, HasBias: false, Activation: null })
            {
                return rows with { Path = rows.Path.Ending(new ChainLayer(last.Design with { HasBias = true }, With(last, "bias", bias))) };
            }

            if (last is { Design.Kind: NetworkLayerKind.Normalisation } && last.Weights["bias"].All(b => b == 0))
            {
                return rows with { Path = rows.Path.Ending(new ChainLayer(last.Design, With(last, "bias", bias))) };
            }
        }

        return Array.TrueForAll(addend.ToDoubles(), v => v == 0) ? rows : throw node.Refused("adds numbers to what is neither a dense layer without a bias nor a normalisation");
    }

    /// <summary>A gain beside the values of a normalisation that has none yet.</summary>
    public static RowsValue Scaled(ChainNode node, RowsValue rows, OnnxTensor factor) =>
        ChainNode.Vector(factor, rows.Width) is { } gain && rows.Path.Last is { TakesGain: true } last
            ? rows with { Path = rows.Path.Ending(new ChainLayer(last.Design, With(last, "gain", gain))) }
            : Array.TrueForAll(factor.ToDoubles(), v => v == 1) ? rows
            : throw node.Refused("multiplies what is no normalisation");

    private static RowsValue Gemm(ChainNode node)
    {
        bool isTurned = node.Node.Switch("transB");
        if (node.Node.Switch("transA") || node.Node.Number("alpha", 1) != 1 || node.Node.Number("beta", 1) != 1)
        {
            throw node.Refused("has transA, alpha or beta, which no dense layer has");
        }

        return Product(node, node.Known(1), isTurned, node.Given(2));
    }

    /// <param name="node">The node.</param>
    /// <param name="matrix">[I, O].</param>
    /// <param name="isTurned">Whether it is [O, I].</param>
    /// <param name="bias">[O], or null.</param>
    private static RowsValue Product(ChainNode node, OnnxTensor matrix, bool isTurned, OnnxTensor? bias)
    {
        RowsValue rows = node.Whole(0);
        if (matrix.Rank != 2 || matrix.Dims[isTurned ? 1 : 0] != rows.Width)
        {
            throw node.Refused($"multiplies rows of {rows.Width} values by {matrix}");
        }

        int outputs = matrix.Dims[isTurned ? 0 : 1];
        var weights = new Dictionary<string, float[]> { ["weight"] = isTurned ? matrix.ToSingles() : Turned(matrix.ToSingles(), outputs) };
        if (bias is not null)
        {
            weights["bias"] = ChainNode.Vector(bias, outputs) ?? throw node.Refused("adds what is no bias");
        }

        var layer = new ChainLayer(new NetworkLayer(NetworkLayerKind.Dense, rows.Width, outputs) { HasBias = bias is not null }, weights);
        return new RowsValue(rows.Path.With(layer), rows.Shape.With(rows.Shape.Rank - 1, new ChainFactor(ChainFactorKind.Feature, outputs)), outputs);
    }

    /// <summary>A function behind a dense layer is its own; behind any other it is that of a dense layer which leaves its values as they are.</summary>
    private static RowsValue Function(ChainNode node, ElementwiseFunction function)
    {
        RowsValue rows = node.Whole(0, ends: false);
        if (rows.Path.Last is not { } last)
        {
            throw node.Refused("stands before the first layer");
        }

        if (last.Design is { Kind: NetworkLayerKind.Dense, Activation: null })
        {
            return rows with { Path = rows.Path.Ending(last with { Design = last.Design with { Activation = function } }) };
        }

        float[] same = node.New((long)rows.Width * rows.Width);
        for (int k = 0; k < rows.Width; k++)
        {
            same[(k * rows.Width) + k] = 1;
        }

        var layer = new ChainLayer(new NetworkLayer(NetworkLayerKind.Dense, rows.Width, rows.Width) { HasBias = false, Activation = function }, new Dictionary<string, float[]> { ["weight"] = same });
        return rows with { Path = rows.Path.With(layer) };
    }

    private static RowsValue Softmax(ChainNode node)
    {
        RowsValue rows = node.Whole(0);
        int axis = node.Node.Small("axis", node.Node.Version < 13 ? 1 : -1);
        return node.Axis(axis, rows.Shape.Rank) == rows.Shape.Rank - 1 && rows.Path.Layers.Count > 0 ? rows with { Path = rows.Path with { Answer = PortableFunction.Softmax } }
            : throw node.Refused("takes the soft-max of what is no answer of a layer");
    }

    private static Dictionary<string, float[]> With(ChainLayer layer, string name, float[] values) => new(layer.Weights) { [name] = values };

    private static float[] Turned(float[] values, int columns)
    {
        int rows = values.Length / Math.Max(columns, 1);
        var turned = new float[values.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0; k < columns; k++)
            {
                turned[(k * rows) + r] = values[(r * columns) + k];
            }
        }

        return turned;
    }
}
