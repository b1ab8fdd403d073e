using System.Runtime.Intrinsics;
using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Reference.Quantized;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Quantized;

public sealed class QuantizedGruKernelTests
{
    private static readonly PackedRows _rows = new(6, 5, 5, 3, 3, 2, 1, 0);

    public static TheoryData<int, int, bool> Cases()
    {
        var cases = new TheoryData<int, int, bool>();
        foreach ((int I, int H) in new[] { (1, 1), (3, 5), (5, 16), (2, 17), (33, 31), (8, 70) })
        {
            cases.Add(I, H, true);
            cases.Add(I, H, false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AgreesWithTheTwin(int I, int H, bool resetAfter)
    {
        foreach (bool reverse in new[] { false, true })
        {
            var run = new Run(new GruCell(I, H, resetAfter), reverse);
            run.Forward(0, _rows.B);
            run.AgreesWithTheTwin();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryWidth_AndEveryRangeOfPlaces_GivesTheSameBits(int I, int H, bool resetAfter)
    {
        var size = new GruCell(I, H, resetAfter);
        Run whole = new(size), parts = new(size);
        whole.Forward(0, _rows.B);
        parts.Forward(3, _rows.B);
        parts.Forward(0, 3);

        parts.HasTheBitsOf(whole);
        whole.StepHasTheBits<Vector512<float>, Lanes512>();
        whole.StepHasTheBits<Vector256<float>, Lanes256>();
        whole.StepHasTheBits<Vector128<float>, Lanes128>();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsOfOneSequence_HaveTheBitsOfTheBatch(int I, int H, bool resetAfter)
    {
        var size = new GruCell(I, H, resetAfter);
        var run = new Run(size);
        run.Forward(0, _rows.B);
        var cell = new QuantizedGruCell(size);
        float[] h = run.States[..H], scratch = new float[cell.ForwardScratch(1)], before = new float[H];
        for (int t = 0; t < _rows.T; t++)
        {
            ReadOnlySpan<float> x = run.X.AsSpan(_rows.RowStart[t] * I, I);
            float[] shared = new float[H];
            HiddenLoops.Step(cell, run.Panels, x, h, before, scratch);
            Near.SameBits(h, run.States.AsSpan((_rows.B + _rows.RowStart[t]) * H, H));
            for (int part = 0; part < 3 && resetAfter; part++)
            {
                HiddenLoops.StepUnits(cell, cell.Part(part, 3), run.Panels, x, before, shared, [], scratch);
            }

            Near.SameBits(resetAfter ? shared : h, h);
        }
    }

    [Fact]
    public void SpansOfOtherLengths_AreRefused()
    {
        var run = new Run(new GruCell(3, 20, true));
        var cell = new QuantizedGruCell(run.Size);

        Assert.Throws<ShapeException>(
            () =>
                HiddenLoops.Step(
                    cell, run.Panels.AsSpan(1), run.X.AsSpan(0, 3), new float[20], new float[20],
                    new float[cell.ForwardScratch(1)]));
        Assert.Throws<ShapeException>(
            () => HiddenLoops.Step(
                cell, run.Panels, run.X.AsSpan(0, 2), new float[20], new float[20],
                new float[cell.ForwardScratch(1)]));
    }

    private sealed class Run
    {
        private readonly bool _reverse;
        private readonly EquationWeights _weights;

        public Run(GruCell size, bool reverse = false)
        {
            (Size, _reverse) = (size, reverse);
            (int I, int H, _) = size;
            var draws = new Draws(I + H);
            double scale = 1 / Math.Sqrt(H);
            _weights = new EquationWeights(
                H, draws.Vector(3 * H * I), draws.Vector(3 * H * H, scale), draws.Vector(3 * H))
            {
                Q = size.ResetAfter ? draws.Vector(H) : null,
            };
            Panels = new float[QuantizedGruPanels.Length(size)];
            QuantizedGruPanels.Pack(
                size, QuantizedMatrix.Of(3 * H, I, Near.Floats(_weights.W)),
                QuantizedMatrix.Of(3 * H, H, Near.Floats(_weights.R)),
                Near.Floats(_weights.B), size.ResetAfter ? Near.Floats(_weights.Q!) : [], Panels);
            X = draws.Floats(_rows.N * I);
            States = [.. draws.Floats(_rows.B * H), .. new float[_rows.N * H]];
            Gates = new float[_rows.N * size.GatesLength];
        }

        public GruCell Size { get; }

        public float[] Panels { get; }

        public float[] X { get; }

        public float[] States { get; }

        public float[] Gates { get; }

        public void Forward(int from, int to)
        {
            var cell = new QuantizedGruCell(Size);
            float[] scratch = new float[cell.ForwardScratch(to - from)], withoutGates = [.. States];
            HiddenLoops.Forward(cell, new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = Panels,
                X = X,
                H = States,
                Gates = Gates,
                Scratch = scratch,
            });
            HiddenLoops.Forward(cell, new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = Panels,
                X = X,
                H = withoutGates,
                Scratch = scratch,
            });
            Near.SameBits(withoutGates, States);
        }

        public void HasTheBitsOf(Run other)
        {
            Near.SameBits(States, other.States);
            Near.SameBits(Gates, other.Gates);
        }

        /// <summary>The first step again, on vectors of one width.</summary>
        public unsafe void StepHasTheBits<V, O>()
            where O : ILanes<V>
        {
            int rows = _rows.RowStart[1];
            float[] h = new float[rows * Size.H], scratch = new float[new QuantizedGruCell(Size).ForwardScratch(rows)];
            fixed (float* p = Panels, px = X, pb = States, ph = h, ps = scratch)
            {
                new QuantizedGruCell(Size).Rows<V, O>(new ForwardRows
                {
                    Count = rows,
                    BlockTo = Size.Blocks,
                    Panels = p,
                    X = px,
                    Before = pb,
                    H = ph,
                    Scratch = ps,
                });
            }

            Near.SameBits(h, States.AsSpan(_rows.B * Size.H, h.Length));
        }

        /// <summary>Compares every step with the twin, which starts each from the kernel's state.</summary>
        public void AgreesWithTheTwin()
        {
            int H = Size.H;
            for (int t = 0; t < _rows.T; t++)
            {
                int earlier = _reverse ? t + 1 : t - 1;
                for (int b = 0; b < _rows.RowStart[t + 1] - _rows.RowStart[t]; b++)
                {
                    bool enters = earlier < 0 || earlier >= _rows.T
                        || b >= _rows.RowStart[earlier + 1] - _rows.RowStart[earlier];
                    int before = enters ? b : _rows.B + _rows.RowStart[earlier] + b, row = _rows.RowStart[t] + b;
                    double[] expected = QuantizedGruReference.Step(
                        _weights, PackedRows.RowOf(X, row, Size.I), PackedRows.RowOf(States, before, H));
                    Near.Within(States.AsSpan((_rows.B + row) * H, H), expected, Near.Recurrent(1, Size.I + H));
                }
            }
        }
    }
}
