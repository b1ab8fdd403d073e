using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>
/// The equations of every cell against finite differences: the one check of them that knows nothing of how they are
/// derived.
/// </summary>
public class CellReferenceTests
{
    /// <summary>A cell, rows of W for each unit and for each head, and whether it has an R.</summary>
    private sealed record Case(CellReference Twin, int Rows, bool IsRecurrent, int HeadRows = 0);

    private static readonly Dictionary<string, Case> _cells = new()
    {
        ["elman"] = new(CellReference.Elman, 1, true),
        ["gru"] = new(CellReference.Gru, 3, true),
        ["gru, reset after"] = new(CellReference.Gru, 3, true),
        ["lstm"] = new(CellReference.Lstm, 4, true),
        ["lstm with peepholes"] = new(CellReference.Lstm, 4, true),
        ["mingru"] = new(CellReference.MinGru, 2, false),
        ["minlstm"] = new(CellReference.MinLstm, 3, false),
        ["slstm"] = new(CellReference.Slstm(isExponential: false), 4, true),
        ["slstm, exponential"] = new(CellReference.Slstm(isExponential: true), 4, true),
        ["mlstm"] = new(CellReference.Mlstm(isExponential: false), 4, false, 2),
        ["mlstm, exponential"] = new(CellReference.Mlstm(isExponential: true), 4, false, 2),
        ["delta"] = new(CellReference.Delta(decays: false), 4, false, 1),
        ["delta, decaying"] = new(CellReference.Delta(decays: true), 4, false, 2),
    };

    public static TheoryData<string, int, int, int, bool> Cases()
    {
        var cases = new TheoryData<string, int, int, int, bool>();
        foreach (string cell in _cells.Keys)
        {
            cases.Add(cell, 1, 1, 1, false);
            cases.Add(cell, 5, 3, 4, false);
            cases.Add(cell, 4, 2, 3, true);
            cases.Add(cell, 4, 2, 6, true);
            cases.Add(cell, 9, 1, 2, false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_EqualsFiniteDifferences(string name, int T, int I, int H, bool reverse)
    {
        CellReference twin = _cells[name].Twin;

        // Values at which no maximum of an mLSTM changes sides inside a difference.
        var draws = new Draws(T + I + H + 1);
        (EquationWeights w, double[,] x, double[] start) = Drawn(draws, name, T, I, H);
        (double[,] dh, double[] dFinal) = (draws.Matrix(T, H), draws.Vector(start.Length));

        CellReferenceGradients d = twin.Backward(w, x, start, dh, dFinal, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("start", Loss, start, d.DStart);
        FiniteDifference.Check("W", Loss, w.W, d.Dw);
        FiniteDifference.Check("b", Loss, w.B, d.Db);
        if (_cells[name].IsRecurrent)
        {
            FiniteDifference.Check("R", Loss, w.R, d.Dr);
        }

        if (w.Q is { } inner)
        {
            FiniteDifference.Check("q", Loss, inner, d.Dq);
        }

        double Loss()
        {
            (double[,] h, double[] final) = twin.Forward(w, x, start, reverse);
            return Sum(Near.Flat(h), Near.Flat(dh)) + Sum(final, dFinal);
        }
    }

    [Fact]
    public void Backward_HandsTheStatesGradientThrough_WhenTheSequenceIsEmpty()
    {
        (EquationWeights w, _, double[] start) = Drawn(new Draws(3), "lstm", 1, 3, 2);
        double[] dFinal = new Draws(4).Vector(4);

        CellReferenceGradients d = CellReference.Lstm.Backward(
            w, new double[0, 3], start, new double[0, 2], dFinal);

        Assert.Equal(dFinal, d.DStart);
        Assert.Equal(new double[8], d.Db);
        Assert.Equal(start, CellReference.Lstm.Forward(w, new double[0, 3], start).Final);
    }

    [Fact]
    public void Elman_IsWorkedByHand()
    {
        double[,] h = CellReference.Elman.Forward(
            new(1, [0.5], [-0.25], [0.1]), new[,] { { 1.0 }, { 2.0 } }, [0.4]).H;

        Assert.Equal(Math.Tanh(0.5), h[0, 0], 15);
        Assert.Equal(Math.Tanh(1.1 - (0.25 * Math.Tanh(0.5))), h[1, 0], 15);
    }

    [Fact]
    public void Gru_KeepsTheState_WhenTheUpdateGateIsShut()
    {
        (EquationWeights w, double[,] x, double[] start) = Drawn(new Draws(1), "gru", 4, 3, 2);

        double[] final = CellReference.Gru.Forward(w with { B = [0, 0, 50, 50, 0, 0] }, x, start).Final;

        Assert.Equal(start, final, Near12);
    }

    [Fact]
    public void Gru_DependsOnWhereTheResetActs()
    {
        (EquationWeights w, double[,] x, double[] start) = Drawn(new Draws(2), "gru", 3, 3, 2);

        Assert.NotEqual(
            CellReference.Gru.Forward(w, x, start).H, CellReference.Gru.Forward(w with { Q = [0, 0] }, x, start).H);
    }

    [Fact]
    public void Lstm_KeepsTheCell_WhenTheForgetGateIsOpenAndTheInputGateShut()
    {
        (EquationWeights w, double[,] x, double[] start) = Drawn(new Draws(1), "lstm", 4, 3, 2);

        double[] final = CellReference.Lstm.Forward(
            w with { B = [-50, -50, 50, 50, 0, 0, 0, 0] }, x, start).Final;

        Assert.Equal(start[2..], final[2..], Near12);
    }

    [Fact]
    public void MinGru_IsWorkedByHand()
    {
        (double[,] h, double[] final) = CellReference.MinGru.Forward(
            new(1, [0.5, 2], [], [0.1, -1]), new[,] { { 1.0 }, { 2.0 } }, [0.4]);

        double z = 1 / (1 + Math.Exp(-0.6)), second = 1 / (1 + Math.Exp(-1.1));
        double first = ((1 - z) * 0.4) + z;
        Assert.Equal(first, h[0, 0], 15);
        Assert.Equal(((1 - second) * first) + (second * 3), h[1, 0], 15);
        Assert.Equal(h[1, 0], final[0]);
    }

    [Fact]
    public void MinLstm_IsWorkedByHand()
    {
        double[,] h = CellReference.MinLstm.Forward(
            new(1, [0.5, -1, 2], [], [0.1, 0, -1]), new[,] { { 1.0 } }, [0.4]).H;

        double f = 1 / (1 + Math.Exp(-0.6)), i = 1 / (1 + Math.Exp(1));
        Assert.Equal(((f * 0.4) + i) / (f + i), h[0, 0], 15);
    }

    [Theory]
    [InlineData("mingru")]
    [InlineData("minlstm")]
    public void ScanOverLogarithms_GivesTheStatesOfTheSteps(string name)
    {
        (EquationWeights w, double[,] x, double[] start) = Drawn(new Draws(3), name, 400, 3, 5);
        CellStep[] steps = _cells[name].Twin.Run(w, x, start);
        (double[,] logKept, double[,] taken) = (new double[400, 5], new double[400, 5]);
        for (int t = 0; t < 400; t++)
        {
            double[] kept = steps[t].Kept, candidate = steps[t].Gates[^5..];
            for (int u = 0; u < 5; u++)
            {
                (logKept[t, u], taken[t, u]) = (Math.Log(kept[u]), (1 - kept[u]) * candidate[u]);
            }
        }

        Assert.Equal(
            Near.Flat(LogScan.Of(logKept, taken, start)).ToArray(), steps.SelectMany(step => step.After), Near12);
    }

    /// <summary>Scaled by the stabiliser, c and n are those of the equations without one.</summary>
    [Fact]
    public void Slstm_Stabilizer_ChangesNoOutput()
    {
        (EquationWeights w, double[,] x, _) = Drawn(new Draws(5), "slstm", 7, 2, 1);
        (double[,] h, double[] final) = CellReference.Slstm(isExponential: true).Forward(w, x, new double[4]);
        double c = 0, n = 0, before = 0;
        for (int t = 0; t < 7; t++)
        {
            double Sum(int gate) =>
                w.B[gate] + (w.R[gate] * before) + (w.W[2 * gate] * x[t, 0]) + (w.W[(2 * gate) + 1] * x[t, 1]);
            (double i, double f) = (Math.Exp(Sum(0)), Math.Exp(Sum(1)));
            (c, n) = ((f * c) + (i * Math.Tanh(Sum(2))), (f * n) + i);
            before = c / n / (1 + Math.Exp(-Sum(3)));
            Assert.Equal(before, h[t, 0], 12);
        }

        Assert.Equal(c, final[1] * Math.Exp(final[3]), 1e-9 * Math.Abs(c));
    }

    [Fact]
    public void Mlstm_Attention_EqualsTheSteps()
    {
        (EquationWeights w, double[,] x, double[] start) = Drawn(new Draws(3), "mlstm", 40, 3, 6);

        double[,] h = _cells["mlstm"].Twin.Forward(w, x, new double[start.Length]).H;

        Assert.Equal(Near.Flat(MlstmAttention.Of(w, x)).ToArray(), Near.Flat(h).ToArray(), Near12);
    }

    /// <summary>With a rate of 1 a key is answered with the value that came last.</summary>
    [Fact]
    public void Delta_RateOfOne_ReplacesWhatTheKeyStoodFor()
    {
        // q = k = v = x; the output gate is open.
        double[] w = [1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        double[,] x = { { 3, 0 }, { 0, 2 }, { 5, 0 } };

        double[,] h = CellReference.Delta(decays: false).Forward(
            new(2, w, [], [0, 0, 0, 0, 0, 0, 100, 100, 0]) { Heads = 1 }, x, new double[6]).H;

        Assert.Equal(Near.Flat(x).ToArray(), Near.Flat(h).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    private static bool Near12(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static (EquationWeights Weights, double[,] X, double[] Start) Drawn(
        Draws draws, string name, int T, int I, int H)
    {
        Case cell = _cells[name];
        bool isSlstm = name.StartsWith("slstm", StringComparison.Ordinal);
        int heads = H % 2 == 0 ? 2 : 1, rows = (cell.Rows * H) + (cell.HeadRows * heads);
        var w = new EquationWeights(
            H, draws.Vector(rows * I), cell.IsRecurrent ? draws.Vector(rows * H / (isSlstm ? heads : 1)) : [],
            draws.Vector(rows))
        {
            Heads = cell.HeadRows > 0 ? heads : 0,
            Q = name == "gru, reset after" ? draws.Vector(H) : null,
            Peepholes = name.EndsWith("peepholes", StringComparison.Ordinal) ? draws.Vector((cell.Rows - 1) * H) : null,
        };
        double[] start = draws.Vector(cell.Twin.StateSize(w));

        // The sLSTM divides by the third part of its state.
        for (int u = 2 * H; isSlstm && u < 3 * H; u++)
        {
            start[u] += 1.5;
        }

        return (w, draws.Matrix(T, I), start);
    }

    private static double Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
