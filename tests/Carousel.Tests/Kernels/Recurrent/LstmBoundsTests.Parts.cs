using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What threads share out: units of a step, and chunks of steps.</summary>
public sealed partial class LstmBoundsTests
{
    [Theory]
    [MemberData(nameof(Shapes))]
    public void PartsOfUnits_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(6);
            (var size, var rows) = (new LstmSize(I, H), new PackedRows(lengths));
            (int B, int N, int parts) = (rows.B, rows.N, 1 + (H % 3));
            var steps = new StepTable(rows.RowStart, B, reverse);
            ReadOnlySpan<float> forward = Forward(memory, size), backward = Backward(memory, size),
                x = memory.Drawn(draws, N * I);
            Span<float> h = BoundsShapes.States(memory, draws, B, N, H),
                c = BoundsShapes.States(memory, draws, B, N, H), gates = memory.Empty(N * 4 * H);
            Span<float> inferred = BoundsShapes.States(memory, draws, B, N, H), carried = memory.Drawn(draws, B * H);
            Span<float> room = memory.Empty(LstmKernel.UnitsScratchLength(size, B, parts)),
                other = memory.Empty(LstmKernel.UnitsScratchLength(size, B, parts));
            for (int s = 0; s < steps.T; s++)
            {
                BoundsShapes.Say($"BeginStep and StepUnits {s}, {parts} parts");
                LstmKernel.BeginStep(size, new CellSpans { Steps = steps, X = x, H = h, Scratch = room }, s);
                LstmKernel.BeginStep(size, new CellSpans { Steps = steps, X = x, H = inferred, Scratch = other }, s);
                for (int part = 0; part < parts; part++)
                {
                    LstmKernel.StepUnits(size, new CellSpans
                    {
                        Steps = steps,
                        Panels = forward,
                        H = h,
                        C = c,
                        Gates = gates,
                        Scratch = room,
                    }, s, part, parts);
                    LstmKernel.StepUnits(size, new CellSpans
                    {
                        Steps = steps,
                        Panels = forward,
                        H = inferred,
                        C = carried,
                        Scratch = other,
                    }, s, part, parts);
                }
            }

            Span<float> dh = memory.Drawn(draws, (B + N) * H), dc = memory.Drawn(draws, B * H),
                scratch = memory.Empty(LstmKernel.ScratchLength(size, 1));
            for (int s = steps.T; s >= 0; s--)
            {
                BoundsShapes.Say($"BackwardUnits {s}, {parts} parts");
                for (int part = 0; part < parts; part++)
                {
                    LstmKernel.BackwardUnits(size, new CellSpans
                    {
                        Steps = steps,
                        Panels = backward,
                        C = c,
                        Gates = gates,
                        Dh = dh,
                        Dc = dc,
                        Scratch = scratch,
                    }, s, part, parts);
                }
            }

            BoundsShapes.AreNumbers(h, "h");
            BoundsShapes.AreNumbers(inferred, "h, inferred");
            BoundsShapes.AreNumbers(gates, "gates");
            BoundsShapes.AreNumbers(dh, "dh");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Speed", "Long")]
    public void ChunksOfSteps_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(7);
            (var size, var rows) = (new LstmSize(I, H), new PackedRows(lengths));
            (int B, int N, int cut, int parts) = (rows.B, rows.N, (I + H) % (rows.B + 1), 1 + (H % 3));
            var steps = new StepTable(rows.RowStart, B, reverse);
            ReadOnlySpan<float> panels = Backward(memory, size), x = memory.Drawn(draws, N * I);
            Span<float> h = memory.Drawn(draws, (B + N) * H), c = memory.Drawn(draws, (B + N) * H);
            Span<float> gates = memory.Drawn(draws, N * 4 * H);
            Span<float> dh = memory.Drawn(draws, (B + N) * H), dc = memory.Drawn(draws, B * H),
                dx = memory.Zeros(N * I);
            Span<float> dW = memory.Zeros(4 * H * I), dR = memory.Zeros(4 * H * H), db = memory.Zeros(4 * H);
            Span<float> room = memory.Empty(LstmKernel.ChunkScratchLength(size, B, parts));
            var chunks = new StepChunks(rows.RowStart, reverse);
            while (chunks.Next(out int first, out int last))
            {
                foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
                {
                    BoundsShapes.Say($"BackwardChunk, steps {first} … {last}, rows {from} … {to}");
                    Span<float> scratch = memory.Empty(LstmKernel.ScratchLength(size, to - from));
                    LstmKernel.BackwardChunk(size, new CellSpans
                    {
                        Steps = steps,
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = panels,
                        C = c,
                        Gates = gates,
                        Dh = dh,
                        Dc = dc,
                        Dx = dx,
                        Room = room,
                        Scratch = scratch,
                    }, (first, last));
                }

                for (int part = 0; part < parts; part++)
                {
                    BoundsShapes.Say($"AddChunkGradients, steps {first} … {last}, part {part} of {parts}");
                    LstmKernel.AddChunkGradients(size, new CellSpans
                    {
                        Steps = steps,
                        X = x,
                        H = h,
                        Gates = gates,
                        Dw = dW,
                        Dr = dR,
                        Db = db,
                        Room = room,
                    }, (first, last), part, parts);
                }
            }

            BoundsShapes.AreNumbers(dh, "dh");
            BoundsShapes.AreNumbers(dx, "dx");
            BoundsShapes.AreNumbers(dW, "dW");
            BoundsShapes.AreNumbers(dR, "dR");
            BoundsShapes.AreNumbers(db, "db");
        }
    }
}
