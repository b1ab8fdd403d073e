using System.Numerics;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Kernels.Primitives;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that make one value of many: sums, means, largest values, and where those are.</summary>
internal static class ReductionOperators
{
    // Since this version the axes are an input; of sums since 13.
    private const int AxesAreInputs = 18, AxesOfSumsAreInputs = 13;

    private delegate double Reduction(ReadOnlySpan<double> values);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["ReduceSum"] = node => Reduce(node, Sum, WholeReductions.Sum, AxesOfSumsAreInputs),
        ["ReduceMean"] = node => Reduce(node, static v => Sum(v) / v.Length, WholeReductions.Mean),
        ["ReduceMax"] = node => Reduce(node, static v => Furthest(v, 1), WholeReductions.Largest),
        ["ReduceMin"] = node => Reduce(node, static v => Furthest(v, -1), WholeReductions.Least),
        ["ReduceProd"] = node => Reduce(node, Product, WholeReductions.Product),
        ["ReduceL1"] = node => Reduce(node, SumOfSizes, WholeReductions.SumOfSizes),
        ["ReduceL2"] = node => Reduce(node, static v => Math.Sqrt(SumOfSquares(v)), WholeReductions.Root),
        ["ReduceSumSquare"] = node => Reduce(node, SumOfSquares, WholeReductions.SumOfSquares),
        ["ReduceLogSum"] = node => Reduce(node, static v => RealFunctions.Log(Sum(v)), null),
        ["ReduceLogSumExp"] = node => Reduce(node, LogSumExp, null),
        ["ArgMax"] = node => Place(node, takesLargest: true),
        ["ArgMin"] = node => Place(node, takesLargest: false),
        ["CumSum"] = CumulativeSum,
    };

    // Whole numbers without a reduction of their own are reduced in double precision.
    private static NodeRun Reduce(
        OnnxNode node, Reduction reduction, WholeReduction? whole, int axesAreInputs = AxesAreInputs)
    {
        bool keeps = node.Switch("keepdims", true), isInput = node.Version >= axesAreInputs;
        bool leavesAll = isInput && node.Switch("noop_with_empty_axes");
        int[]? attribute = isInput ? null : node.Wholes("axes");
        return call =>
        {
            OnnxTensor x = call[0];
            int[]? asked = isInput ? ShapeOperators.Axes(call, null, 1) : attribute;
            if (asked is null or [] && leavesAll)
            {
                return [x];
            }

            HashSet<int> axes = asked is null or []
                ? [.. Enumerable.Range(0, x.Rank)]
                : [.. asked.Select(a => call.Axis(a, x.Rank))];
            (FreshTensor y, OnnxTensor turned) = Turn(call, x, axes, keeps, x.Type);
            if (whole is null || x.Type.IsReal())
            {
                double[] results = call.Scratch<double>(y.Done.Length);
                ForEach(call.Doubles(turned), results.Length, (i, values) => results[i] = reduction(values));
                return [y.Filled(results)];
            }

            long[] wholes = call.Scratch<long>(y.Done.Length);
            ForEach(call.Longs(turned), wholes.Length, (i, values) => wholes[i] = whole(call, x.Type, values));
            OnnxNumbers.Write(wholes, x.Type, y.Bytes);
            return [y.Done];
        };
    }

    // The axes that go are turned to the end: then each result is made of neighbours.
    private static (FreshTensor Y, OnnxTensor Turned) Turn(
        NodeCall call, OnnxTensor x, HashSet<int> axes, bool keeps, OnnxType type)
    {
        int[] dims = x.Dims.ToArray(), order = [.. Enumerable.Range(0, x.Rank).OrderBy(a => axes.Contains(a))],
            strides = MovementOperators.Strides(dims);
        FreshTensor y = call.New(
            type, [.. dims.Select((d, i) => axes.Contains(i) ? 1 : d).Where((_, i) => keeps || !axes.Contains(i))]);
        return (
            y,
            StridedCopy.Run(call, x, Array.ConvertAll(order, a => dims[a]), Array.ConvertAll(order, a => strides[a])));
    }

    private static void ForEach<T>(T[] values, int results, RowAction<T> run)
    {
        int count = results == 0 ? 0 : values.Length / results;
        for (int i = 0; i < results; i++)
        {
            run(i, values.AsSpan(i * count, count));
        }
    }

    private delegate void RowAction<T>(int row, ReadOnlySpan<T> values);

    private static NodeRun Place(OnnxNode node, bool takesLargest)
    {
        int axis = node.Small("axis", 0);
        bool keeps = node.Switch("keepdims", true), takesLast = node.Version >= 12 && node.Switch("select_last_index");
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis(axis, x.Rank);
            if (x.Dims[at] == 0)
            {
                throw call.Wrong($"looks for the {(takesLargest ? "largest" : "smallest")} of no values.");
            }

            (FreshTensor y, OnnxTensor turned) = Turn(call, x, [at], keeps, OnnxType.Int64);
            int count = y.Done.Length;
            if (x.Type.IsReal())
            {
                ForEach(
                    call.Doubles(turned), count,
                    (i, values) => y.Values<long>()[i] = PlaceOf(values, takesLargest, takesLast));
            }
            else
            {
                ForEach(
                    call.Keys(turned), count,
                    (i, values) => y.Values<long>()[i] = PlaceOf(values, takesLargest, takesLast));
            }

            return [y.Done];
        };
    }

    private static int PlaceOf<T>(ReadOnlySpan<T> values, bool takesLargest, bool takesLast)
        where T : IComparisonOperators<T, T, bool>
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            bool isBetter = takesLargest ? values[i] > values[best] : values[i] < values[best];
            best = isBetter || (takesLast && values[i] == values[best]) ? i : best;
        }

        return best;
    }

    private static NodeRun CumulativeSum(OnnxNode node)
    {
        bool isExclusive = node.Switch("exclusive"), isReverse = node.Switch("reverse");
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis(call.WholeScalar(1), x.Rank), size = x.Dims[at],
                inner = ShapeOperators.Product(x.Dims[(at + 1)..]);
            FreshTensor y = call.New(x.Type, x.Dims.ToArray());
            if (x.Type.IsReal())
            {
                double[] sums = call.Doubles(x);
                Accumulate(sums, size, inner, isReverse, isExclusive);
                return [y.Filled(sums)];
            }

            long[] wholes = call.Longs(x);
            Accumulate(wholes, size, inner, isReverse, isExclusive);
            OnnxNumbers.Write(wholes, x.Type, y.Bytes);
            return [y.Done];
        };
    }

    private static void Accumulate<T>(T[] values, int size, int inner, bool isReverse, bool isExclusive)
        where T : INumberBase<T>
    {
        for (int first = 0; first < values.Length; first++)
        {
            if (first / inner % size != 0)
            {
                continue;
            }

            T sum = T.Zero;
            for (int k = 0; k < size; k++)
            {
                int place = first + ((isReverse ? size - 1 - k : k) * inner);
                (values[place], sum) = (isExclusive ? sum : sum + values[place], sum + values[place]);
            }
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    private static double Product(ReadOnlySpan<double> values)
    {
        double product = 1;
        foreach (double value in values)
        {
            product *= value;
        }

        return product;
    }

    private static double SumOfSizes(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value);
        }

        return sum;
    }

    // The largest, or the least for a sign of −1.
    private static double Furthest(ReadOnlySpan<double> values, int sign)
    {
        double furthest = double.NegativeInfinity;
        foreach (double value in values)
        {
            furthest = double.IsNaN(value) || sign * value > furthest ? sign * value : furthest;
        }

        return sign * furthest;
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double largest = Furthest(values, 1), sum = 0;
        if (double.IsInfinity(largest))
        {
            return largest;
        }

        foreach (double value in values)
        {
            sum += ScalarMath.Exp(value - largest);
        }

        return largest + RealFunctions.Log(sum);
    }
}
