using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Laboratory.Training;

/// <summary>
/// One head of causal self-attention on the tape (Vaswani and others 2017, equation 1): each step attends to the steps
/// up to itself.
/// </summary>
internal static class CausalAttention
{
    /// <summary>Queries that are multiplied together.</summary>
    private const int Block = 64;

    /// <summary>The weighted mean of the values that each step sees.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="window">A step sees itself and the window − 1 steps before it; 0 for all steps before.</param>
    /// <param name="query">[N, d], divided by √d.</param>
    /// <param name="keys">[N, d].</param>
    /// <param name="values">[N, d].</param>
    /// <returns>[N, d].</returns>
    public static Variable Apply(
        Tape tape, Packing packing, int window, Variable query, Variable keys, Variable values)
    {
        Variable y = tape.Result(query.Shape);
        tape.Backend.Clear(y.Value);
        Run(packing, window, [y.Value, query.Value, keys.Value, values.Value], []);
        tape.Record(Backward, [y], [query, keys, values], new TapeEntry { Packing = packing, Index = window });
        return y;
    }

    private static void Backward(in TapeEntry entry) => Run(
        entry.Packing!, entry.Index, [entry.Value(0), entry.Value(1), entry.Value(2), entry.Value(3)],
        [entry.Gradient(0), entry.Gradient(1), entry.Gradient(2), entry.Gradient(3)]);

    // Sequence by sequence, some queries against the keys that any of them sees. The weights are made again on the way
    // back.
    private static void Run(Packing packing, int window, ReadOnlySpan<Tensor> values, ReadOnlySpan<Tensor> gradients)
    {
        int d = values[0].Shape[1];
        var scratch = new float[MatrixProduct.WeightGradientScratch(d)];
        for (int place = 0; place < packing.BatchSize; place++)
        {
            int steps = packing.Lengths[place];
            float[] query = Rows(packing, place, values[1]), keys = Rows(packing, place, values[2]),
                seen = Rows(packing, place, values[3]), y = new float[steps * d], dQuery = new float[steps * d],
                dKeys = new float[steps * d], dSeen = new float[steps * d],
                dy = gradients.IsEmpty ? [] : Rows(packing, place, gradients[0]);
            for (int from = 0; from < steps; from += Block)
            {
                int rows = Math.Min(Block, steps - from), first = window == 0 ? 0 : Math.Max(0, from - window + 1),
                    count = from + rows - first;
                Range own = (from * d)..((from + rows) * d), others = (first * d)..((first + count) * d);
                float[] weights = Product(query.AsSpan(own), keys.AsSpan(others), count, d);
                for (int r = 0; r < rows; r++)
                {
                    Span<float> row = weights.AsSpan(r * count, count);
                    int end = from + r + 1 - first, begin = window == 0 ? 0 : Math.Max(0, end - window);
                    SoftmaxKernel.Forward(end - begin, row[begin..end], row[begin..end]);
                    row[..begin].Clear();
                    row[end..].Clear();
                }

                if (gradients.IsEmpty)
                {
                    AddProduct(weights, seen.AsSpan(others), count, d, y.AsSpan(own));
                    continue;
                }

                var dScores = new float[weights.Length];
                SoftmaxKernel.Backward(
                    count, weights, Product(dy.AsSpan(own), seen.AsSpan(others), count, d), dScores);
                AddProduct(dScores, keys.AsSpan(others), count, d, dQuery.AsSpan(own));
                MatrixProduct.AddWeightGradient(
                    new(d, count), new([0, rows]), query.AsSpan(own), dScores, dKeys.AsSpan(others), 0, count, scratch);
                MatrixProduct.AddWeightGradient(
                    new(d, count), new([0, rows]), dy.AsSpan(own), weights, dSeen.AsSpan(others), 0, count, scratch);
            }

            if (gradients.IsEmpty)
            {
                AddRows(packing, place, y, values[0]);
                continue;
            }

            AddRows(packing, place, dQuery, gradients[1]);
            AddRows(packing, place, dKeys, gradients[2]);
            AddRows(packing, place, dSeen, gradients[3]);
        }
    }

    /// <summary>a·bᵀ: [rows, count].</summary>
    private static float[] Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int count, int d)
    {
        float[] panels = new float[MatrixProduct.PanelLength(d, count)], y = new float[a.Length / d * count];
        MatrixProduct.Pack(b, count, d, panels);
        MatrixProduct.Forward(d, count, a, panels, [], y);
        return y;
    }

    /// <summary>y += a·b, where a is [rows, count].</summary>
    private static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int count, int d, Span<float> y)
    {
        var panels = new float[MatrixProduct.PanelLength(count, d)];
        MatrixProduct.PackBackward(b, count, d, panels);
        MatrixProduct.AddInputGradient(d, count, a, panels, y);
    }

    private static float[] Rows(Packing packing, int place, Tensor packed)
    {
        int d = packed.Shape[1];
        var rows = new float[packing.Lengths[place] * d];
        for (int t = 0; t < packing.Lengths[place]; t++)
        {
            Values(packed).Slice((packing.RowStart[t] + place) * d, d).CopyTo(rows.AsSpan(t * d));
        }

        return rows;
    }

    private static void AddRows(Packing packing, int place, float[] rows, Tensor packed)
    {
        int d = packed.Shape[1];
        for (int t = 0; t < packing.Lengths[place]; t++)
        {
            ElementLoop.Run(
                new AddScaledMap(1), rows.AsSpan(t * d, d), Values(packed).Slice((packing.RowStart[t] + place) * d, d));
        }
    }
}
