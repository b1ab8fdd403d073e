using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Some units of one step of all rows, for threads that share a step.</summary>
internal readonly unsafe partial struct QuantizedLstmKernel
{
    /// <summary>Before a step: its inputs and the states before in bytes, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">X, H, and ScratchLength(size, B, parts) values of scratch.</param>
    /// <param name="s">Number of the step in the order run; the one before has run.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BeginStep(LstmSize size, in CellSpans call, int s)
    {
        ShapeException.Require(call.X, (call.Steps.N, size.I));
        ShapeException.Require(call.H, (call.Steps.B + call.Steps.N, size.H));
        LstmKernel.RequireScratch(call.Scratch, ScratchLength(size, call.Steps.B));
        Widths.Run(new BeginRun(size, s), call);
    }

    private readonly struct BeginRun(LstmSize size, int s) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            fixed (float* px = call.X, ph = call.H, room = call.Scratch)
            {
                var q = new LstmKernel.Sequence { Size = size, Steps = call.Steps, X = px, H = ph };
                QuantizeRows<V, O>(
                    q, s, 0, call.Steps.Rows(s), new ByteRows(size.I, size.H, call.Steps.B, room));
            }
        }
    }

    /// <summary>The units of some blocks in one step, after <see cref="BeginStep"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">As for Forward, but ScratchLength(size, B, parts) values of scratch, shared.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(LstmSize size, in CellSpans call, int s, int part, int parts)
    {
        ShapeException.Require(call.Panels, QuantizedLstmPanels.Length(size));
        LstmKernel.RequireStates(size, call);
        LstmKernel.RequireScratch(call.Scratch, ScratchLength(size, call.Steps.B, parts));
        Widths.Run(new UnitsRun(size, s, part, parts), call);
    }

    private readonly struct UnitsRun(LstmSize size, int s, int part, int parts) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            int blocks = UnitBlocks.Count(size.H), B = call.Steps.B;
            fixed (float* pp = call.Panels, ph = call.H, pc = call.C, pg = call.Gates, room = call.Scratch)
            {
                var q = new LstmKernel.Sequence
                {
                    Size = size,
                    Steps = call.Steps,
                    Panels = pp,
                    X = room,
                    H = ph,
                    C = pc,
                    KeepC = pg != null,
                    Gates = pg,
                    Scratch = room + RowsLength(size, B) + (part * PartScratch),
                };
                Blocks<V, O>(
                    q, s, 0, call.Steps.Rows(s), blocks * part / parts, blocks * (part + 1) / parts,
                    new ByteRows(size.I, size.H, B, room));
            }
        }
    }

    /// <summary>Before a streaming step: its input and the state in bytes, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H].</param>
    /// <param name="scratch">ScratchLength(size, 1, parts) values.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BeginStream(LstmSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(x, I);
        ShapeException.Require(h, H);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* px = x, ph = h, room = scratch)
        {
            Widths.Run(new BytesRun(size, px, ph, room));
        }
    }

    private readonly struct BytesRun(LstmSize size, float* x, float* h, float* room) : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            var bytes = new ByteRows(size.I, size.H, 1, room);
            *bytes.InputScales = RowQuantizer.Quantize<V, O>(x, size.I, bytes.Input(0));
            *bytes.StateScales = RowQuantizer.Quantize<V, O>(h, size.H, bytes.State(0));
        }
    }

    /// <summary>Some units of a streaming step, after <see cref="BeginStream"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From QuantizedLstmPanels.Pack.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1, parts) values, shared.</param>
    /// <param name="descending">As for Step.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StreamUnits(
        LstmSize size, int part, int parts, ReadOnlySpan<float> panels, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending)
    {
        ShapeException.Require(panels, QuantizedLstmPanels.Length(size));
        ShapeException.Require(h, size.H);
        ShapeException.Require(c, size.H);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1, parts));
        int blocks = UnitBlocks.Count(size.H);
        (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
        fixed (float* pp = panels, ph = h, pc = c, room = scratch)
        {
            Widths.Run(new StreamRun
            {
                Size = size,
                Panels = pp,
                BlockFrom = from,
                BlockTo = to,
                H = ph,
                C = pc,
                Descending = descending,
                Room = room,
                Scratch = room + RowsLength(size, 1) + (part * PartScratch),
            });
        }
    }

    /// <summary>
    /// Two blocks at a time: of 32 units the chains from cell to state hold each other up less than of 16.
    /// </summary>
    private struct StreamRun : IWidthWork
    {
        public LstmSize Size;
        public float* Panels;
        public int BlockFrom;
        public int BlockTo;
        public float* H;
        public float* C;
        public bool Descending;
        public float* Room;
        public float* Scratch;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        readonly void IWidthWork.Run<V, O>()
        {
            const int group = 2;
            var bytes = new ByteRows(Size.I, Size.H, 1, Room);
            int* sums = (int*)(Scratch + LstmKernel.TileScratch);
            int groups = (BlockTo - BlockFrom + group - 1) / group;
            for (int g = 0; g < groups; g++)
            {
                int j = BlockFrom + ((Descending ? groups - 1 - g : g) * group);
                int count = Math.Min(group, BlockTo - j);
                for (int i = 0; i < count; i++)
                {
                    float* block = Panels + ((nint)(j + i) * QuantizedLstmPanels.BlockLength(Size));
                    var z = new StridedRows(Scratch + (i * Width), Width);
                    QuantizedLstmPanels.Inputs(Size, block).Multiply<V, O>(
                        1, bytes.Inputs(0), QuantizedLstmPanels.Bias(Size, block), z, sums);
                    QuantizedLstmPanels.States(Size, block).Multiply<V, O>(1, bytes.States(0), z, z, sums);
                }

                int unit = j * UnitBlocks.Size;
                LstmKernel.StepCells<V, O>(
                    Math.Min(Size.H, BlockTo * UnitBlocks.Size) - unit, count, Scratch, H + unit, C + unit);
            }
        }
    }
}
