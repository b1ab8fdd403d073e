using System.Numerics;
using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Products of matrices.</summary>
internal static class ProductOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["MatMul"] = MatMul,
        ["Gemm"] = Gemm,
    };

    /// <summary>
    /// How two stacks of matrices go together: a vector is a matrix of one row or column, and the axes before are
    /// spread.
    /// </summary>
    /// <param name="call">For messages.</param>
    /// <param name="a">[…, M, K].</param>
    /// <param name="b">[…, K, N].</param>
    public static (int[] Outer, int M, int K, int N, int[] Dims) Sizes(NodeCall call, OnnxTensor a, OnnxTensor b)
    {
        if (a.Rank == 0 || b.Rank == 0)
        {
            throw call.Wrong($"multiplies {a} with {b}: matrices are expected.");
        }

        (int m, int k) = a.Rank == 1 ? (1, a.Dims[0]) : (a.Dims[^2], a.Dims[^1]);
        (int inner, int n) = b.Rank == 1 ? (b.Dims[0], 1) : (b.Dims[^2], b.Dims[^1]);
        if (k != inner)
        {
            throw call.Wrong($"multiplies {a} with {b}: rows of {k} do not meet columns of {inner}.");
        }

        int[] outer = Broadcasting.Pair(Outer(a), Outer(b))
            ?? throw call.Wrong($"multiplies {a} with {b}: the axes before the matrices do not go together.");
        return (
            outer, m, k, n,
            [.. outer, .. a.Rank == 1 ? ReadOnlySpan<int>.Empty : [m], .. b.Rank == 1 ? ReadOnlySpan<int>.Empty : [n]]);
    }

    /// <summary>The axes before the matrices.</summary>
    public static ReadOnlySpan<int> Outer(OnnxTensor x) => x.Rank > 2 ? x.Dims[..^2] : [];

    private static NodeRun MatMul(OnnxNode node)
    {
        return call =>
        {
            (OnnxTensor a, OnnxTensor b) = (call[0], call[1]);
            (int[] outer, int m, int k, int n, int[] dims) = Sizes(call, a, b);
            if (a.Type != b.Type || a.Type == OnnxType.Bool)
            {
                throw call.Wrong($"multiplies {a} with {b}: numbers of one type are expected.");
            }

            FreshTensor y = call.New(a.Type, dims);
            if (y.Bytes.Length == 0 || k == 0)
            {
                return [y.Done];
            }

            if (a.Type is OnnxType.Float32 or OnnxType.Float16 && b.Rank <= 2)
            {
                return [y.Filled(RightMatrix.Times(call, a, b, isTurned: false, a.Length / k, k, n))];
            }

            var walk = new StridedWalk(
                [.. outer, 1], [.. Broadcasting.Strides(Outer(a), outer), 0],
                [.. Broadcasting.Strides(Outer(b), outer), 0]);
            if (a.Type.IsReal())
            {
                return [
                    y.Filled(MultiplyAll(
                        call.Doubles(a), call.Doubles(b), call.Scratch<double>(y.Done.Length), walk, m, k, n)),
                ];
            }

            OnnxNumbers.Write(
                MultiplyAll(call.Longs(a), call.Longs(b), call.Scratch<long>(y.Done.Length), walk, m, k, n), a.Type,
                y.Bytes);
            return [y.Done];
        };
    }

    private static T[] MultiplyAll<T>(T[] a, T[] b, T[] y, StridedWalk walk, int m, int k, int n)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < walk.Rows; i++)
        {
            Multiply<T>(
                a.AsSpan(walk.FirstStart * m * k), b.AsSpan(walk.SecondStart * k * n), y.AsSpan(i * m * n, m * n), m, k,
                n);
            walk.Next();
        }

        return y;
    }

    private static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, int m, int k, int n)
        where T : unmanaged, INumberBase<T>
    {
        for (int row = 0; row < m; row++)
        {
            Span<T> sums = y.Slice(row * n, n);
            for (int i = 0; i < k; i++)
            {
                T factor = a[(row * k) + i];
                ReadOnlySpan<T> from = b.Slice(i * n, n);
                for (int column = 0; column < n; column++)
                {
                    sums[column] += factor * from[column];
                }
            }
        }
    }

    private static NodeRun Gemm(OnnxNode node)
    {
        (float alpha, float beta) = (node.Number("alpha", 1), node.Number("beta", 1));
        (bool turnsA, bool turnsB) = (node.Switch("transA"), node.Switch("transB"));
        return call =>
        {
            (OnnxTensor a, OnnxTensor b) = (call.Real(0), call.Real(1));
            if (a.Rank != 2 || b.Rank != 2 || a.Type != b.Type)
            {
                throw call.Wrong($"multiplies {a} with {b}: matrices of one type are expected.");
            }

            a = turnsA ? StridedCopy.Run(call, a, [a.Dims[1], a.Dims[0]], [1, a.Dims[1]]) : a;
            (int m, int k) = (a.Dims[0], a.Dims[1]);
            (int inner, int n) = turnsB ? (b.Dims[1], b.Dims[0]) : (b.Dims[0], b.Dims[1]);
            if (k != inner)
            {
                throw call.Wrong($"multiplies {call[0]} with {b}: rows of {k} do not meet columns of {inner}.");
            }

            FreshTensor y = call.New(a.Type, m, n);
            double[] values = call.Scratch<double>(y.Done.Length);
            if (values.Length > 0 && k > 0 && a.Type == OnnxType.Float64)
            {
                Multiply(
                    a.Values<double>(), (turnsB ? StridedCopy.Run(call, b, [k, n], [1, k]) : b).Values<double>(),
                    values, m, k, n);
            }
            else if (values.Length > 0 && k > 0)
            {
                float[] products = RightMatrix.Times(call, a, b, turnsB, m, k, n);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = products[i];
                }
            }

            Combine(call, values, alpha, beta, [m, n]);
            return [y.Filled(values)];
        };
    }

    private static void Combine(NodeCall call, double[] product, float alpha, float beta, int[] dims)
    {
        if (call.Optional(2) is not { } c)
        {
            for (int i = 0; i < product.Length && alpha != 1; i++)
            {
                product[i] *= alpha;
            }

            return;
        }

        if (Broadcasting.Pair(c.Dims, dims)?.AsSpan().SequenceEqual(dims) != true)
        {
            throw call.Wrong($"adds {c} to a product of [{OnnxTensor.Text(dims)}].");
        }

        double[] added = call.Doubles(c);
        int[] strides = Broadcasting.Strides(c.Dims, dims);
        for (int i = 0; i < product.Length; i++)
        {
            product[i] = (alpha * product[i]) + (beta * added[(i / dims[1] * strides[0]) + (i % dims[1] * strides[1])]);
        }
    }
}
