using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// Entries that only the LSTM has, with every span exactly as long as stated, against a page without access.
/// </summary>
public sealed class LstmBoundsTests
{
    public static IEnumerable<TheoryDataRow<int, int, int[], bool>> Shapes() => BoundsShapes.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GradientsAlongWithTheTimeLoop_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(3);
            (var size, var rows) = (new LstmSize(I, H), new PackedRows(lengths));
            (int B, int N) = (rows.B, rows.N);
            var steps = new StepTable(rows.RowStart, B, reverse);
            ReadOnlySpan<float> panels = Backward(memory, size), x = memory.Drawn(draws, N * I);
            Span<float> h = memory.Drawn(draws, (B + N) * H), c = memory.Drawn(draws, (B + N) * H);
            Span<float> dx = memory.Zeros(N * I), dW = memory.Zeros(4 * H * I), dR = memory.Zeros(4 * H * H),
                db = memory.Zeros(4 * H);
            for (int wanted = 0; wanted < 4; wanted += 3)
            {
                BoundsShapes.Say($"BackwardWithGradients, {(wanted == 0 ? "all" : "of R alone")}");
                Span<float> gates = memory.Drawn(draws, N * 4 * H), dh = memory.Drawn(draws, (B + N) * H),
                    dc = memory.Drawn(draws, B * H);
                Span<float> scratch = memory.Empty(LstmKernel.BackwardWithGradientsScratchLength(size, B));
                LstmKernel.BackwardWithGradients(size, new CellSpans
                {
                    Steps = steps,
                    Panels = panels,
                    X = x,
                    H = h,
                    C = c,
                    Gates = gates,
                    Dh = dh,
                    Dc = dc,
                    Dx = wanted == 0 ? dx : [],
                    Dw = wanted == 0 ? dW : [],
                    Dr = dR,
                    Db = wanted == 0 ? db : [],
                    Scratch = scratch,
                });
                BoundsShapes.AreNumbers(dh, "dh");
                BoundsShapes.AreNumbers(dc, "dc");
            }

            BoundsShapes.AreNumbers(dx, "dx");
            BoundsShapes.AreNumbers(dW, "dW");
            BoundsShapes.AreNumbers(dR, "dR");
            BoundsShapes.AreNumbers(db, "db");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Symbols_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            const int V = 7;
            var draws = new Draws(5);
            (var size, var rows) = (new LstmSize(I, H), new PackedRows(lengths));
            (int B, int N, int cut) = (rows.B, rows.N, (I + H) % (rows.B + 1));
            var steps = new StepTable(rows.RowStart, B, reverse);
            ReadOnlySpan<float> forward = Forward(memory, size), backward = Backward(memory, size),
                table = memory.Drawn(draws, V * I);
            Span<float> symbols = memory.Empty(N), starts = memory.Empty(LstmKernel.SymbolStartsLength(size, V));
            for (int n = 0; n < N; n++)
            {
                symbols[n] = n == N - 1 ? V - 1 : draws.Below(V);
            }

            BoundsShapes.Say("SymbolStarts");
            LstmKernel.SymbolStarts(size, forward, table, starts);
            BoundsShapes.AreNumbers(starts, "starts");
            Span<float> h = BoundsShapes.States(memory, draws, B, N, H),
                c = BoundsShapes.States(memory, draws, B, N, H), gates = memory.Empty(N * 4 * H);
            Span<float> inferred = BoundsShapes.States(memory, draws, B, N, H), carried = memory.Drawn(draws, B * H);
            foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
            {
                BoundsShapes.Say($"ForwardSymbols {from} … {to}");
                Span<float> scratch = memory.Empty(LstmKernel.ScratchLength(size, to - from));
                LstmKernel.Forward(size, new CellSpans
                {
                    Steps = steps,
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = forward,
                    X = symbols,
                    Starts = starts,
                    H = h,
                    C = c,
                    Gates = gates,
                    Scratch = scratch,
                });
                LstmKernel.Forward(size, new CellSpans
                {
                    Steps = steps,
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = forward,
                    X = symbols,
                    Starts = starts,
                    H = inferred,
                    C = carried,
                    Scratch = scratch,
                });
            }

            BoundsShapes.Say("BackwardSymbols");
            Span<float> dh = memory.Drawn(draws, (B + N) * H), dc = memory.Drawn(draws, B * H),
                dR = memory.Zeros(4 * H * H), sums = memory.Zeros(V * 4 * H);
            LstmKernel.BackwardWithGradients(size, new CellSpans
            {
                Steps = steps,
                Panels = backward,
                X = symbols,
                H = h,
                C = c,
                Gates = gates,
                Dh = dh,
                Dc = dc,
                Dr = dR,
                Sums = sums,
                Scratch = memory.Empty(LstmKernel.BackwardWithGradientsScratchLength(size with { I = 0 }, B)),
            });
            LstmKernel.BackwardWithGradients(size, new CellSpans
            {
                Steps = steps,
                Panels = backward,
                X = symbols,
                H = h,
                C = c,
                Gates = gates,
                Dh = dh,
                Dc = dc,
                Sums = sums,
                Scratch = memory.Empty(LstmKernel.BackwardWithGradientsScratchLength(size with { I = 0 }, B)),
            });
            BoundsShapes.Say("AddSymbolSums");
            LstmKernel.AddSymbolSums(size, new CellSpans { Steps = steps, X = symbols, Gates = gates, Sums = sums });
            BoundsShapes.AreNumbers(h, "h");
            BoundsShapes.AreNumbers(inferred, "h, inferred");
            BoundsShapes.AreNumbers(dh, "dh");
            BoundsShapes.AreNumbers(dc, "dc");
            BoundsShapes.AreNumbers(dR, "dR");
            BoundsShapes.AreNumbers(sums, "sums");
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

    private static ReadOnlySpan<float> Forward(GuardedMemory memory, LstmSize size)
    {
        (int I, int H) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(LstmPanels.ForwardLength(size));
        BoundsShapes.Say("PackForward");
        LstmPanels.PackForward(
            size, memory.Drawn(draws, 4 * H * I, scale), memory.Drawn(draws, 4 * H * H, scale),
            memory.Drawn(draws, 4 * H), panels);
        return panels;
    }

    private static ReadOnlySpan<float> Backward(GuardedMemory memory, LstmSize size)
    {
        (int I, int H) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(LstmPanels.BackwardLength(size));
        BoundsShapes.Say("PackBackward");
        LstmPanels.PackBackward(
            size, memory.Drawn(draws, 4 * H * I, scale), memory.Drawn(draws, 4 * H * H, scale), panels);
        return panels;
    }
}
