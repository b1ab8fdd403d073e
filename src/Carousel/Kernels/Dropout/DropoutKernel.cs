using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Which units are dropped: a rate, and random numbers that depend only on (step, sequence, time, unit).
/// </summary>
/// <param name="Random">The numbers of this layer and purpose.</param>
/// <param name="Step">The number of the training step.</param>
/// <param name="Rate">The share dropped, 0 or more and below 1.</param>
/// <param name="OncePerSequence">True for one mask for all steps of a sequence.</param>
internal readonly record struct DropoutMask(CounterRandom Random, uint Step, float Rate, bool OncePerSequence)
{
    /// <summary>The time of the first step given: 0, unless the rows are a part of longer sequences.</summary>
    internal int FirstTime { get; init; }

    /// <summary>Whether a step is kept or dropped as a whole: its first unit decides for all.</summary>
    internal bool WholeSteps { get; init; }
}

/// <summary>
/// Dropout: units are set to 0 at random and the rest scaled by 1/(1 − rate). Double-precision twin: DropoutReference.
/// </summary>
/// <remarks>
/// Srivastava and others 2014; once a sequence: Gal and Ghahramani 2016. The mask is not kept: Backward makes it again.
/// </remarks>
internal static class DropoutKernel
{
    /// <summary>y[n,f] = x[n,f]·mask[n,f] / (1 − rate) for the rows of some steps.</summary>
    /// <param name="mask">Which units are dropped.</param>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="order">[B], the caller's index of the sequence at each place; empty where places are in the
    /// caller's order.</param>
    /// <param name="from">First step to run.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Forward(
        DropoutMask mask, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, int from, int to, ReadOnlySpan<float> x,
        Span<float> y) =>
        Run(mask, rowStart, order, from, to, x, y, add: false);

    /// <summary>dx[n,f] += dy[n,f]·mask[n,f] / (1 − rate).</summary>
    /// <param name="mask">As given to Forward.</param>
    /// <param name="rowStart">As given to Forward.</param>
    /// <param name="order">As given to Forward.</param>
    /// <param name="from">First step to run.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="dy">[N, F], ∂loss/∂y.</param>
    /// <param name="dx">[N, F], added to.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Backward(
        DropoutMask mask, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, int from, int to, ReadOnlySpan<float> dy,
        Span<float> dx) =>
        Run(mask, rowStart, order, from, to, dy, dx, add: true);

    private static void Run(
        DropoutMask mask, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, int from, int to, ReadOnlySpan<float> x,
        Span<float> y, bool add)
    {
        int N = rowStart[^1], F = N == 0 ? 0 : x.Length / N;
        ShapeException.Require(x, (N, F));
        ShapeException.Require(y, (N, F));
        for (int t = from; t < to; t++)
        {
            for (int n = rowStart[t]; n < rowStart[t + 1]; n++)
            {
                int place = n - rowStart[t];
                uint sequence = (uint)(order.IsEmpty ? place : order[place]);
                Row(
                    mask, sequence, mask.OncePerSequence ? 0 : (uint)(mask.FirstTime + t), x.Slice(n * F, F),
                    y.Slice(n * F, F), add);
            }
        }
    }

    private static void Row(DropoutMask mask, uint sequence, uint time, ReadOnlySpan<float> x, Span<float> y, bool add)
    {
        Span<float> factors = stackalloc float[DropoutFactors.Chunk];
        if (mask.WholeSteps)
        {
            DropoutFactors.Fill(mask, sequence, time, 0, 1, factors);
            factors.Fill(factors[0]);
        }

        for (int first = 0; first < x.Length; first += DropoutFactors.Chunk)
        {
            int count = Math.Min(DropoutFactors.Chunk, x.Length - first);
            if (!mask.WholeSteps)
            {
                DropoutFactors.Fill(mask, sequence, time, (uint)first / 4, count, factors);
            }

            if (add)
            {
                ElementwiseKernel.AddProduct(x.Slice(first, count), factors[..count], y.Slice(first, count));
            }
            else
            {
                ElementwiseKernel.Multiply(x.Slice(first, count), factors[..count], y.Slice(first, count));
            }
        }
    }
}
