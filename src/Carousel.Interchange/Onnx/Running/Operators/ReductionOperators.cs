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
        ["ReduceSum"] = node => Reduce(node, Sum, AxesOfSumsAreInputs),
        ["ReduceMean"] = node => Reduce(node, static v => Sum(v) / v.Length),
        ["ReduceMax"] = node => Reduce(node, Largest),
        ["ReduceMin"] = node => Reduce(node, static v => -Largest(Array.ConvertAll(v.ToArray(), x => -x))),
        ["ReduceProd"] = node => Reduce(node, Product),
        ["ReduceL1"] = node => Reduce(node, static v => Sum(Array.ConvertAll(v.ToArray(), Math.Abs))),
        ["ReduceL2"] = node => Reduce(node, static v => Math.Sqrt(SumOfSquares(v))),
        ["ReduceSumSquare"] = node => Reduce(node, SumOfSquares),
        ["ReduceLogSum"] = node => Reduce(node, static v => RealFunctions.Log(Sum(v))),
        ["ReduceLogSumExp"] = node => Reduce(node, LogSumExp),
        ["ArgMax"] = node => Place(node, 1),
        ["ArgMin"] = node => Place(node, -1),
        ["CumSum"] = CumulativeSum,
    };

    private static NodeRun Reduce(OnnxNode node, Reduction reduction, int axesAreInputs = AxesAreInputs)
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

            HashSet<int> axes = asked is null or [] ? [.. Enumerable.Range(0, x.Rank)] : [.. asked.Select(a => call.Axis(a, x.Rank))];
            return [Run(call, x, axes, keeps, x.Type, reduction)];
        };
    }

    private static OnnxTensor Run(NodeCall call, OnnxTensor x, HashSet<int> axes, bool keeps, OnnxType type, Reduction reduction)
    {
        int[] dims = x.Dims.ToArray();
        FreshTensor y = call.New(type, [.. dims.Select((d, i) => axes.Contains(i) ? 1 : d).Where((_, i) => keeps || !axes.Contains(i))]);

        // The axes that go are turned to the end: then each result is made of neighbours.
        int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(a => axes.Contains(a))], strides = MovementOperators.Strides(dims);
        double[] values = StridedCopy.Run(call, x, Array.ConvertAll(order, a => dims[a]), Array.ConvertAll(order, a => strides[a])).ToDoubles();
        var results = new double[y.Done.Length];
        int count = results.Length == 0 ? 0 : values.Length / results.Length;
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = reduction(values.AsSpan(i * count, count));
        }

        return y.Filled(results);
    }

    private static NodeRun Place(OnnxNode node, int sign)
    {
        int axis = node.Small("axis", 0);
        bool keeps = node.Switch("keepdims", true), takesLast = node.Version >= 12 && node.Switch("select_last_index");
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis(axis, x.Rank);
            if (x.Dims[at] == 0)
            {
                throw call.Wrong($"looks for the {(sign > 0 ? "largest" : "smallest")} of no values.");
            }

            return [Run(call, x, [at], keeps, OnnxType.Int64, values =>
            {
                int best = 0;
                for (int i = 1; i < values.Length; i++)
                {
                    double better = sign * (values[i] - values[best]);
                    best = better > 0 || (takesLast && better == 0) ? i : best;
                }

                return best;
            })];
        };
    }

    private static NodeRun CumulativeSum(OnnxNode node)
    {
        bool isExclusive = node.Switch("exclusive"), isReverse = node.Switch("reverse");
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis((long)call.Scalar(1), x.Rank), size = x.Dims[at], inner = ShapeOperators.Product(x.Dims[(at + 1)..]);
            FreshTensor y = call.New(x.Type, x.Dims.ToArray());
            double[] values = x.ToDoubles(), sums = new double[values.Length];
            for (int first = 0; first < values.Length; first++)
            {
                if (first / inner % size != 0)
                {
                    continue;
                }

                double sum = 0;
                for (int k = 0; k < size; k++)
                {
                    int place = first + ((isReverse ? size - 1 - k : k) * inner);
                    sums[place] = isExclusive ? sum : sum + values[place];
                    sum += values[place];
                }
            }

            return [y.Filled(sums)];
        };
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

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = double.NegativeInfinity;
        foreach (double value in values)
        {
            largest = double.IsNaN(value) || value > largest ? value : largest;
        }

        return largest;
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double largest = Largest(values), sum = 0;
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
