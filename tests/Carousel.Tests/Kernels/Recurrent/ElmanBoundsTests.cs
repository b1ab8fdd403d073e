using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>The Elman network with every span exactly as long as stated, against a page without access.</summary>
public sealed class ElmanBoundsTests
{
    public static TheoryData<int, int, int[], bool> Shapes() => BoundsShapes.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RangesOfPlacesAndUnits_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(2);
            (var size, var rows) = (new ElmanCell(I, H), new PackedRows(lengths));
            (int B, int N, int cut) = (rows.B, rows.N, (I + H) % (rows.B + 1));
            ReadOnlySpan<float> forward = Forward(memory, size), backward = Backward(memory, size),
                x = memory.Drawn(draws, N * I);
            Span<float> h = BoundsShapes.States(memory, draws, B, N, H), dh = memory.Drawn(draws, (B + N) * H),
                dx = memory.Zeros(N * I);
            foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
            {
                BoundsShapes.Say($"Forward {from} … {to}");
                HiddenLoops.Forward(size, new CellSpans
                {
                    Steps = new StepTable(rows.RowStart, rows.B, reverse),
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = forward,
                    X = x,
                    H = h,
                });
            }

            foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
            {
                BoundsShapes.Say($"Backward {from} … {to}");
                HiddenLoops.Backward(size, new CellSpans
                {
                    Steps = new StepTable(rows.RowStart, rows.B, reverse),
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = backward,
                    H = h,
                    Dh = dh,
                });
            }

            BoundsShapes.Say("AddInputGradient");
            HiddenLoops.AddInputGradient(size, backward, dh[(B * H)..], dx, []);
            Span<float> dW = memory.Zeros(H * I), dR = memory.Zeros(H * H), db = memory.Zeros(H);
            foreach ((int from, int to) in new[] { (0, H / 3), (H / 3, H) })
            {
                BoundsShapes.Say($"AddWeightGradient, units {from} … {to}");
                HiddenLoops.AddWeightGradient(size, new CellSpans
                {
                    Steps = new StepTable(rows.RowStart, rows.B, reverse),
                    X = x,
                    H = h,
                    Dh = dh,
                    Dw = dW,
                    Dr = dR,
                    Db = db,
                    Scratch = memory.Empty(size.GradientScratch(along: false)),
                }, from, to);
            }

            BoundsShapes.AreNumbers(h, "h");
            BoundsShapes.AreNumbers(dh, "dh");
            AreNumbers(dx, dW, dR, db);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [InlineData(300, 900, new[] { 2, 1 }, false)]
    public void GradientsAlongWithTheTimeLoop_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(3);
            (var size, var rows) = (new ElmanCell(I, H), new PackedRows(lengths));
            (int B, int N) = (rows.B, rows.N);
            ReadOnlySpan<float> panels = Backward(memory, size), x = memory.Drawn(draws, N * I);
            Span<float> h = memory.Drawn(draws, (B + N) * H);
            Span<float> dh = memory.Drawn(draws, (B + N) * H), dx = memory.Zeros(N * I);
            Span<float> dW = memory.Zeros(H * I), dR = memory.Zeros(H * H), db = memory.Zeros(H);
            BoundsShapes.Say("BackwardWithGradients");
            HiddenLoops.BackwardWithGradients(size, new CellSpans
            {
                Steps = new StepTable(rows.RowStart, rows.B, reverse),
                Panels = panels,
                X = x,
                H = h,
                Dh = dh,
                Dx = dx,
                Dw = dW,
                Dr = dR,
                Db = db,
                Scratch = memory.Empty(size.GradientScratch(along: false)),
            });
            BoundsShapes.AreNumbers(dh, "dh");
            AreNumbers(dx, dW, dR, db);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void StepsAndPartsOfUnits_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            var draws = new Draws(4);
            (var size, var rows) = (new ElmanCell(I, H), new PackedRows(lengths));
            (int B, int N, int parts) = (rows.B, rows.N, 1 + (H % 3));
            ReadOnlySpan<float> forward = Forward(memory, size), backward = Backward(memory, size);
            foreach (int S in new[] { 1, Math.Min(B, 13) })
            {
                ReadOnlySpan<float> x = memory.Drawn(draws, S * I), before = memory.Drawn(draws, S * H);
                Span<float> state = memory.Drawn(draws, S * H), h = memory.Empty(S * H);
                BoundsShapes.Say($"Step and StepUnits of {S}, {parts} parts");
                HiddenLoops.Step(size, forward, x, state, memory.Empty(S * H), []);
                for (int part = 0; part < parts; part++)
                {
                    HiddenLoops.StepUnits(size, size.Part(part, parts), forward, x, before, h, [], []);
                }

                BoundsShapes.AreNumbers(state, "state");
                BoundsShapes.AreNumbers(h, "h");
            }

            Span<float> states = memory.Drawn(draws, (B + N) * H);
            Span<float> dh = memory.Drawn(draws, (B + N) * H);
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
                        Dh = dh,
                    }, done, next, part, parts);
                }

                done = next;
            }

            BoundsShapes.AreNumbers(dh, "dh");
        }
    }

    private static void AreNumbers(
        ReadOnlySpan<float> dx, ReadOnlySpan<float> dW, ReadOnlySpan<float> dR, ReadOnlySpan<float> db)
    {
        BoundsShapes.AreNumbers(dx, "dx");
        BoundsShapes.AreNumbers(dW, "dW");
        BoundsShapes.AreNumbers(dR, "dR");
        BoundsShapes.AreNumbers(db, "db");
    }

    private static ReadOnlySpan<float> Forward(GuardedMemory memory, ElmanCell size)
    {
        (int I, int H) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(size.PanelLength);
        BoundsShapes.Say("Pack");
        var weights = new CellWeights
        {
            W = memory.Drawn(draws, H * I, scale),
            R = memory.Drawn(draws, H * H, scale),
            B = memory.Drawn(draws, H),
        };
        size.Pack(weights, panels);
        return panels;
    }

    private static ReadOnlySpan<float> Backward(GuardedMemory memory, ElmanCell size)
    {
        (int I, int H) = size;
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(I + H));
        Span<float> panels = memory.Empty(size.BackwardPanelLength);
        BoundsShapes.Say("PackBackward");
        var weights = new CellWeights
        {
            W = memory.Drawn(draws, H * I, scale),
            R = memory.Drawn(draws, H * H, scale),
        };
        size.PackBackward(weights, panels);
        return panels;
    }
}
