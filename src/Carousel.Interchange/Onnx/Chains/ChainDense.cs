using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Tables of symbols, products with a matrix, biases and functions after them.</summary>
internal static class ChainDense
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, ChainValue>> All { get; } =
        new Dictionary<string, Func<ChainNode, ChainValue>>
        {
            ["Gemm"] = Gemm,
            ["MatMul"] = node => Product(node, node.Known(1), isTurned: false, bias: null),
            ["Relu"] = node => Function(node, ElementwiseFunction.Relu),
            ["Tanh"] = node => Function(node, ElementwiseFunction.Tanh),
            ["Sigmoid"] = node => Function(node, ElementwiseFunction.Logistic),
            ["Softplus"] = node => Function(node, ElementwiseFunction.Softplus),
            ["Exp"] = node => Function(node, ElementwiseFunction.Exp),
            ["Log"] = node => Function(node, ElementwiseFunction.Log),
            ["Abs"] = node => Function(node, ElementwiseFunction.Absolute),
            ["Sin"] = node => Function(node, ElementwiseFunction.Sin),
            ["Cos"] = node => Function(node, ElementwiseFunction.Cos),
            ["Gelu"] = node => node.Node.Word("approximate", "none") == "none"
                ? Function(node, ElementwiseFunction.Gelu)
                : throw node.Refused("approximates GELU, which Carousel computes exactly"),
            [$"{OnnxDomains.Microsoft}.Gelu"] = node => Function(node, ElementwiseFunction.Gelu),
            ["Softmax"] = node => Softmax(node, isLogarithm: false),
            ["LogSoftmax"] = node => Softmax(node, isLogarithm: true),
        };

    /// <summary>Rows of a table by the numbers of symbols.</summary>
    public static RowsValue Embedded(ChainNode node, OnnxTensor table)
    {
        if (node.Node.Small("axis", 0) is not (0 or -2) || node.Rows(1) is not { Width: 0 } symbols)
        {
            throw node.Refused("looks values up in a table by numbers that are not the model's input");
        }

        (int count, int width) = (table.Dims[0], table.Dims[1]);
        var layer = new ChainLayer(
            new NetworkLayer(NetworkLayerKind.Embedding, count, width),
            new Dictionary<string, float[]> { ["weight"] = table.ToSingles() });
        return new RowsValue(
            symbols.Path.With(layer), symbols.Shape.Followed(new ChainFactor(ChainFactorKind.Feature, width)), width);
    }

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
        var weights = new Dictionary<string, float[]>
        {
            ["weight"] = isTurned ? matrix.ToSingles() : Turned(matrix.ToSingles(), outputs),
        };
        if (bias is not null)
        {
            weights["bias"] = ChainNode.Vector(bias, outputs) ?? throw node.Refused("adds a tensor that is not a bias");
        }

        var layer = new ChainLayer(
            new NetworkLayer(NetworkLayerKind.Dense, rows.Width, outputs) { HasBias = bias is not null }, weights);
        return new RowsValue(
            rows.Path.With(layer),
            rows.Shape.With(rows.Shape.Rank - 1, new ChainFactor(ChainFactorKind.Feature, outputs)), outputs);
    }

    private static RowsValue Function(ChainNode node, ElementwiseFunction function) =>
        Function(node, node.Whole(0, ends: false), function);

    /// <summary>
    /// A function after a dense layer becomes part of it; after any other layer it becomes part of a new dense layer
    /// that does not change its values.
    /// </summary>
    public static RowsValue Function(ChainNode node, RowsValue rows, ElementwiseFunction function)
    {
        RowsValue dense = rows.Path.Last is null ? throw node.Refused("comes before the first layer")
            : rows.Path.Last is { Design: { Kind: NetworkLayerKind.Dense, Activation: null } } ? rows
            : ChainScale.Diagonal(node, rows, null, null);
        ChainLayer last = dense.Path.Last!;
        return dense with
        {
            Multiple = null,
            Path = dense.Path.Ending(last with { Design = last.Design with { Activation = function } }),
        };
    }

    private static RowsValue Softmax(ChainNode node, bool isLogarithm)
    {
        RowsValue rows = node.Whole(0);
        int axis = node.Node.Small("axis", node.Node.Version < 13 ? 1 : -1);
        return node.Axis(axis, rows.Shape.Rank) == rows.Shape.Rank - 1 && rows.Path.Layers.Count > 0
            ? rows with { Path = rows.Path with { Answer = PortableFunction.Softmax, IsLogarithm = isLogarithm } }
            : throw node.Refused("takes the soft-max of values that are not the answer of a layer");
    }

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
