using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

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
        ShapeException.Require(panels, Length(size));
        panels[..InnerStart(size)].Clear();
        fixed (float* w = weight, r = recurrent, b = bias, q = innerBias, p = panels)
        {
            for (int block = 0; block < size.Blocks; block++)
            {
                int unit = block * Units;
                int units = Math.Min(Units, H - unit);
                Panel wBlock = Panel.OfWeights(p + ((nint)block * Width * I), I);
                Panel rBlock = Panel.OfWeights(p + RecurrentStart(size) + ((nint)block * Width * H), H);
                float* bBlock = p + BiasStart(size) + (block * Width);
                for (int group = 0; group < 3; group++)
                {
                    nint row = (GateOfGroup[group] * H) + unit;
                    MatrixProduct.PackTransposed(w + (row * I), I, units, I, wBlock.FromColumn(group * Units));
                    new ReadOnlySpan<float>(b + row, units).CopyTo(new Span<float>(bBlock + (group * Units), units));
                    if (group > 0)
                    {
                        MatrixProduct.PackTransposed(r + (row * H), H, units, H, rBlock.FromColumn(group * Units));
                    }
                }

                if (size.ResetAfter)
                {
                    MatrixProduct.PackTransposed(
                        r + ((nint)((2 * H) + unit) * H), H, units, H, rBlock.FromColumn(3 * Units));
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
        ShapeException.Require(panels, BackwardLength(size));
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

/// <summary>Gradients of a GRU's parameters from the blocks [dn, dr, dz, ds] that Backward left.</summary>
/// <remarks>
/// Inputs and states are the rows of a product, the blocks its panels: x meets groups n, r, z, h₋ meets r, z, s, and
/// with reset before r⊙h₋ meets n. The chains go on from
/// the gradients as they are, which therefore travel to the panels' layout and back.
/// </remarks>
/// <param name="size">I, H, where the reset acts.</param>
/// <param name="terms">Inputs, states, blocks, gradients and scratch.</param>
internal readonly unsafe struct GruGradient(GruCell size, WeightTerms terms)
{
    /// <summary>Blocks whose gradients are summed in one pass over the rows.</summary>
    public const int Group = 32;

    private const int Width = RegisterTile.PanelWidth;
    private const int Units = GruPanels.Units;
    private const int Terms = MatrixProduct.GradientBlock;

    /// <summary>Rows whose blocks are packed together: few pages of memory at a time.</summary>
    private const int PackedRows = 16;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(GruCell size, int blocks) =>
        checked((blocks * Width * (Rows(size) + Terms)) + InputStrips.Length(size.I)
            + ((size.ResetAfter ? 1 : 2) * InputStrips.Length(size.H)));

    /// <summary>Adds the gradients of some blocks, a group at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in StepTable steps, int blockFrom, int blockTo)
    {
        for (int j = blockFrom; j < blockTo; j += Group)
        {
            int end = Math.Min(blockTo, j + Group);
            Move(j, end, back: false);
            AddRows(new RowOrder(steps), j, end);
            Move(j, end, back: true);
        }
    }

    /// <summary>The gradients of blocks to panels [(I + H + 1) × 64] in scratch, or back.</summary>
    public void Move(int jFrom, int jTo, bool back)
    {
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, terms.Scratch + ((nint)(j - jFrom) * Rows(size) * Width), back);
        }
    }

    /// <summary>Adds some rows to the gradients in scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRows(RowOrder order, int jFrom, int jTo)
    {
        (int I, int H, bool after) = size;
        int blocks = jTo - jFrom;
        nint length = (nint)Rows(size) * Width;
        float* panels = terms.Scratch + (blocks * length);
        var inputs = new StridedRows(panels + ((nint)blocks * Terms * Width), InputStrips.Stride(I));
        var states = new StridedRows(inputs.Values + InputStrips.Length(I), InputStrips.Stride(H));
        StridedRows seen = states.FromColumn(InputStrips.Length(H));
        var gradients = new StridedRows(terms.Scratch, length);
        StridedRows recurrent = gradients.FromColumn((nint)I * Width);
        Panel panel = Panel.OfWeights(panels, Terms);
        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        for (int count; (count = order.Fill(rows, before, Terms)) > 0;)
        {
            PackPanels(jFrom, blocks, rows, count, panels, length);
            for (int k = 0; k < count; k++)
            {
                InputStrips.Put(terms.X + ((nint)rows[k] * I), I, 0, inputs, k);
                InputStrips.Put(terms.States + ((nint)before[k] * H), H, 0, states, k);
            }

            InputStrips.Add(I, inputs, panel, blocks, 3 * Units, count, gradients);
            InputStrips.Add(
                H, states, panel.FromColumn(Units), blocks, size.RecurrentGroups * Units, count,
                recurrent.FromColumn(Units));
            if (!after)
            {
                PackSeen(rows, count, seen);
                InputStrips.Add(H, seen, panel, blocks, Units, count, recurrent);
            }
        }
    }

    /// <summary>
    /// Rows of a block's gradient: I of W, H of R, and the biases. With reset before R_n lies in group n of R's rows,
    /// else in group s.
    /// </summary>
    private static int Rows(GruCell size) => size.I + size.H + 1;

    /// <summary>
    /// The blocks of the rows, a panel [Terms × 64] for each, and their sums to the gradients of the biases on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackPanels(int jFrom, int blocks, int* rows, int count, float* panels, nint length)
    {
        for (int k = 0; k < count; k += PackedRows)
        {
            for (int j = 0; j < blocks; j++)
            {
                MatrixProduct.PackAndSum(
                    terms.Da + ((nint)(jFrom + j) * Width), terms.DaStride, Width, rows + k,
                    Math.Min(PackedRows, count - k),
                    Panel.OfWeights(panels + ((nint)j * Terms * Width), Terms).FromTerm(k),
                    terms.Scratch + (j * length) + ((nint)(size.I + size.H) * Width));
            }
        }
    }

    /// <summary>r⊙h₋ of the rows, from group s of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackSeen(int* rows, int count, StridedRows strips)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = terms.Da + (rows[k] * terms.DaStride) + (3 * Units);
            for (int unit = 0; unit < size.H; unit += Units)
            {
                InputStrips.Put(row + (unit / Units * Width), Math.Min(Units, size.H - unit), unit, strips, k);
            }
        }
    }

    /// <summary>The gradients of a block to a panel [(I + H + 1) × 64], or back.</summary>
    private void Move(int j, float* panel, bool back)
    {
        (int I, int H, bool after) = size;
        float* recurrent = panel + ((nint)I * Width);
        float* bias = recurrent + ((nint)H * Width);
        int units = Math.Min(Units, H - (j * Units));
        for (int group = 0; group < 4; group++)
        {
            int at = group * Units;

            // Groups n, r, z, s are gates 2, 0, 1 and the recurrent rows of gate 2.
            nint row = ((group switch { 1 => 0, 2 => 1, _ => 2 }) * H) + (j * Units);
            if (group < 3)
            {
                GatedGradient.Move(terms.Dw, row * I, I, units, I, panel + at, back);
                GatedGradient.Move(terms.Db, row, 1, units, 1, bias + at, back);
            }
            else
            {
                GatedGradient.Move(terms.Dq, j * Units, 1, units, 1, bias + at, back);
            }

            if (group is 1 or 2 || group == (after ? 3 : 0))
            {
                GatedGradient.Move(terms.Dr, row * H, H, units, H, recurrent + at, back);
            }
        }
    }
}
