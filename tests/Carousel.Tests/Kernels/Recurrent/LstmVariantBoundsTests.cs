using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// The LSTM with variants, plain and with all of them, with every span exactly as long as stated, against a page
/// without access.
/// </summary>
public sealed class LstmVariantBoundsTests
{
    /// <summary>The shapes, as far as variants are meant for them.</summary>
    public static IEnumerable<TheoryDataRow<int, int, int[], bool>> Shapes() =>
        BoundsShapes.All().Where(shape => shape.Data.Item1 + shape.Data.Item2 < 600);

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Speed", "Long")]
    public void ForwardBackwardAndGradients_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            foreach (LstmVariantSize size in Sizes(I, H))
            {
                var draws = new Draws(2);
                var rows = new PackedRows(lengths);
                (int B, int N, int cut, int P, int G) = (
                    rows.B, rows.N, (I + H) % (rows.B + 1), size.P, size.GatesLength);
                Span<float> mask = memory.Drawn(draws, size.Peepholes ? B * P : 0);
                ReadOnlySpan<float> forward = Panels(memory, size, back: false),
                    backward = Panels(memory, size, back: true), x = memory.Drawn(draws, N * I);
                Span<float> h = BoundsShapes.States(memory, draws, B, N, P),
                    c = BoundsShapes.States(memory, draws, B, N, H);
                Span<float> inferred = BoundsShapes.States(memory, draws, B, N, P),
                    cells = memory.Drawn(draws, B * H);
                Span<float> trace = memory.Empty(N * size.TraceLength);
                foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
                {
                    BoundsShapes.Say($"Forward {from} … {to}, {size}");
                    Span<float> scratch = memory.Empty(LstmVariantKernel.ForwardScratch(size, to - from));
                    LstmVariantKernel.Forward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = forward,
                        RecurrentMask = mask,
                        X = x,
                        H = h,
                        C = c,
                        Gates = trace,
                        Scratch = scratch,
                    });
                    LstmVariantKernel.Forward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = forward,
                        RecurrentMask = mask,
                        X = x,
                        H = inferred,
                        C = cells,
                        Scratch = scratch,
                    });
                }

                Span<float> dh = memory.Drawn(draws, (B + N) * P), dc = memory.Drawn(draws, B * H),
                    dx = memory.Zeros(N * I);
                foreach ((int from, int to) in new[] { (0, cut), (cut, B) })
                {
                    BoundsShapes.Say($"Backward {from} … {to}, {size}");
                    Span<float> scratch = memory.Empty(LstmVariantKernel.BackwardScratch(size, to - from));
                    LstmVariantKernel.Backward(size, new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, rows.B, reverse),
                        PlaceFrom = from,
                        PlaceTo = to,
                        Panels = backward,
                        RecurrentMask = mask,
                        C = c,
                        Gates = trace,
                        Dh = dh,
                        Dc = dc,
                        Scratch = scratch,
                    });
                }

                BoundsShapes.Say($"AddInputGradient, {size}");
                LstmVariantKernel.AddInputGradient(size, 0, N / 3, backward, trace, dx);
                LstmVariantKernel.AddInputGradient(size, N / 3, N, backward, trace, dx);
                var gradients = new LstmVariantSpans
                {
                    W = memory.Zeros(G * I),
                    R = memory.Zeros(G * P),
                    B = memory.Zeros(G),
                    Peepholes = memory.Zeros(size.Peepholes ? 3 * H : 0),
                    Projection = memory.Zeros(size.Projected ? P * H : 0),
                };
                for (int part = 0; part < 2; part++)
                {
                    BoundsShapes.Say($"AddWeightGradient, part {part}, {size}");
                    var call = new CellSpans
                    {
                        Steps = new StepTable(rows.RowStart, B, reverse),
                        RecurrentMask = mask,
                        X = x,
                        H = h,
                        C = c,
                        Gates = trace,
                        Dh = dh,
                        Scratch = memory.Empty(LstmVariantKernel.WeightGradientScratch(size)),
                    };
                    LstmVariantKernel.AddWeightGradient(size, call, gradients, G * part / 2, G * (part + 1) / 2);
                }

                BoundsShapes.Say($"Step, {size}");
                int S = Math.Min(B, 13);
                Span<float> state = memory.Drawn(draws, S * P), cell = memory.Drawn(draws, S * H);
                LstmVariantKernel.Step(
                    size, forward, memory.Drawn(draws, S * I), state, cell,
                    memory.Empty(LstmVariantKernel.ForwardScratch(size, S)));
                BoundsShapes.AreNumbers(h, "h");
                BoundsShapes.AreNumbers(inferred, "h, inferred");
                BoundsShapes.AreNumbers(dh, "dh");
                BoundsShapes.AreNumbers(dx, "dx");
                BoundsShapes.AreNumbers(gradients.W, "dW");
                BoundsShapes.AreNumbers(gradients.R, "dR");
                BoundsShapes.AreNumbers(state, "state");
                BoundsShapes.AreNumbers(cell, "cell");
            }
        }
    }

    private static LstmVariantSize[] Sizes(int I, int H) =>
    [
        new(I, H, H, Peepholes: false), new(I, H, (H + 1) / 2, Peepholes: true),
    ];

    private static ReadOnlySpan<float> Panels(GuardedMemory memory, LstmVariantSize size, bool back)
    {
        (int I, int H, int P, int G) = (size.I, size.H, size.P, size.GatesLength);
        (var draws, double scale) = (new Draws(1), 1 / Math.Sqrt(H));
        var weights = new LstmVariantSpans
        {
            W = memory.Drawn(draws, G * I, scale),
            R = memory.Drawn(draws, G * P, scale),
            B = memory.Drawn(draws, G),
            Peepholes = memory.Drawn(draws, size.Peepholes ? 3 * H : 0),
            Projection = memory.Drawn(draws, size.Projected ? P * H : 0, scale),
        };
        Span<float> panels = memory.Empty(
            back ? LstmVariantPanels.BackwardLength(size) : LstmVariantPanels.Length(size));
        BoundsShapes.Say($"{(back ? "PackBackward" : "Pack")}, {size}");
        if (back)
        {
            LstmVariantPanels.Pack(size, weights, panels, back: true);
        }
        else
        {
            LstmVariantPanels.Pack(size, weights, panels);
        }

        return panels;
    }
}
