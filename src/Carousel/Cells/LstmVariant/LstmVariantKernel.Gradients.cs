using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Where the gradients of the parameters of an LSTM with variants go: all are added to; one that is empty is not
/// wanted.
/// </summary>
internal readonly ref struct LstmVariantGradients
{
    /// <summary>[G·H, I].</summary>
    public Span<float> W { get; init; }

    /// <summary>[G·H, P].</summary>
    public Span<float> R { get; init; }

    /// <summary>[G·H].</summary>
    public Span<float> B { get; init; }

    /// <summary>[G − 1, H].</summary>
    public Span<float> Peepholes { get; init; }

    /// <summary>[P, H].</summary>
    public Span<float> Projection { get; init; }

    /// <summary>[G·H].</summary>
    public Span<float> GainInput { get; init; }

    /// <summary>[G·H].</summary>
    public Span<float> GainRecurrent { get; init; }

    /// <summary>[H].</summary>
    public Span<float> GainCell { get; init; }

    /// <summary>[H].</summary>
    public Span<float> BiasCell { get; init; }
}

/// <summary>Gradients of the parameters, after Backward.</summary>
internal static unsafe partial class LstmVariantKernel
{
    /// <summary>Floats of scratch that AddWeightGradient needs.</summary>
    /// <param name="size">Sizes and variants.</param>
    public static int WeightGradientScratch(LstmVariantSize size) =>
        PlanarGradient.Scratch(Math.Max(64, Math.Max(size.I, Math.Max(size.H, size.P))));

    /// <summary>
    /// Gradients of one part of the outputs of every parameter, from the last step run to the first, rows ascending
    /// within a step.
    /// </summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="part">Which part, 0 … parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="masked">Whether Forward had a recurrent mask.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, P], as left by Forward.</param>
    /// <param name="c">[B+N, H], as left by Forward.</param>
    /// <param name="trace">[N, TraceLength], as left by Backward.</param>
    /// <param name="dh">[B+N, P], as left by Backward.</param>
    /// <param name="gradients">Added to.</param>
    /// <param name="scratch">WeightGradientScratch(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        LstmVariantSize size, ReadOnlySpan<int> rowStart, bool reverse, int part, int parts, bool masked,
        ReadOnlySpan<float> x, ReadOnlySpan<float> h,
        ReadOnlySpan<float> c, ReadOnlySpan<float> trace, ReadOnlySpan<float> dh, in LstmVariantGradients gradients,
        Span<float> scratch)
    {
        (int I, int H, int P, int G) = (size.I, size.H, size.P, size.GatesLength);
        int N = rowStart[^1];
        int B = (c.Length / H) - N;
        _ = new StepTable(rowStart, B, reverse);
        ShapeException.Require(trace, (N, size.TraceLength));
        ShapeException.Require(dh, (B + N, P));
        fixed (float* pt = trace)
        {
            var kept = new LstmVariantTrace(size, pt, N, 0);
            var da = new ReadOnlySpan<float>(kept.Gates, N * G);
            (int from, int to) = Range(G, part, parts);
            if (!gradients.W.IsEmpty)
            {
                PlanarGradient.Add(
                    I, G, rowStart, reverse, x, new ReadOnlySpan<float>(kept.DInput, N * G), gradients.W, from, to,
                    scratch);
            }

            if (!gradients.R.IsEmpty && masked)
            {
                PlanarGradient.Add(
                    P, G, rowStart, reverse, new ReadOnlySpan<float>(kept.Seen, N * P),
                    new ReadOnlySpan<float>(kept.DState, N * G), gradients.R, from, to, scratch);
            }
            else if (!gradients.R.IsEmpty)
            {
                PlanarGradient.AddRecurrent(
                    P, G, rowStart, reverse, B, h, new ReadOnlySpan<float>(kept.DState, N * G), gradients.R, from, to,
                    scratch);
            }

            if (!gradients.B.IsEmpty)
            {
                PlanarGradient.AddBias(G, rowStart, reverse, da, gradients.B, from, to, scratch);
            }

            if (!gradients.GainInput.IsEmpty)
            {
                PlanarGradient.AddProducts(
                    G, rowStart, reverse, -1, da, G, 0, new ReadOnlySpan<float>(kept.InputNorm, N * G),
                    gradients.GainInput, from, to, scratch);
            }

            if (!gradients.GainRecurrent.IsEmpty)
            {
                PlanarGradient.AddProducts(
                    G, rowStart, reverse, -1, da, G, 0, new ReadOnlySpan<float>(kept.StateNorm, N * G),
                    gradients.GainRecurrent, from, to, scratch);
            }

            (from, to) = Range(H, part, parts);
            var de = new ReadOnlySpan<float>(kept.Shown, N * H);
            if (!gradients.GainCell.IsEmpty)
            {
                PlanarGradient.AddProducts(
                    H, rowStart, reverse, -1, de, H, 0, new ReadOnlySpan<float>(kept.CellNorm, N * H),
                    gradients.GainCell, from, to, scratch);
            }

            if (!gradients.BiasCell.IsEmpty)
            {
                PlanarGradient.AddBias(H, rowStart, reverse, de, gradients.BiasCell, from, to, scratch);
            }

            for (int gate = 0; gate < size.Gates - 1 && !gradients.Peepholes.IsEmpty; gate++)
            {
                // Peepholes: i and f, or f alone, see c₋; the last one, o, sees the new cell, and g between them has
                // none.
                bool output = gate == size.Gates - 2;
                int plane = output ? gate + 1 : gate;
                PlanarGradient.AddProducts(
                    H, rowStart, reverse, output ? -1 : B, da, G, plane * H,
                    output ? new ReadOnlySpan<float>(kept.CellNew, N * H) : c,
                    gradients.Peepholes.Slice(gate * H, H), from, to, scratch);
            }

            if (!gradients.Projection.IsEmpty)
            {
                (from, to) = Range(P, part, parts);
                PlanarGradient.Add(
                    H, P, rowStart, reverse, new ReadOnlySpan<float>(kept.Y, N * H), dh[(B * P)..],
                    gradients.Projection, from, to, scratch);
            }
        }
    }

    private static (int From, int To) Range(int outputs, int part, int parts) =>
        ((int)((long)outputs * part / parts), (int)((long)outputs * (part + 1) / parts));
}
