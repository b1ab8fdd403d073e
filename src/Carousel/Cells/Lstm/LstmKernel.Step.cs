using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// One step of one sequence, one source for all widths. It reads each weight once, so it is as fast as the cache that
/// holds the weights.
/// </summary>
internal readonly unsafe partial struct LstmKernel
{
    /// <summary>Values of a first-level cache of 32 KiB.</summary>
    private const int FirstLevel = 32 * 1024 / sizeof(float);

    /// <summary>Preactivations of two blocks, and the state of a last block of fewer than 16 units.</summary>
    internal const int StepScratch = (2 * RegisterTile.PanelWidth) + (2 * UnitBlocks.Size);

    private static void LoadStep(LstmSize size, float* x, float* h, float* row)
    {
        new ReadOnlySpan<float>(x, size.I).CopyTo(new Span<float>(row, size.I));
        new ReadOnlySpan<float>(h, size.H).CopyTo(new Span<float>(row + size.I, size.H));
    }

    /// <summary>The units of some blocks, from a row that holds x and h before.</summary>
    /// <remarks>
    /// Panels in pairs, so that eight chains hide the latency of the multiply-add. Where one panel alone fits the
    /// first-level cache and all together do not, one by one:
    /// then what a step read last is still there when the next step, in the other direction, reads it first. The
    /// direction does not show in the bits.
    /// The cells of a group follow its products at once: the processor fetches the next panel while it computes them.
    /// </remarks>
    private struct StepRun : IWidthWork
    {
        public LstmSize Size;
        public float* Panels;
        public float* Row;
        public int BlockFrom;
        public int BlockTo;
        public float* H;
        public float* C;
        public bool Descending;

        /// <summary>StepScratch values.</summary>
        public float* Scratch;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void IWidthWork.Run<V, O>()
        {
            (int I, int units) = Size;
            int blocks = UnitBlocks.Count(units);
            nint panelLength = (nint)(I + units) * RegisterTile.PanelWidth;
            float* bias = Panels + (blocks * panelLength);
            var z = new StridedRows(Scratch, RegisterTile.PanelWidth);
            int group = O.Count < 16 || panelLength > FirstLevel || blocks * panelLength <= FirstLevel ? 2 : 1;
            int groups = (BlockTo - BlockFrom + group - 1) / group;
            for (int g = 0; g < groups; g++)
            {
                int j = BlockFrom + ((Descending ? groups - 1 - g : g) * group), unit = j * UnitBlocks.Size;
                Panel panel = Panel.OfWeights(Panels + (j * panelLength), I + units);
                var start = new StridedRows(bias + (j * RegisterTile.PanelWidth), RegisterTile.PanelWidth);
                if (group == 2 && j + 1 < BlockTo)
                {
                    RegisterTile.Pair<V, O>(
                        RegisterTile.PanelWidth, Row, panel, panel.Next, I + units, start, z);
                }
                else
                {
                    RegisterTile.Rows<V, O>(
                        1, RegisterTile.PanelWidth, new(new(Row, 0), panel, I + units, start, z));
                }

                StepCells<V, O>(
                    Math.Min(units, BlockTo * UnitBlocks.Size) - unit, group, Scratch, H + unit, C + unit);
            }
        }
    }

    /// <summary>From the preactivations of a block or two to the new state of their units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void StepCells<V, O>(int units, int group, float* z, float* h, float* c)
        where O : ILanes<V>
    {
        // The blocks of one row are as the rows of one block: 16 units apart.
        int whole = Math.Min(group, units / UnitBlocks.Size);
        var to = new CellRows
        {
            CBefore = c,
            C = c,
            H = h,
            StateStride = UnitBlocks.Size,
            Next = h,
            NextStride = UnitBlocks.Size,
        };
        for (int u = 0; u < UnitBlocks.Size && whole > 0; u += O.Count)
        {
            Cell<V, O>(whole, u, z, to);
        }

        int rest = units - (whole * UnitBlocks.Size);
        if (whole < group && rest > 0)
        {
            // Whole vectors for the last block lie behind the preactivations.
            float* last = z + (whole * RegisterTile.PanelWidth);
            float* cLast = z + (2 * RegisterTile.PanelWidth);
            float* hLast = cLast + UnitBlocks.Size;
            CopyUnits(rest, c + (whole * UnitBlocks.Size), cLast);
            to = new() { CBefore = cLast, C = cLast, H = hLast, Next = hLast };
            for (int u = 0; u < UnitBlocks.Size; u += O.Count)
            {
                Cell<V, O>(1, u, last, to);
            }

            CopyUnits(rest, cLast, c + (whole * UnitBlocks.Size));
            CopyUnits(rest, hLast, h + (whole * UnitBlocks.Size));
        }
    }
}
