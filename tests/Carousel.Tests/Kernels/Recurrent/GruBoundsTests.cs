using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// The GRU, the reset after the product and before it, with every span exactly as long as stated, against a page
/// without access.
/// </summary>
public sealed class GruBoundsTests
{
    public static TheoryData<int, int, int[], bool> Shapes() => BoundsShapes.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Speed", "Long")]
    public void RangesOfPlacesAndBlocks_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            foreach (bool after in new[] { true, false })
            {
                var draws = new Draws(2);
                (var size, var rows) = (new GruCell(I, H, after), new PackedRows(lengths));
                (int B, int N, int cut) = (rows.B, rows.N, (I + H) % (rows.B + 1));
                ReadOnlySpan<float> forward = Forward(memory, size), backward = Backward(memory, size),
                    x = memory.Drawn(draws, N * I);
                Span<float> h = BoundsShapes.States(memory, draws, B, N, H), gates = memory.Empty(N * size.GatesLength);
                Span<float> inferred = BoundsShapes.States(memory, draws, B, N, H);
                foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
                {
                    BoundsShapes.Say($"Forward {from} … {to}, reset after {after}");
                    Span<float> scratch = memory.Empty(size.ForwardScratch(to - from));
                    HiddenLoops.Forward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = forward,
                        X = x,
                        H = h,
                        Gates = gates,
                        Scratch = scratch,
                    });
                    HiddenLoops.Forward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = forward,
                        X = x,
                        H = inferred,
                        Scratch = scratch,
                    });
                }

                Span<float> dh = memory.Drawn(draws, (B + N) * H), dx = memory.Zeros(N * I);
                foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
                {
                    BoundsShapes.Say($"Backward {from} … {to}, reset after {after}");
                    HiddenLoops.Backward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = backward,
                        H = h,
                        Gates = gates,
                        Dh = dh,
                        Scratch = memory.Empty(size.BackwardScratch(to - from)),
                    });
                }

                foreach ((int from, int to) in new[] { (0, N / 3), (N / 3, N) })
                {
                    BoundsShapes.Say($"AddInputGradient {from} … {to}, reset after {after}");
                    HiddenLoops.AddInputGradient(
                        size, backward, gates[(from * size.GatesLength)..(to * size.GatesLength)],
                        dx[(from * I)..(to * I)],
                        memory.Empty(size.InputScratch));
                }

                Span<float> dW = memory.Zeros(3 * H * I), dR = memory.Zeros(3 * H * H), db = memory.Zeros(3 * H),
                    dq = memory.Zeros(after ? H : 0);
                foreach ((int from, int to) in new[] { (0, size.Blocks / 2), (size.Blocks / 2, size.Blocks) })
                {
                    BoundsShapes.Say($"AddWeightGradient, blocks {from} … {to}, reset after {after}");
                    HiddenLoops.AddWeightGradient(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        X = x,
                        H = h,
                        Gates = gates,
                        Dw = dW,
                        Dr = dR,
                        Db = db,
                        Dq = dq,
                        Scratch = memory.Empty(size.GradientScratch(along: false)),
                    }, from, to);
                }

                BoundsShapes.AreNumbers(h, "h");
                BoundsShapes.AreNumbers(inferred, "h, inferred");
                BoundsShapes.AreNumbers(dh, "dh");
                AreNumbers(dx, dW, dR, db, dq);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Speed", "Long")]
    public void GradientsAlongWithTheTimeLoop_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            foreach (bool after in new[] { true, false })
            {
                var draws = new Draws(3);
                (var size, var rows) = (new GruCell(I, H, after), new PackedRows(lengths));
                (int B, int N) = (rows.B, rows.N);
                ReadOnlySpan<float> panels = Backward(memory, size), x = memory.Drawn(draws, N * I);
                Span<float> h = memory.Drawn(draws, (B + N) * H);
                Span<float> gates = memory.Drawn(draws, N * size.GatesLength), dh = memory.Drawn(draws, (B + N) * H),
                    dx = memory.Zeros(N * I);
                Span<float> dW = memory.Zeros(3 * H * I), dR = memory.Zeros(3 * H * H), db = memory.Zeros(3 * H),
                    dq = memory.Zeros(after ? H : 0);
                BoundsShapes.Say($"BackwardWithGradients, reset after {after}");
                HiddenLoops.BackwardWithGradients(size, new CellSpans
                {
                    Steps = new StepTable(rows.RowStart, rows.B, reverse),
                    Panels = panels,
                    X = x,
                    H = h,
                    Gates = gates,
                    Dh = dh,
                    Dx = dx,
                    Dw = dW,
                    Dr = dR,
                    Db = db,
                    Dq = dq,
                    Scratch = memory.Empty(HiddenLoops.WithGradientsScratch(size, B)),
                });
                BoundsShapes.AreNumbers(dh, "dh");
                AreNumbers(dx, dW, dR, db, dq);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Speed", "Long")]
    public void StepsAndPartsOfUnits_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(4);
            (var size, var rows) = (new GruCell(I, H, ResetAfter: true), new PackedRows(lengths));
            (int B, int N, int parts) = (rows.B, rows.N, 1 + (H % 3));
            foreach (int S in new[] { 1, Math.Min(B, 13) })
            {
                ReadOnlySpan<float> x = memory.Drawn(draws, S * I);
                foreach (bool after in new[] { true, false })
                {
                    BoundsShapes.Say($"Step of {S}, reset after {after}");
                    GruCell stepped = size with { ResetAfter = after };
                    Span<float> state = memory.Drawn(draws, S * H);
                    HiddenLoops.Step(
                        stepped, Forward(memory, stepped), x, state, memory.Empty(S * H),
                        memory.Empty(stepped.ForwardScratch(S)));
                    BoundsShapes.AreNumbers(state, "state");
                }

                ReadOnlySpan<float> panels = Forward(memory, size), before = memory.Drawn(draws, S * H);
                Span<float> h = memory.Empty(S * H), kept = memory.Empty(S * size.GatesLength);
                for (int part = 0; part < parts; part++)
                {
                    BoundsShapes.Say($"StepUnits of {S}, part {part} of {parts}");
                    HiddenLoops.StepUnits(
                        size, size.Part(part, parts), panels, x, before, h, kept, memory.Empty(size.ForwardScratch(S)));
                    HiddenLoops.StepUnits(
                        size, size.Part(part, parts), panels, x, before, h, [], memory.Empty(size.ForwardScratch(S)));
                }

                BoundsShapes.AreNumbers(h, "h");
            }

            ReadOnlySpan<float> backward = Backward(memory, size);
            Span<float> states = memory.Drawn(draws, (B + N) * H);
            Span<float> gates = memory.Drawn(draws, N * size.GatesLength), dh = memory.Drawn(draws, (B + N) * H);
            var walk = new StepWalk(new StepTable(rows.RowStart, B, reverse), backward: true, 0, B);
            StepSegment done = default;
            bool more = true;
            while (more)
            {
                more = walk.Next(out StepSegment next);
                BoundsShapes.Say($"BackwardUnits, {done} and {next}, {parts} parts");
                for (int part = 0; part < parts; part++)
                {
                    HiddenLoops.BackwardUnits(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        Panels = backward,
                        H = states,
                        Gates = gates,
                        Dh = dh,
                        Scratch = memory.Empty(size.BackwardScratch(done.Rows)),
                    }, done, next, part, parts);
                }

                done = next;
            }

            BoundsShapes.AreNumbers(dh, "dh");
        }
    }

    private static void AreNumbers(
        ReadOnlySpan<float> dx, ReadOnlySpan<float> dW, ReadOnlySpan<float> dR, ReadOnlySpan<float> db,
        ReadOnlySpan<float> dq)
    {
        BoundsShapes.AreNumbers(dx, "dx");
        BoundsShapes.AreNumbers(dW, "dW");
        BoundsShapes.AreNumbers(dR, "dR");
        BoundsShapes.AreNumbers(db, "db");
        BoundsShapes.AreNumbers(dq, "dq");
    }

    private static ReadOnlySpan<float> Forward(GuardedMemory memory, GruCell size)
    {
        (int I, int H, bool after) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(GruPanels.Length(size));
        BoundsShapes.Say("Pack");
        GruPanels.Pack(
            size, memory.Drawn(draws, 3 * H * I, scale), memory.Drawn(draws, 3 * H * H, scale),
            memory.Drawn(draws, 3 * H),
            memory.Drawn(draws, after ? H : 0), panels);
        return panels;
    }

    private static ReadOnlySpan<float> Backward(GuardedMemory memory, GruCell size)
    {
        (int I, int H, _) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(GruPanels.BackwardLength(size));
        BoundsShapes.Say("PackBackward");
        GruPanels.PackBackward(
            size, memory.Drawn(draws, 3 * H * I, scale), memory.Drawn(draws, 3 * H * H, scale), panels);
        return panels;
    }
}
