using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// The weights of a GRU as its kernel wants them: blocks of 16 units, 64 columns a block in four groups [n, r, z, s].
/// </summary>
/// <remarks>
/// Forward: W in blocks [I × 64], groups n, r, z; R in blocks [H × 64], groups r, z and, with reset after, s;
/// with reset before R_n as plain panels; biases [64] a block. Unused groups are zero and never enter a result.
/// Backward: R and W in plain panels over their columns, the rows by blocks of 16 units, in a block by group.
/// </remarks>
internal static unsafe class GruPanels
{
    /// <summary>Units in a block.</summary>
    public const int Units = 16;

    private const int Width = RegisterTile.PanelWidth;

    // Which gate, in the order r, z, n of W and R, stands in the groups n, r, z.
    private static ReadOnlySpan<int> GateOfGroup => [2, 0, 1];

    /// <summary>Floats of the forward panels.</summary>
    public static int Length(GruCell size)
    {
        BufferLength.RequireLayer(size.I, size.H, Width / Units);
        return BufferLength.Of((long)InnerStart(size)
            + (size.ResetAfter ? 0 : MatrixProduct.PanelLength(size.H, size.H)));
    }

    /// <summary>Floats of the backward panels.</summary>
    public static int BackwardLength(GruCell size)
    {
        BufferLength.RequireLayer(size.I, size.H, Width / Units);
        return BufferLength.Of((long)BackwardInnerStart(size)
            + (size.ResetAfter ? 0 : MatrixProduct.PanelLength(size.H, size.H)));
    }

    /// <summary>Where block j of R begins in the forward panels.</summary>
    public static int RecurrentStart(GruCell size) => size.Blocks * Width * size.I;

    /// <summary>Where the biases begin in the forward panels.</summary>
    public static int BiasStart(GruCell size) => size.Blocks * Width * (size.I + size.H);

    /// <summary>Where R_n begins in the forward panels, with reset before.</summary>
    public static int InnerStart(GruCell size) => BiasStart(size) + (size.Blocks * Width);

    /// <summary>Where W begins in the backward panels.</summary>
    public static int BackwardInputStart(GruCell size) =>
        MatrixProduct.PanelLength(size.RecurrentGroups * size.H, size.H);

    /// <summary>Where R_n begins in the backward panels, with reset before.</summary>
    public static int BackwardInnerStart(GruCell size) =>
        BackwardInputStart(size) + MatrixProduct.PanelLength(3 * size.H, size.I);

    /// <summary>Packs for Forward and Step.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="weight">W [3H, I].</param>
    /// <param name="recurrent">R [3H, H].</param>
    /// <param name="bias">b [3H].</param>
    /// <param name="innerBias">q [H]; empty with reset before.</param>
    /// <param name="panels">Length(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Pack(
        GruCell size, ReadOnlySpan<float> weight, ReadOnlySpan<float> recurrent, ReadOnlySpan<float> bias,
        ReadOnlySpan<float> innerBias,
        Span<float> panels)
    {
        (int I, int H, _) = size;
        int Q = size.ResetAfter ? H : 0;
        Require(size, weight, recurrent);
        ShapeException.Require(bias, (3, H));
        ShapeException.Require(innerBias, Q);
        ShapeException.Require<float>(panels, Length(size));
        panels[..InnerStart(size)].Clear();
        fixed (float* w = weight, r = recurrent, b = bias, q = innerBias, p = panels)
        {
            for (int block = 0; block < size.Blocks; block++)
            {
                int unit = block * Units;
                int units = Math.Min(Units, H - unit);
                float* wBlock = p + ((nint)block * Width * I);
                float* rBlock = p + RecurrentStart(size) + ((nint)block * Width * H);
                float* bBlock = p + BiasStart(size) + (block * Width);
                for (int group = 0; group < 3; group++)
                {
                    nint row = (GateOfGroup[group] * H) + unit;
                    MatrixProduct.PackTransposed(w + (row * I), I, units, I, wBlock + (group * Units));
                    new ReadOnlySpan<float>(b + row, units).CopyTo(new Span<float>(bBlock + (group * Units), units));
                    if (group > 0)
                    {
                        MatrixProduct.PackTransposed(r + (row * H), H, units, H, rBlock + (group * Units));
                    }
                }

                if (size.ResetAfter)
                {
                    MatrixProduct.PackTransposed(r + ((nint)((2 * H) + unit) * H), H, units, H, rBlock + (3 * Units));
                    new ReadOnlySpan<float>(q + unit, units).CopyTo(new Span<float>(bBlock + (3 * Units), units));
                }
            }
        }

        if (!size.ResetAfter)
        {
            MatrixProduct.Pack(recurrent[(2 * H * H)..], H, H, panels[InnerStart(size)..]);
        }
    }

    /// <summary>Packs for Backward.</summary>
    /// <inheritdoc cref="Pack"/>
    public static void PackBackward(
        GruCell size, ReadOnlySpan<float> weight, ReadOnlySpan<float> recurrent, Span<float> panels)
    {
        (int I, int H, _) = size;
        Require(size, weight, recurrent);
        ShapeException.Require<float>(panels, BackwardLength(size));
        PackRows(size, recurrent, H, 1, size.RecurrentGroups, panels);
        PackRows(size, weight, I, 0, 3, panels[BackwardInputStart(size)..]);
        if (!size.ResetAfter)
        {
            MatrixProduct.PackBackward(recurrent[(2 * H * H)..], H, H, panels[BackwardInnerStart(size)..]);
        }
    }

    /// <summary>A gate or the candidate, from kept blocks to a row a step.</summary>
    /// <param name="size">H and the width of kept rows.</param>
    /// <param name="gates">[N, GatesLength], as Forward keeps them.</param>
    /// <param name="gate">Which: r, z, n.</param>
    /// <param name="table">[N, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void ReadGate(GruCell size, ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        (int H, int width) = (size.H, size.GatesLength);
        int rows = table.Length / H, group = GateOfGroup.IndexOf(gate);
        ShapeException.Require(gates, (rows, width));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice(row * width, width);
            Span<float> to = table.Slice(row * H, H);
            for (int first = 0; first < H; first += Units)
            {
                int units = Math.Min(Units, H - first);
                kept.Slice((first / Units * Width) + (group * Units), units).CopyTo(to[first..]);
            }
        }
    }

    private static void PackRows(
        GruCell size, ReadOnlySpan<float> matrix, int columns, int firstGroup, int groups, Span<float> panels)
    {
        int place = 0;
        fixed (float* w = matrix, p = panels)
        {
            for (int unit = 0; unit < size.H; unit += Units)
            {
                int units = Math.Min(Units, size.H - unit);
                for (int group = firstGroup; group < firstGroup + groups; group++)
                {
                    // Group s has the weights of gate n.
                    int gate = group == 3 ? 2 : GateOfGroup[group];
                    for (int u = unit; u < unit + units; u++)
                    {
                        MatrixProduct.PackRow(
                            w + ((nint)((gate * size.H) + u) * columns), columns, place++, groups * size.H, p);
                    }
                }
            }
        }
    }

    private static void Require(GruCell size, ReadOnlySpan<float> weight, ReadOnlySpan<float> recurrent)
    {
        (int I, int H, _) = size;
        ShapeException.Require(weight, (3 * H, I));
        ShapeException.Require(recurrent, (3 * H, H));
    }
}
