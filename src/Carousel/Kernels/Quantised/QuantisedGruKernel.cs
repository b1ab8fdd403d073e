using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Kernels.Quantised;

/// <summary>
/// GRU with weights and activations in 8 bits, for inference, both places of the reset gate. Twin:
/// QuantisedGruReference. Derivation: docs/derivations/quantisation.md.
/// </summary>
/// <remarks>
/// A step's x and h₋ are quantised, each on its own; with the reset before the product r⊙h₋ too. Gates and states are
/// those of <see cref="GruKernel"/>.
/// The bits are the same alone and in a batch, stepped or over a sequence, for every instruction set, and however
/// threads share rows or units.
/// </remarks>
internal static unsafe partial class QuantisedGruKernel
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>A block of gates, 16 values each before and after, and the sums of a tile.</summary>
    private const int TileScratch = TileRows * ((2 * Width) + (2 * Units));

    /// <summary>Floats of scratch.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rows">The most rows of a step in one call.</param>
    public static int Scratch(GruSize size, int rows) => checked(
        TileScratch + ByteRows.Length(size.I, size.H, rows) + (rows * Units * size.Blocks)
        + (size.ResetAfter ? 0 : rows * (size.GatesLength + (Units * size.Blocks))));

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">From QuantisedGruPanels.Pack.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="gates">[N, GatesLength], overwritten with the gates; empty if not wanted.</param>
    /// <param name="scratch">Scratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
    {
        (int I, int H, _) = size;
        int N = rowStart[^1], B = (h.Length / H) - N;
        ShapeException.Require(panels, QuantisedGruPanels.Length(size));
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : N, size.GatesLength));
        ShapeException.Require<float>(scratch, Scratch(size, placeTo - placeFrom));
        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pg = gates, ps = scratch)
        {
            while (walk.Next(out StepSegment s))
            {
                Rows(
                    size, s.Rows, 0, size.Blocks, p, px + ((nint)s.Row * I), ph + ((nint)s.Before * H),
                    ph + ((nint)(B + s.Row) * H),
                    pg == null ? null : pg + ((nint)s.Row * size.GatesLength), ps);
            }
        }
    }

    /// <summary>One step of S sequences, for streaming.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="panels">From QuantisedGruPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="scratch">Scratch(size, S) + S·H values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        GruSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> scratch)
    {
        int S = h.Length / size.H;
        Span<float> before = scratch.Slice(Scratch(size, S), h.Length);
        h.CopyTo(before);
        StepBlocks(size, 0, size.Blocks, panels, x, before, h, [], scratch[..Scratch(size, S)]);
    }

    /// <summary>
    /// Some units of the rows of one step, for threads that share it; the reset acts after the product.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="part">Which part: blocks·part/parts …</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From QuantisedGruPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="before">[S, H], the states before.</param>
    /// <param name="h">[S, H], overwritten.</param>
    /// <param name="gates">[S, GatesLength], overwritten with the gates; empty if not wanted.</param>
    /// <param name="scratch">Scratch(size, S) values of the part's own, overwritten: each part has the rows in bytes
    /// for itself.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(
        GruSize size, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h,
        Span<float> gates, Span<float> scratch) =>
        StepBlocks(
            size, size.Blocks * part / parts, size.Blocks * (part + 1) / parts, panels, x, before, h, gates, scratch);

    private static void StepBlocks(
        GruSize size, int blockFrom, int blockTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h,
        Span<float> gates, Span<float> scratch)
    {
        int S = h.Length / size.H;
        ShapeException.Require(panels, QuantisedGruPanels.Length(size));
        ShapeException.Require(x, (S, size.I));
        ShapeException.Require(before, (S, size.H));
        ShapeException.Require<float>(h, (S, size.H));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : S, size.GatesLength));
        ShapeException.Require<float>(scratch, Scratch(size, S));
        fixed (float* p = panels, px = x, pb = before, ph = h, pg = gates, ps = scratch)
        {
            Rows(size, S, blockFrom, blockTo, p, px, pb, ph, pg, ps);
        }
    }

    private static void Rows(
        GruSize size, int rows, int blockFrom, int blockTo, float* panels, float* x, float* before, float* h,
        float* gates, float* scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Rows<Vector512<float>, Lanes512>(size, rows, blockFrom, blockTo, panels, x, before, h, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Rows<Vector256<float>, Lanes256>(size, rows, blockFrom, blockTo, panels, x, before, h, gates, scratch);
        }
        else
        {
            Rows<Vector128<float>, Lanes128>(size, rows, blockFrom, blockTo, panels, x, before, h, gates, scratch);
        }
    }
}
