using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Sizes of a GRU layer: I inputs, H units, and whether the reset gate acts after the recurrent product or before it.
/// </summary>
public readonly record struct GruSize(int I, int H, bool ResetAfter)
{
    /// <summary>Blocks of 16 units.</summary>
    internal int Blocks => (H + GruPanels.Units - 1) / GruPanels.Units;

    /// <summary>Groups of a block that see h₋ in the backward product: r, z, s or r, z.</summary>
    internal int RecurrentGroups => ResetAfter ? 3 : 2;

    /// <summary>Values that training keeps for each row: 64 a block.</summary>
    public int GatesLength => Blocks * RegisterTile.PanelWidth;
}

/// <summary>
/// Gated recurrent unit over packed sequences. Twin: GruReference. Derivation: docs/derivations/gru.md.
/// </summary>
/// <remarks>
/// Cho et al. 2014, equations 5 to 8, or with the reset gate after the product as in cuDNN. Kept gates lie in blocks of
/// 16 units, [n, r, z, s].
/// A call may take a range of places of the batch: places never meet, so threads share out places and the bits stay.
/// </remarks>
internal static unsafe partial class GruKernel
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>
    /// Room for the rows of a tile: a block of gates, and 16 values each before, after and in between.
    /// </summary>
    private const int TileScratch = TileRows * (Width + (3 * Units));

    /// <summary>Floats of scratch that Forward and Step need.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int ForwardScratch(GruSize size, int rows) =>
        checked(TileScratch + (rows * size.H)
            + (size.ResetAfter ? 0 : rows * (size.GatesLength + (2 * Units * size.Blocks))));

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">From GruPanels.Pack.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="gates">[N, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">ForwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(
                size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(
                size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(
                size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="panels">From GruPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="scratch">ForwardScratch(size, S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        GruSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> scratch)
    {
        (int I, int H, _) = size;
        ShapeException.Require(panels, GruPanels.Length(size));
        int S = h.Length / H;
        ShapeException.Require(x, (S, I));
        ShapeException.Require<float>(h, (S, H));
        ShapeException.Require<float>(scratch, ForwardScratch(size, S));
        fixed (float* p = panels, px = x, ph = h, ps = scratch)
        {
            // The product needs every unit of h₋ after the first block of h is there.
            h.CopyTo(new Span<float>(ps, S * H));
            if (Vector512.IsHardwareAccelerated)
            {
                Rows<Vector512<float>, Lanes512>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Rows<Vector256<float>, Lanes256>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
            else
            {
                Rows<Vector128<float>, Lanes128>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
        }
    }

    internal static void Forward<V, O>(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        int G = size.GatesLength;
        ShapeException.Require(panels, GruPanels.Length(size));
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        ShapeException.Require<float>(scratch, ForwardScratch(size, placeTo - placeFrom));
        if (!gates.IsEmpty)
        {
            ShapeException.Require<float>(gates, (N, G));
        }

        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pg = gates, ps = scratch)
        {
            while (walk.Next(out StepSegment s))
            {
                Rows<V, O>(
                    size, s.Rows, p, px + ((nint)s.Row * I), ph + ((nint)s.Before * H), ph + ((nint)(B + s.Row) * H),
                    pg == null ? null : pg + ((nint)s.Row * G), ps);
            }
        }
    }
}
