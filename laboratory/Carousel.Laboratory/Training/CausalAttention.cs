using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Laboratory.Training;

/// <summary>
/// One head of causal self-attention on the tape (Vaswani and others 2017, equation 1): each step attends to the
/// memory of the steps up to itself.
/// </summary>
internal static class CausalAttention
{
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
        Run(packing, window, [y.Value, query.Value, keys.Value, values.Value], []);
        tape.Record(Backward, [y], [query, keys, values], new TapeEntry { Packing = packing, Index = window });
        return y;
    }

    private static void Backward(in TapeEntry entry) => Run(
        entry.Packing!, entry.Index, [entry.Value(0), entry.Value(1), entry.Value(2), entry.Value(3)],
        [entry.Gradient(0), entry.Gradient(1), entry.Gradient(2), entry.Gradient(3)]);

    // On the way back the weights are made again, and with them the same output.
    private static void Run(
        Packing packing, int window, ReadOnlySpan<Tensor> values, ReadOnlySpan<Tensor> gradients)
    {
        int d = values[0].Shape[1];
        var weights = new float[packing.Steps];
        var scratch = new float[(2 * d) + packing.Steps];
        for (int t = 0; t < packing.Steps; t++)
        {
            int first = window == 0 ? 0 : Math.Max(0, t - window + 1), seen = t - first + 1;
            ReadOnlySpan<int> rowStart = packing.RowStart.Slice(first, seen + 1);
            int begin = rowStart[^2], end = rowStart[^1];
            for (int row = begin; row < end; row++)
            {
                var call = new CrossAttentionSpans
                {
                    Size = new CrossAttentionSize(1, d, d),
                    RowStart = rowStart,
                    Place = row - begin,
                    Rows = [0],
                    Query = Values(values[1]).Slice(row * d, d),
                    Keys = Values(values[2])[..(end * d)],
                    Attended = Values(values[3])[..(end * d)],
                    Context = Values(values[0]).Slice(row * d, d),
                    Weights = weights.AsSpan(0, seen),
                    Scratch = scratch.AsSpan(0, d),
                };
                CrossAttentionKernel.Forward(call);
                if (gradients.IsEmpty)
                {
                    continue;
                }

                call.DContext = Values(gradients[0]).Slice(row * d, d);
                call.DQuery = Values(gradients[1]).Slice(row * d, d);
                call.DKeys = Values(gradients[2])[..(end * d)];
                call.DAttended = Values(gradients[3])[..(end * d)];
                call.Scratch = scratch.AsSpan(0, (2 * d) + seen);
                CrossAttentionKernel.Backward(call);
            }
        }
    }
}
