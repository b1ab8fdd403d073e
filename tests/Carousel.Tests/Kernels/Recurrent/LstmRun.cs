using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// One batch through the kernel, forwards and backwards, with everything it read and wrote; and the same through the
/// twin.
/// </summary>
internal sealed class LstmRun
{
    private readonly LstmSize _size;
    private readonly Packing _packing;
    private readonly bool _reverse;
    private readonly double[,] _w, _r, _x, _h0, _c0, _dh, _dhLast, _dcLast;
    private readonly double[] _b;

    public LstmRun(int I, int H, int[] lengths, bool reverse = false, int seed = 1)
    {
        var draws = new Draws(seed);
        (_size, _packing, _reverse) = (new LstmSize(I, H), new Packing(lengths), reverse);
        double scale = 1 / Math.Sqrt(I + H);
        (_w, _r, _b) = (draws.Matrix(4 * H, I, scale), draws.Matrix(4 * H, H, scale), draws.Vector(4 * H));
        (_x, _h0, _c0) = (draws.Matrix(_packing.Rows, I), draws.Matrix(B, H), draws.Matrix(B, H));
        (_dh, _dhLast, _dcLast) = (draws.Matrix(_packing.Rows, H), draws.Matrix(B, H), draws.Matrix(B, H));
    }

    public int B => _packing.BatchSize;

    public int N => _packing.Rows;

    public float[] H { get; private set; } = [];

    public float[] C { get; private set; } = [];

    public float[] Dx { get; private set; } = [];

    public float[] Dh { get; private set; } = [];

    public float[] Dc { get; private set; } = [];

    public float[] Dw { get; private set; } = [];

    public float[] Dr { get; private set; } = [];

    public float[] Db { get; private set; } = [];

    /// <summary>
    /// The last step run of the sequence at a place is where the state sequence has this row; its initial state if it
    /// is empty.
    /// </summary>
    private int LastRow(int place)
    {
        int length = _packing.Lengths[place];
        return length == 0 ? place : B + _packing.RowStart[_reverse ? 0 : length - 1] + place;
    }

    public StepTable Steps => new(_packing.RowStart, B, _reverse);

    public ReadOnlySpan<float> X => Near.Floats(_x);

    public float[] Panels()
    {
        var panels = new float[LstmPanels.ForwardLength(_size)];
        LstmPanels.PackForward(_size, Near.Floats(_w), Near.Floats(_r), Near.Floats(_b), panels);
        return panels;
    }

    /// <summary>Runs the public entries, rows and blocks of units in so many parts.</summary>
    public LstmRun Run(int parts = 1, float already = 0)
    {
        Allocate(
            already, out float[] forward, out float[] backward, out float[] gates, out float[] scratch,
            out float[] gradientScratch);
        for (int part = 0; part < parts; part++)
        {
            LstmKernel.Forward(_size, new CellSpans
            {
                Steps = Steps,
                PlaceFrom = B * part / parts,
                PlaceTo = B * (part + 1) / parts,
                Panels = forward,
                X = X,
                H = H,
                C = C,
                Gates = gates,
                Scratch = scratch,
            });
        }

        for (int part = 0; part < parts; part++)
        {
            LstmKernel.Backward(_size, new CellSpans
            {
                Steps = Steps,
                PlaceFrom = B * part / parts,
                PlaceTo = B * (part + 1) / parts,
                Panels = backward,
                C = C,
                Gates = gates,
                Dh = Dh,
                Dc = Dc,
                Scratch = scratch,
            });
        }

        int blocks = LstmKernel.GradientBlocks(_size);
        for (int part = parts - 1; part >= 0; part--)
        {
            LstmKernel.AddWeightGradients(_size, new CellSpans
            {
                Steps = Steps,
                X = X,
                H = H,
                Gates = gates,
                Dw = Dw,
                Dr = Dr,
                Db = Db,
                Scratch = gradientScratch,
            }, blocks * part / parts, blocks * (part + 1) / parts);
            Range rows = (N * part / parts)..(N * (part + 1) / parts);
            LstmKernel.AddInputGradient(
                _size, backward, gates.AsSpan()[(rows.Start.Value * 4 * _size.H)..(rows.End.Value * 4 * _size.H)],
                Dx.AsSpan()[(rows.Start.Value * _size.I)..(rows.End.Value * _size.I)]);
        }

        return this;
    }

    /// <summary>Runs the gradients along with the backward time loop.</summary>
    public LstmRun RunTogether(float already = 0)
    {
        Allocate(already, out float[] forward, out float[] backward, out float[] gates, out float[] scratch, out _);
        LstmKernel.Forward(_size, new CellSpans
        {
            Steps = Steps,
            PlaceTo = B,
            Panels = forward,
            X = X,
            H = H,
            C = C,
            Gates = gates,
            Scratch = scratch,
        });
        LstmKernel.BackwardWithGradients(_size, new CellSpans
        {
            Steps = Steps,
            Panels = backward,
            X = X,
            H = H,
            C = C,
            Gates = gates,
            Dh = Dh,
            Dc = Dc,
            Dx = Dx,
            Dw = Dw,
            Dr = Dr,
            Db = Db,
            Scratch = new float[LstmKernel.BackwardWithGradientsScratchLength(_size, B)],
        });
        return this;
    }

    /// <summary>Runs forward and the backward time loop on vectors of one width.</summary>
    public LstmRun Run<V, O>()
        where O : ILanes<V>
    {
        Allocate(0, out float[] forward, out float[] backward, out float[] gates, out float[] scratch, out _);
        var call = new CellSpans
        {
            Steps = Steps,
            PlaceTo = B,
            Panels = forward,
            X = X,
            H = H,
            C = C,
            Gates = gates,
            Dh = Dh,
            Dc = Dc,
            Scratch = scratch,
        };
        new LstmKernel.ForwardRun(_size).Run<V, O>(call);
        call.Panels = backward;
        new LstmKernel.BackwardRun(_size).Run<V, O>(call);
        Dx = gates;
        return this;
    }

    /// <summary>Holds everything against the twin, which takes one sequence at a time.</summary>
    public void AgreesWithTheTwin()
    {
        int H_ = _size.H;
        double[,] h = new double[B + N, H_], c = new double[B + N, H_], dx = new double[N, _size.I],
            dh0 = new double[B, H_], dc0 = new double[B, H_];
        double[,] dw = new double[4 * H_, _size.I], dr = new double[4 * H_, H_];
        double[] db = new double[4 * H_];
        var weights = new LstmWeights(_w, _r, _b);
        for (int p = 0; p < B; p++)
        {
            double[,] x = OfSequence(_x, p);
            LstmStates states = LstmReference.Forward(weights, x, Row(_h0, p), Row(_c0, p), _reverse);
            LstmGradients d = LstmReference.Backward(
                weights, x, Row(_h0, p), Row(_c0, p), OfSequence(_dh, p), Row(_dhLast, p), Row(_dcLast, p), _reverse);
            Put(h, p, Row(_h0, p));
            Put(c, p, Row(_c0, p));
            Put(dh0, p, d.Dh0);
            Put(dc0, p, d.Dc0);
            for (int t = 0; t < x.GetLength(0); t++)
            {
                int row = _packing.RowStart[t] + p;
                Put(h, B + row, Row(states.H, t));
                Put(c, B + row, Row(states.C, t));
                Put(dx, row, Row(d.Dx, t));
            }

            AddTo(dw, d.Dw);
            AddTo(dr, d.Dr);
            AddTo(db, d.Db);
        }

        double share = Near.Recurrent(_packing.Steps, _size.I + H_);
        Near.Largest(H, h, share);
        Near.Largest(C, c, share);
        Near.Largest(Dx, dx, share);
        Near.Largest(Dh.AsSpan(0, B * H_), dh0, share);
        Near.Largest(Dc, dc0, share);
        Near.Largest(Dw, dw, share);
        Near.Largest(Dr, dr, share);
        Near.Largest(Db, db, share);
    }

    public void HasTheBitsOf(LstmRun other)
    {
        Near.SameBits(H, other.H);
        Near.SameBits(C, other.C);
        Near.SameBits(Dx, other.Dx);
        Near.SameBits(Dh, other.Dh);
        Near.SameBits(Dc, other.Dc);
        Near.SameBits(Dw, other.Dw);
        Near.SameBits(Dr, other.Dr);
        Near.SameBits(Db, other.Db);
    }

    private void Allocate(
        float already, out float[] forward, out float[] backward, out float[] gates, out float[] scratch,
        out float[] gradientScratch)
    {
        int units = _size.H;
        forward = Panels();
        backward = new float[LstmPanels.BackwardLength(_size)];
        LstmPanels.PackBackward(_size, Near.Floats(_w), Near.Floats(_r), backward);
        (gates, scratch) = (new float[N * 4 * units], new float[LstmKernel.ScratchLength(_size, B)]);
        gradientScratch = new float[LstmKernel.GradientScratchLength(_size)];
        (H, C, Dh) = (new float[(B + N) * units], new float[(B + N) * units], new float[(B + N) * units]);
        Near.Floats(_h0).CopyTo(H, 0);
        Near.Floats(_c0).CopyTo(C, 0);
        Dc = Near.Floats(_dcLast);
        Near.Floats(_dh).CopyTo(Dh, B * units);
        float[] last = Near.Floats(_dhLast);
        for (int p = 0; p < B; p++)
        {
            for (int u = 0; u < units; u++)
            {
                Dh[(LastRow(p) * units) + u] += last[(p * units) + u];
            }
        }

        (Dx, Dw, Dr, Db) = (
            Filled(N * _size.I, already), Filled(_w.Length, already), Filled(_r.Length, already),
            Filled(_b.Length, already));
    }

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }

    private double[,] OfSequence(double[,] rows, int place)
    {
        var sequence = new double[_packing.Lengths[place], rows.GetLength(1)];
        for (int t = 0; t < sequence.GetLength(0); t++)
        {
            Put(sequence, t, Row(rows, _packing.RowStart[t] + place));
        }

        return sequence;
    }

    private static double[] Row(double[,] rows, int row) =>
        [.. Enumerable.Range(0, rows.GetLength(1)).Select(k => rows[row, k])];

    private static void Put(double[,] rows, int row, double[] values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            rows[row, k] = values[k];
        }
    }

    private static void AddTo(Array sum, Array values)
    {
        Span<double> to = Near.Flat(sum);
        ReadOnlySpan<double> from = Near.Flat(values);
        for (int k = 0; k < to.Length; k++)
        {
            to[k] += from[k];
        }
    }
}
