using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Gradients of the parameters, after Backward.</summary>
internal static unsafe partial class LstmVariantKernel
{
    /// <summary>Floats of scratch that AddWeightGradient needs.</summary>
    /// <param name="size">Sizes and variants.</param>
    public static int WeightGradientScratch(LstmVariantSize size) =>
        PlanarGradient.ScratchLength(Math.Max(64, Math.Max(size.I, Math.Max(size.H, size.P))));

    /// <summary>
    /// Gradients of one part of the outputs of every parameter, from the last step run to the first, rows ascending
    /// within a step.
    /// </summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="call">RecurrentMask as given to Forward, X, H, C and Gates as left by Backward, Dh, and
    /// WeightGradientScratch(size) values of scratch.</param>
    /// <param name="gradients">Added to.</param>
    /// <param name="partFrom">First output of the gates; others take part in the same share.</param>
    /// <param name="partTo">One after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        LstmVariantSize size, in CellSpans call, in LstmVariantSpans gradients, int partFrom, int partTo)
    {
        (int I, int H, int P, int G) = (size.I, size.H, size.P, size.GatesLength);
        (int B, int N) = (call.Steps.B, call.Steps.N);
        call.Steps.Require();
        ShapeException.Require(call.Gates, (N, size.TraceLength));
        ShapeException.Require(call.Dh, (B + N, P));
        fixed (float* pt = call.Gates)
        {
            var kept = new LstmVariantTrace(size, pt, N, 0);
            var da = new ReadOnlySpan<float>(kept.Gates, N * G);
            var sum = new PlanarGradient
            {
                Steps = call.Steps,
                OutputFrom = partFrom,
                OutputTo = partTo,
                Scratch = call.Scratch,
            };
            sum.Add(I, G, call.X, da, gradients.W);
            if (call.RecurrentMask.IsEmpty)
            {
                sum.AddRecurrent(P, G, call.H, da, gradients.R);
            }
            else
            {
                sum.Add(P, G, new(kept.Seen, N * P), da, gradients.R);
            }

            sum.AddBias(G, da, gradients.B);
            (sum.OutputFrom, sum.OutputTo) = Share(H);
            for (int gate = 0; gate < LstmGates.Count - 1 && !gradients.Peepholes.IsEmpty; gate++)
            {
                // Peepholes: i and f see c₋; the last one, o, sees the new cell, and g between them has none.
                bool output = gate == LstmGates.Count - 2;
                int plane = output ? gate + 1 : gate;
                sum.AddProducts(
                    H, da, G, plane * H, output ? call.C[(B * H)..] : call.C,
                    gradients.Peepholes.Slice(gate * H, H), isBefore: !output);
            }

            (sum.OutputFrom, sum.OutputTo) = Share(P);
            sum.Add(H, P, new(kept.Y, N * H), call.Dh[(B * P)..], gradients.Projection);
        }

        (int From, int To) Share(int outputs) =>
            ((int)((long)outputs * partFrom / G), (int)((long)outputs * partTo / G));
    }
}
