using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The gradients of the weights: one large product over all rows.</summary>
public static unsafe partial class LstmKernel
{
    /// <summary>Blocks of units whose gradients are summed together: so many that a strip of inputs is read seldom, so few that they stay in the cache.</summary>
    private const int GradientGroup = 32;

    /// <summary>How many parts the weight gradients can be split into, for threads.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>Blocks of 16 units.</returns>
    public static int GradientBlocks(LstmSize size) => UnitBlocks.Count(size.H);

    /// <summary>Floats of scratch that <see cref="AddWeightGradients"/> needs.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>The length.</returns>
    public static int GradientScratchLength(LstmSize size) =>
        GatedGradient.ScratchLength(size.I, size.H, Math.Min(GradientGroup, UnitBlocks.Count(size.H)));

    /// <summary>dW += Σ daᵀ·x, dR += Σ daᵀ·h₋, db += Σ da after Backward, from the last step run to the first, rows ascending within a step.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="blockFrom">First block of 16 units to compute.</param>
    /// <param name="blockTo">One after the last.</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="da">[N, 4H], the gates as left by Backward.</param>
    /// <param name="dW">[4H, I], added to; empty if not wanted.</param>
    /// <param name="dR">[4H, H], added to; empty if not wanted.</param>
    /// <param name="db">[4H], added to; empty if not wanted.</param>
    /// <param name="scratch">GradientScratchLength(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradients(
        LstmSize size, StepTable steps, int blockFrom, int blockTo, ReadOnlySpan<float> x, ReadOnlySpan<float> h, ReadOnlySpan<float> da,
        Span<float> dW, Span<float> dR, Span<float> db, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(x, (steps.N, I));
        ShapeException.Require(h, (steps.B + steps.N, H));
        ShapeException.Require(da, (steps.N, 4 * H));
        ShapeException.Require<float>(dW, (dW.IsEmpty ? 0 : 4 * H, I));
        ShapeException.Require<float>(dR, (dR.IsEmpty ? 0 : 4 * H, H));
        ShapeException.Require<float>(db, db.IsEmpty ? 0 : 4 * H);
        RequireScratch(scratch, GradientScratchLength(size));
        fixed (float* px = x, ph = h, pz = da, pw = dW, pr = dR, pb = db, ps = scratch)
        {
            var sources = new GatedGradient
            {
                Gates = LstmGates.Count,
                I = I,
                H = H,
                X = px,
                States = ph,
                Da = pz,
                Dw = pw,
                Dr = pr,
                Db = pb,
                Scratch = ps,
            };
            for (int j = blockFrom; j < blockTo; j += GradientGroup)
            {
                sources.Add(steps, j, Math.Min(blockTo, j + GradientGroup));
            }
        }
    }
}
