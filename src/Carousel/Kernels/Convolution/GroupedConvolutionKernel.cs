using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Causal convolution within groups of features over packed sequences. Double-precision twin:
/// GroupedConvolutionReference. Derivation: docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// What each output sees is laid out under it, a row for each of its weights, so that a row of weights is multiplied
/// whole. Each output is one chain from the bias, by seen step, the earliest first, then by feature of the group.
/// </remarks>
internal static class GroupedConvolutionKernel
{
    /// <summary>Values of scratch that each method needs.</summary>
    /// <param name="size">F, G, K.</param>
    public static int ScratchLength(GroupedConvolutionSize size) =>
        BufferLength.Of(2L * size.Terms * size.Features);

    /// <summary>y[t,f] = b[f] + Σₖ Σᵢ W[k,i,f]·x[t − (K − 1) + k, first feature of f's group + i], for some rows.
    /// </summary>
    /// <param name="size">F, G, K.</param>
    /// <param name="inputs">The sequences.</param>
    /// <param name="weight">[K·G, F].</param>
    /// <param name="bias">[F], or empty for none.</param>
    /// <param name="y">[N, F]; the rows are overwritten.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        GroupedConvolutionSize size, ConvolutionInputs inputs, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias,
        Span<float> y, int rowFrom, int rowTo, Span<float> scratch)
    {
        int F = size.Features;
        inputs.Require(F, size.Steps.StateSize);
        ShapeException.Require(weight, (size.Terms, F));
        ShapeException.Require(bias, bias.IsEmpty ? 0 : F);
        ShapeException.Require(y, (inputs.Rows.N, F));
        ShapeException.Require(scratch, ScratchLength(size));
        var rows = new SeenRows(size, inputs, isBack: false);
        Span<float> seen = scratch[..(size.Terms * F)];
        for (int row = rowFrom; row < rowTo; row++)
        {
            rows.Lay(row, 0, F, seen);
            Span<float> to = y.Slice(row * F, F);
            Begin(bias, to);
            AddProducts(seen, weight, to);
        }
    }

    /// <summary>One step of one sequence, for streaming. Bits as Forward's.</summary>
    /// <param name="size">F, G, K.</param>
    /// <param name="weight">[K·G, F].</param>
    /// <param name="bias">[F], or empty for none.</param>
    /// <param name="x">[F].</param>
    /// <param name="state">[(K−1)·F], read and overwritten.</param>
    /// <param name="y">[F], overwritten; not x.</param>
    /// <param name="scratch">[ScratchLength], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        GroupedConvolutionSize size, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> x,
        Span<float> state, Span<float> y, Span<float> scratch)
    {
        int F = size.Features;
        ShapeException.Require(x, F);
        ShapeException.Require(weight, (size.Terms, F));
        ShapeException.Require(state, size.Steps.StateSize);
        ShapeException.Require(y, F);
        ShapeException.Require(scratch, ScratchLength(size));
        Span<float> seen = scratch[..(size.Terms * F)];
        for (int k = 0; k < size.KernelSize; k++)
        {
            SeenRows.Spread(
                k < size.KernelSize - 1 ? state.Slice(k * F, F) : x, size.Width,
                seen.Slice(k * size.Width * F, size.Width * F));
        }

        Begin(bias, y);
        AddProducts(seen, weight, y);
        if (!state.IsEmpty)
        {
            state[F..].CopyTo(state);
            x.CopyTo(state[^F..]);
        }
    }

    /// <summary>
    /// dx[s,i] += Σₖ Σ_f dy[s + (K − 1) − k, f]·W[k, i's place in its group, f] over the features f of i's group, for
    /// some rows: the same convolution back in time, with the weights of each group turned.
    /// </summary>
    /// <param name="size">F, G, K.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="dy">[N, F], ∂loss/∂y.</param>
    /// <param name="weight">[K·G, F].</param>
    /// <param name="dx">[N, F]; the rows are added to.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        GroupedConvolutionSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> dy, ReadOnlySpan<float> weight,
        Span<float> dx, int rowFrom, int rowTo, Span<float> scratch)
    {
        int N = rowStart[^1], F = size.Features, length = size.Terms * F;
        ShapeException.Require(dy, (N, F));
        ShapeException.Require(weight, (size.Terms, F));
        ShapeException.Require(dx, (N, F));
        ShapeException.Require(scratch, ScratchLength(size));
        Span<float> seen = scratch[..length], turned = scratch[length..];
        Turn(size, weight, turned);
        var rows = new SeenRows(size, new(new(rowStart, []), dy, []), isBack: true);
        for (int row = rowFrom; row < rowTo; row++)
        {
            rows.Lay(row, 0, F, seen);
            AddProducts(seen, turned, dx.Slice(row * F, F));
        }
    }

    /// <summary>
    /// dW[k,i,f] += Σ dy[t,f]·x[t − (K − 1) + k, …] and db[f] += Σ dy[t,f], from the last step to the first, rows
    /// ascending within a step; for whole groups.
    /// </summary>
    /// <param name="size">F, G, K.</param>
    /// <param name="inputs">As given to Forward.</param>
    /// <param name="dy">[N, F], ∂loss/∂y.</param>
    /// <param name="dWeight">[K·G, F], added to; as the next one empty where not wanted.</param>
    /// <param name="dBias">[F], added to.</param>
    /// <param name="from">First feature, of a group's the first.</param>
    /// <param name="to">One after the last, of a group's the last.</param>
    /// <param name="scratch">[ScratchLength], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        GroupedConvolutionSize size, ConvolutionInputs inputs, ReadOnlySpan<float> dy, Span<float> dWeight,
        Span<float> dBias, int from, int to, Span<float> scratch)
    {
        ReadOnlySpan<int> rowStart = inputs.Rows.RowStart;
        int F = size.Features, count = to - from;
        inputs.Require(F, size.Steps.StateSize);
        ShapeException.Require(dy, (inputs.Rows.N, F));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : size.Terms, F));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : F);
        ShapeException.Require(scratch, ScratchLength(size));
        if (!dBias.IsEmpty)
        {
            DenseKernel.AddBiasGradient(rowStart, dy, dBias, from, to);
        }

        if (dWeight.IsEmpty)
        {
            return;
        }

        var rows = new SeenRows(size, inputs, isBack: false);
        Span<float> seen = scratch[..(size.Terms * count)];
        for (int step = rowStart.Length - 2; step >= 0; step--)
        {
            for (int row = rowStart[step]; row < rowStart[step + 1]; row++)
            {
                rows.Lay(row, from, count, seen);
                ReadOnlySpan<float> own = dy.Slice((row * F) + from, count);
                for (int term = 0; term < size.Terms; term++)
                {
                    ElementLoop.Run(
                        default(AddProductMap), own, seen.Slice(term * count, count),
                        dWeight.Slice((term * F) + from, count));
                }
            }
        }
    }

    private static void Begin(ReadOnlySpan<float> bias, Span<float> y)
    {
        if (bias.IsEmpty)
        {
            y.Clear();
        }
        else
        {
            bias.CopyTo(y);
        }
    }

    /// <summary>y += Σ seen[r]⊙weight[r], r ascending.</summary>
    private static void AddProducts(ReadOnlySpan<float> seen, ReadOnlySpan<float> weight, Span<float> y)
    {
        for (int at = 0; at < seen.Length; at += y.Length)
        {
            ElementLoop.Run(default(AddProductMap), seen.Slice(at, y.Length), weight.Slice(at, y.Length), y);
        }
    }

    /// <summary>Within each group the weight from feature i to f in the place of that from f to i.</summary>
    private static void Turn(GroupedConvolutionSize size, ReadOnlySpan<float> weight, Span<float> turned)
    {
        (int F, int G) = (size.Features, size.Width);
        for (int term = 0; term < size.Terms; term++)
        {
            int k = term / G, i = term % G;
            for (int f = 0; f < F; f++)
            {
                turned[(((k * G) + (f % G)) * F) + (f - (f % G)) + i] = weight[(term * F) + f];
            }
        }
    }

    /// <summary>The steps seen from packed rows.</summary>
    /// <param name="size">F, G, K.</param>
    /// <param name="inputs">Whose.</param>
    /// <param name="isBack">Whether a step and later ones, the latest first; else a step and those before it.</param>
    private ref struct SeenRows(GroupedConvolutionSize size, ConvolutionInputs inputs, bool isBack)
    {
        private readonly ConvolutionInputs _inputs = inputs;
        private int _step;

        /// <summary>What some features of a row see, a row for each weight.</summary>
        /// <param name="row">The row.</param>
        /// <param name="from">First feature.</param>
        /// <param name="count">How many, whole groups.</param>
        /// <param name="seen">[K·G, count], overwritten.</param>
        public void Lay(int row, int from, int count, Span<float> seen)
        {
            ReadOnlySpan<int> rowStart = _inputs.Rows.RowStart;
            while (row < rowStart[_step])
            {
                _step--;
            }

            while (row >= rowStart[_step + 1])
            {
                _step++;
            }

            int K = size.KernelSize, G = size.Width, place = row - rowStart[_step];
            for (int k = 0; k < K; k++)
            {
                Span<float> to = seen.Slice(k * G * count, G * count);
                ReadOnlySpan<float> values = Of(_step + (isBack ? K - 1 - k : k - (K - 1)), place);
                if (values.IsEmpty)
                {
                    to.Clear();
                }
                else
                {
                    Spread(values.Slice(from, count), G, to);
                }
            }
        }

        /// <summary>Row i: under each feature feature i of its group.</summary>
        public static void Spread(ReadOnlySpan<float> values, int width, Span<float> seen)
        {
            if (width == 1)
            {
                values.CopyTo(seen);
                return;
            }

            int count = values.Length;
            for (int first = 0; first < count; first += width)
            {
                for (int i = 0; i < width; i++)
                {
                    seen.Slice((i * count) + first, width).Fill(values[first + i]);
                }
            }
        }

        /// <summary>The values of a step of the sequence at a place; none where it has no such step.</summary>
        private readonly ReadOnlySpan<float> Of(int step, int place)
        {
            int F = size.Features, before = size.KernelSize - 1;
            PackedLayout rows = _inputs.Rows;
            if (step >= 0)
            {
                return step < rows.T && place < rows.RowStart[step + 1] - rows.RowStart[step]
                    ? _inputs.X.Slice((rows.RowStart[step] + place) * F, F)
                    : [];
            }

            return _inputs.State.IsEmpty
                ? []
                : _inputs.State.Slice(((rows.Order[place] * before) + step + before) * F, F);
        }
    }
}
