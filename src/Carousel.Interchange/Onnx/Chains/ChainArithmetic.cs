using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Sums, differences, products and quotients: with constants, or as the parts in which programs write means,
/// normalisations and GELU.
/// </summary>
internal static class ChainArithmetic
{
    // √½ and related constants in the single precision of files.
    private const double Root = 0.70710678118654752, Near = 1e-6;

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, ChainValue>> All { get; } =
        new Dictionary<string, Func<ChainNode, ChainValue>>
        {
            ["Add"] = Add,
            ["Sub"] = Sub,
            ["Mul"] = Mul,
            ["Div"] = Div,
            ["Pow"] = Pow,
            ["Sqrt"] = node => node.Rows(0) is { Part: ChainPart.Damped } rows
                ? rows with { Part = ChainPart.Deviation }
                : throw node.Refused("takes roots of values"),
            ["Erf"] = node => node.Rows(0).Multiple is ({ } rows, var factor) && Math.Abs(factor - Root) < Near
                ? rows with { Part = ChainPart.Error }
                : throw node.Refused("takes the error function of values, which only GELU uses in a layer"),
        };

    private static RowsValue Add(ChainNode node)
    {
        int at = node.At(0) is RowsValue ? 0 : 1;
        RowsValue rows = node.Rows(at);
        double single = node.Single(1 - at);
        return rows.Part == ChainPart.Variance && !double.IsNaN(single)
            ? rows with { Part = ChainPart.Damped, Epsilon = (float)single }
            : rows.Part == ChainPart.Error && single == 1 ? rows with { Part = ChainPart.ErrorAndOne }
            : node.At(1 - at) is RowsValue ? throw node.Refused("adds two values of the chain")
            : ChainScale.Moved(node, node.Whole(at), node.Known(1 - at), 1);
    }

    private static RowsValue Sub(ChainNode node) =>
        node.At(0) is RowsValue { Part: ChainPart.Whole } rows
            && node.At(1) is RowsValue { Part: ChainPart.RowMean } mean && rows.Path.IsSame(mean.Path)
            ? rows with { Part = ChainPart.Centered }
            : node.At(1) is KnownValue known ? ChainScale.Moved(node, node.Whole(0), known.Tensor, -1)
            : throw node.Refused("subtracts two values of the chain");

    private static RowsValue Mul(ChainNode node)
    {
        if (node.At(0) is RowsValue && node.At(1) is RowsValue)
        {
            (RowsValue a, RowsValue b) = (node.Rows(0), node.Rows(1));
            return ReferenceEquals(a, b) ? Squared(node, a)
                : a.Part == ChainPart.ErrorAndOne ? Gelu(node, a, b)
                : b.Part == ChainPart.ErrorAndOne ? Gelu(node, b, a)
                : throw node.Refused("multiplies two values of the chain");
        }

        int at = node.At(0) is RowsValue ? 0 : 1;
        return node.Rows(at) is { Part: ChainPart.TwiceGelu } twice && node.Single(1 - at) == 0.5
            ? ChainDense.Function(node, twice with { Part = ChainPart.Whole }, ElementwiseFunction.Gelu)
            : ChainScale.Scaled(node, node.Whole(at), node.Known(1 - at), isDivisor: false);
    }

    private static RowsValue Pow(ChainNode node) =>
        node.Single(1) == 2 ? Squared(node, node.Rows(0)) : throw node.Refused("takes powers of values");

    private static RowsValue Squared(ChainNode node, RowsValue rows) =>
        rows.Part == ChainPart.Centered
            ? rows with { Part = ChainPart.Squares }
            : ChainDense.Function(node, node.Whole(rows, ends: false), ElementwiseFunction.Square);

    /// <summary>x·(1 + erf(x / √2)), which is twice the GELU of x, or half of it.</summary>
    private static RowsValue Gelu(ChainNode node, RowsValue error, RowsValue factor) =>
        factor.Part == ChainPart.Whole && factor.Path.IsSame(error.Path)
            ? factor with { Part = ChainPart.TwiceGelu, Multiple = null }
            : factor.Multiple is ({ } rows, 0.5) && rows.Path.IsSame(error.Path)
                ? ChainDense.Function(node, rows, ElementwiseFunction.Gelu)
                : throw node.Refused("multiplies two values of the chain");

    private static RowsValue Div(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        if (rows.Part == ChainPart.Centered && node.At(1) is RowsValue { Part: ChainPart.Deviation } deviation
            && rows.Path.IsSame(deviation.Path))
        {
            var gain = new float[rows.Width];
            Array.Fill(gain, 1);
            return ChainSums.Normalized(rows, deviation.Epsilon, gain, new float[rows.Width]);
        }

        return rows.Part == ChainPart.Total && Array.TrueForAll(node.Known(1).ToDoubles(), d => d == node.Steps.Size)
            ? rows with { Part = ChainPart.Whole, Path = rows.Path.Pooled(NetworkPooling.Mean, rows.Width) }
            : ChainScale.Scaled(node, node.Whole(0), node.Known(1), isDivisor: true);
    }
}
