using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Convolutions and poolings over the time of sequences [batch, channels, time].</summary>
internal static class ConvolutionOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Conv"] = Conv,
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalMaxPool"] = _ => call => [Global(call, isMean: false)],
        ["GlobalAveragePool"] = _ => call => [Global(call, isMean: true)],
    };

    private static NodeRun Conv(OnnxNode node)
    {
        var window = new Window(node, pools: false);
        int groups = node.Small("group", 1);
        return call =>
        {
            (OnnxTensor x, OnnxTensor w) = (Sequences(call), call.Real(1));
            (int batch, int channels, int length) = (x.Dims[0], x.Dims[1], x.Dims[2]);
            if (w.Rank != 3 || groups < 1 || w.Dims[0] % groups != 0 || (long)w.Dims[1] * groups != channels)
            {
                throw call.Wrong($"convolves {x} with {w} in {groups} groups, which do not go together.");
            }

            (int outputs, int inner) = (w.Dims[0], w.Dims[1]);
            (int size, int before, int count) = window.Over(length, w.Dims[2]);
            FreshTensor y = call.New(x.Type, batch, outputs, count);
            double[] values = x.ToDoubles(), weights = w.ToDoubles(), sums = new double[y.Done.Length];
            double[] bias = call.Optional(2) is null ? new double[outputs]
                : call.Real(2).Length == outputs ? call[2].ToDoubles()
                : throw call.Wrong($"adds {call[2]} to {outputs} outputs.");
            for (int row = 0; row < batch * outputs; row++)
            {
                int output = row % outputs, first = output / (outputs / groups) * inner;
                Span<double> sum = sums.AsSpan(row * count, count);
                sum.Fill(bias[output]);
                for (int c = 0; c < inner; c++)
                {
                    ReadOnlySpan<double> from = values.AsSpan(((row / outputs * channels) + first + c) * length, length);
                    AddWindow(from, weights.AsSpan(((output * inner) + c) * size, size), sum, window, before);
                }
            }

            return [y.Filled(sums)];
        };
    }

    private static void AddWindow(ReadOnlySpan<double> from, ReadOnlySpan<double> weights, Span<double> sum, Window window, int before)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            for (int t = 0; t < sum.Length; t++)
            {
                long place = ((long)t * window.Stride) + ((long)k * window.Dilation) - before;
                if (place >= 0 && place < from.Length)
                {
                    sum[t] += weights[k] * from[(int)place];
                }
            }
        }
    }

    private static NodeRun MaxPool(OnnxNode node)
    {
        var window = new Window(node, pools: true);
        // The order of the places that a second output would name.
        _ = node.Switch("storage_order");
        return call => [Pool(call, window, static (sum, _, _) => sum.Max())];
    }

    private static NodeRun AveragePool(OnnxNode node)
    {
        var window = new Window(node, pools: true);
        bool countsPads = node.Switch("count_include_pad");
        return call => [Pool(call, window, (found, size, _) => found.Sum() / (countsPads ? size : found.Count))];
    }

    private static OnnxTensor Pool(NodeCall call, Window window, Func<List<double>, int, int, double> reduce)
    {
        OnnxTensor x = Sequences(call);
        (int rows, int length) = (x.Dims[0] * x.Dims[1], x.Dims[2]);
        (int size, int before, int count) = window.Over(length, null);
        FreshTensor y = call.New(x.Type, x.Dims[0], x.Dims[1], count);
        double[] values = x.ToDoubles(), results = new double[y.Done.Length];
        var found = new List<double>();
        for (int i = 0; i < results.Length; i++)
        {
            (int row, int t) = (i / count, i % count);
            found.Clear();
            for (int k = 0; k < size; k++)
            {
                long place = ((long)t * window.Stride) + ((long)k * window.Dilation) - before;
                if (place >= 0 && place < length)
                {
                    found.Add(values[(row * length) + (int)place]);
                }
            }

            results[i] = found.Count == 0 ? 0 : reduce(found, size, rows);
        }

        return y.Filled(results);
    }

    private static OnnxTensor Global(NodeCall call, bool isMean)
    {
        OnnxTensor x = call.Real(0).Rank >= 3 ? call[0] : throw call.Wrong($"pools {call[0]}: three axes or more are expected.");
        FreshTensor y = call.New(x.Type, [x.Dims[0], x.Dims[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
        double[] values = x.ToDoubles(), results = new double[y.Done.Length];
        int size = results.Length == 0 ? 0 : values.Length / results.Length;
        for (int i = 0; i < results.Length && size > 0; i++)
        {
            IEnumerable<double> row = values.Skip(i * size).Take(size);
            results[i] = isMean ? row.Average() : row.Max();
        }

        return y.Filled(results);
    }

    private static OnnxTensor Sequences(NodeCall call) => call.Real(0).Rank == 3
        ? call[0]
        : throw call.Node.NotTaken($"works on {call[0]}; Carousel runs this operator on sequences [batch, channels, time].");
}
