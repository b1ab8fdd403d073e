using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>
/// Convolutions and poolings over the time of sequences [batch, channels, time], and over pictures [batch, channels,
/// rows, columns].
/// </summary>
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
            (OnnxTensor x, OnnxTensor w) = (Several(call, call.Real(0)), call.Real(1));
            (int batch, int channels) = (x.Dims[0], x.Dims[1]);
            if (w.Rank != x.Rank || groups < 1 || w.Dims[0] % groups != 0 || (long)w.Dims[1] * groups != channels)
            {
                throw call.Wrong($"convolves {x} with {w} in {groups} groups, which do not go together.");
            }

            (int outputs, int inner) = (w.Dims[0], w.Dims[1]);
            WindowAxis[] axes = window.Over(x.Dims[2..].ToArray(), w.Dims[2..].ToArray());
            (WindowAxis down, WindowAxis across) = Pair(axes);
            FreshTensor y = call.New(x.Type, [batch, outputs, .. axes.Select(a => a.Count)]);
            double[] values = call.Doubles(x), weights = call.Doubles(w), sums = call.Scratch<double>(y.Done.Length);
            double[] bias = call.Optional(2) is null ? call.Scratch<double>(outputs)
                : call.Real(2).Length == outputs ? call.Doubles(call[2])
                : throw call.Wrong($"adds {call[2]} to {outputs} outputs.");
            int length = down.Length * across.Length, count = down.Count * across.Count, size = down.Size * across.Size;
            for (int row = 0; row < batch * outputs; row++)
            {
                int output = row % outputs, first = output / (outputs / groups) * inner;
                Span<double> sum = sums.AsSpan(row * count, count);
                sum.Fill(bias[output]);
                for (int c = 0; c < inner; c++)
                {
                    ReadOnlySpan<double> from = values.AsSpan(
                        ((row / outputs * channels) + first + c) * length, length);
                    AddWindow(from, weights.AsSpan(((output * inner) + c) * size, size), sum, down, across);
                }
            }

            return [y.Filled(sums)];
        };
    }

    private static void AddWindow(
        ReadOnlySpan<double> from, ReadOnlySpan<double> weights, Span<double> sum, WindowAxis down, WindowAxis across)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            for (int y = 0; y < down.Count; y++)
            {
                int line = down.Place(y, k / across.Size);
                for (int x = 0; line >= 0 && x < across.Count; x++)
                {
                    int place = across.Place(x, k % across.Size);
                    if (place >= 0)
                    {
                        sum[(y * across.Count) + x] += weights[k] * from[(line * across.Length) + place];
                    }
                }
            }
        }
    }

    private static NodeRun MaxPool(OnnxNode node)
    {
        var window = new Window(node, pools: true);
        // The order of the places that a second output would name.
        _ = node.Switch("storage_order");
        return call =>
        {
            // What a window gives that lies in the padding alone.
            double lowest = call[0].Type switch
            {
                OnnxType.Float32 => float.MinValue,
                OnnxType.Float16 => (double)Half.MinValue,
                OnnxType.Float64 => double.MinValue,
                var whole => whole.Range().Least,
            };
            return [Pool(call, window, Larger, (largest, found, _) => found == 0 ? lowest : largest, double.NaN)];
        };
    }

    private static NodeRun AveragePool(OnnxNode node)
    {
        var window = new Window(node, pools: true);
        bool countsPads = node.Switch("count_include_pad");
        return call =>
            [
                Pool(
                    call, window, static (sum, value) => sum + value,
                    (sum, found, size) => found == 0 ? 0 : sum / (countsPads ? size : found), 0),
            ];
    }

    private static OnnxTensor Pool(
        NodeCall call, Window window, Func<double, double, double> add, Func<double, int, int, double> end,
        double first)
    {
        OnnxTensor x = Several(call, call[0]);
        WindowAxis[] axes = window.Over(x.Dims[2..].ToArray(), null);
        (WindowAxis down, WindowAxis across) = Pair(axes);
        FreshTensor y = call.New(x.Type, [x.Dims[0], x.Dims[1], .. axes.Select(a => a.Count)]);
        double[] values = call.Doubles(x), results = call.Scratch<double>(y.Done.Length);
        int length = down.Length * across.Length, count = down.Count * across.Count;
        for (int i = 0; i < results.Length; i++)
        {
            (int row, int place) = (i / count, i % count);
            (double result, int found) = (first, 0);
            for (int k = 0; k < down.Size * across.Size; k++)
            {
                int line = down.Place(place / across.Count, k / across.Size),
                    column = across.Place(place % across.Count, k % across.Size);
                if (line >= 0 && column >= 0)
                {
                    (result, found) = (
                        add(result, values[(row * length) + (line * across.Length) + column]), found + 1);
                }
            }

            results[i] = end(result, found, down.Inside(place / across.Count) * across.Inside(place % across.Count));
        }

        return y.Filled(results);
    }

    private static OnnxTensor Global(NodeCall call, bool isMean)
    {
        OnnxTensor x = Several(call, call.Real(0));
        FreshTensor y = call.New(x.Type, [x.Dims[0], x.Dims[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
        double[] values = call.Doubles(x), results = call.Scratch<double>(y.Done.Length);
        int size = results.Length == 0 ? 0 : values.Length / results.Length;
        for (int i = 0; i < results.Length && size > 0; i++)
        {
            double sum = 0, largest = double.NaN;
            foreach (double value in values.AsSpan(i * size, size))
            {
                (sum, largest) = (sum + value, Larger(largest, value));
            }

            results[i] = isMean ? sum / size : largest;
        }

        return y.Filled(results);
    }

    // What is no number counts only where there is nothing else.
    private static double Larger(double largest, double value) =>
        value > largest || double.IsNaN(largest) ? value : largest;

    private static (WindowAxis Down, WindowAxis Across) Pair(WindowAxis[] axes) =>
        axes.Length == 1 ? (WindowAxis.None, axes[0]) : (axes[0], axes[1]);

    private static OnnxTensor Several(NodeCall call, OnnxTensor x) =>
        x.Rank >= 3 ? x : throw call.Wrong($"works on {x}: three axes or more are expected.");
}
