using Carousel.Data;
using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Reference.Quantized;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Quantized;

/// <summary>One batch through the kernel in 8 bits, with everything it read and wrote.</summary>
internal sealed class QuantizedLstmRun
{
    private readonly bool _reverse;
    private readonly double[,] _w, _r;
    private readonly double[] _b;

    public QuantizedLstmRun(int I, int H, int[] lengths, bool reverse = false, int seed = 1)
    {
        var draws = new Draws(seed);
        (Size, Packing, _reverse) = (new LstmSize(I, H), new Packing(lengths), reverse);
        double scale = 1 / Math.Sqrt(I + H);
        (_w, _r, _b) = (draws.Matrix(4 * H, I, scale), draws.Matrix(4 * H, H, scale), draws.Vector(4 * H));
        Panels = new float[QuantizedLstmPanels.Length(Size)];
        QuantizedLstmPanels.Pack(
            Size, QuantizedMatrix.Of(4 * H, I, Near.Floats(_w)), QuantizedMatrix.Of(4 * H, H, Near.Floats(_r)),
            Near.Floats(_b), Panels);
        (X, H0, C0) = (draws.Floats(Packing.Rows * I), draws.Floats(B * H), draws.Floats(B * H));
        (States, Cells, Gates) = ([.. H0, .. new float[N * H]], [.. C0, .. new float[N * H]], new float[4 * N * H]);
    }

    public LstmSize Size { get; }

    public Packing Packing { get; }

    public int B => Packing.BatchSize;

    public int N => Packing.Rows;

    public float[] Panels { get; }

    public float[] X { get; }

    public float[] H0 { get; }

    public float[] C0 { get; }

    public float[] States { get; }

    public float[] Cells { get; }

    public float[] Gates { get; }

    public StepTable Steps => new(Packing.RowStart, B, _reverse);

    /// <summary>Runs the public entry, rows in the given number of parts.</summary>
    public QuantizedLstmRun Run(int parts = 1)
    {
        for (int part = 0; part < parts; part++)
        {
            (int from, int to) = (B * part / parts, B * (part + 1) / parts);
            QuantizedLstmKernel.Forward(Size, new CellSpans
            {
                Steps = Steps,
                PlaceFrom = from,
                PlaceTo = to,
                Panels = Panels,
                X = X,
                H = States,
                C = Cells,
                Gates = Gates,
                Scratch = new float[QuantizedLstmKernel.ScratchLength(Size, to - from)],
            });
        }

        return this;
    }

    /// <summary>Runs each step in the given number of parts of units.</summary>
    public QuantizedLstmRun RunUnits(int parts)
    {
        var room = new float[QuantizedLstmKernel.ScratchLength(Size, B, parts)];
        for (int s = 0; s < Steps.T; s++)
        {
            QuantizedLstmKernel.BeginStep(Size, new CellSpans { Steps = Steps, X = X, H = States, Scratch = room }, s);
            for (int part = parts - 1; part >= 0; part--)
            {
                QuantizedLstmKernel.StepUnits(Size, new CellSpans
                {
                    Steps = Steps,
                    Panels = Panels,
                    H = States,
                    C = Cells,
                    Gates = Gates,
                    Scratch = room,
                }, s, part, parts);
            }
        }

        return this;
    }

    /// <summary>Runs on vectors of one width.</summary>
    public QuantizedLstmRun Run<V, O>()
        where O : ILanes<V>
    {
        new QuantizedLstmKernel.ForwardRun(Size).Run<V, O>(new CellSpans
        {
            Steps = Steps,
            PlaceTo = B,
            Panels = Panels,
            X = X,
            H = States,
            C = Cells,
            Gates = Gates,
            Scratch = new float[QuantizedLstmKernel.ScratchLength(Size, B)],
        });
        return this;
    }

    public void HasTheBitsOf(QuantizedLstmRun other)
    {
        Near.SameBits(States, other.States);
        Near.SameBits(Cells, other.Cells);
        Near.SameBits(Gates, other.Gates);
    }

    /// <summary>
    /// Compares every step with the twin, which starts each from the kernel's state: a last place of h that differs
    /// could round to another whole number.
    /// </summary>
    public void AgreesWithTheTwin()
    {
        var weights = new EquationWeights(
            Size.H, Near.Flat(_w).ToArray(), Near.Flat(_r).ToArray(), _b);
        for (int s = 0; s < Steps.T; s++)
        {
            for (int row = 0; row < Steps.Rows(s); row++)
            {
                int before = row >= Steps.Continued(s) ? row : Steps.StateRow(s - 1) + row;
                (double[] h, double[] c) = QuantizedLstmReference.Step(
                    weights, Row(X, Steps.FirstRow(s) + row, Size.I), Row(States, before, Size.H),
                    Row(Cells, before, Size.H));
                double share = Near.Recurrent(1, Size.I + Size.H);
                int at = (Steps.StateRow(s) + row) * Size.H;
                Near.Within(States.AsSpan(at, Size.H), h, share);
                Near.Within(Cells.AsSpan(at, Size.H), c, 4 * share);
            }
        }
    }

    private static double[] Row(float[] values, int row, int width) =>
        [.. values.AsSpan(row * width, width).ToArray().Select(v => (double)v)];
}
