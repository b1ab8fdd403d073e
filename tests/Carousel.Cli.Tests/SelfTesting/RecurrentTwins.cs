using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>An LSTM in all its variants; without any, the plain twin.</summary>
internal sealed class LstmTwin(
    IReadOnlyDictionary<string, double[]> parameters, int inputs, int hidden, int outputs, bool coupled,
    bool reverse = false, string prefix = "")
    : TwinLayer(parameters, prefix)
{
    private bool IsPlain =>
        !coupled && outputs == hidden && VectorOrNone("peepholes") is null && VectorOrNone("gain_input") is null;

    private LstmVariantWeights Weights => new(Matrix("W", inputs), Matrix("R", outputs), Vector("b"))
    {
        Coupled = coupled,
        Peepholes = MatrixOrNone("peepholes", hidden),
        Projection = MatrixOrNone("projection", hidden),
        GainInput = VectorOrNone("gain_input"),
        GainRecurrent = VectorOrNone("gain_recurrent"),
        GainCell = VectorOrNone("gain_cell"),
        BiasCell = VectorOrNone("bias_cell"),
    };

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        (double[] h0, double[] c0) = (start[..outputs], start[outputs..]);
        LstmVariantWeights w = Weights;
        (double[,] h, double[,] c) = (null!, null!);
        if (IsPlain)
        {
            LstmStates states = LstmReference.Forward(new LstmWeights(w.W, w.R, w.B), x, h0, c0, reverse);
            (h, c) = (states.H, states.C);
        }
        else
        {
            LstmVariantStates states = LstmVariantReference.Forward(w, new LstmMasks(), x, h0, c0, reverse);
            (h, c) = (states.H, states.C);
        }

        return (h, [.. LastOf(h, h0, reverse), .. LastOf(c, c0, reverse)]);
    }

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        LstmVariantWeights w = Weights;
        (double[] h0, double[] c0, double[] dh, double[] dc) = (
            start[..outputs], start[outputs..], dfinal[..outputs], dfinal[outputs..]);
        if (IsPlain)
        {
            LstmGradients plain = LstmReference.Backward(
                new LstmWeights(w.W, w.R, w.B), x, h0, c0, dy, dh, dc, reverse);
            Add("W", plain.Dw);
            Add("R", plain.Dr);
            Add("b", plain.Db);
            return (plain.Dx, [.. plain.Dh0, .. plain.Dc0]);
        }

        LstmVariantGradients d = LstmVariantReference.Backward(w, new LstmMasks(), x, h0, c0, dy, dh, dc, reverse);
        Add("W", d.Weights.W);
        Add("R", d.Weights.R);
        Add("b", d.Weights.B);
        Add("peepholes", d.Weights.Peepholes);
        Add("projection", d.Weights.Projection);
        Add("gain_input", d.Weights.GainInput);
        Add("gain_recurrent", d.Weights.GainRecurrent);
        Add("gain_cell", d.Weights.GainCell);
        Add("bias_cell", d.Weights.BiasCell);
        return (d.Dx, [.. d.Dh0, .. d.Dc0]);
    }
}

/// <summary>A GRU; with a parameter <c>q</c> it resets after the product.</summary>
internal sealed class GruTwin(
    IReadOnlyDictionary<string, double[]> parameters, int inputs, int hidden, bool reverse = false, string prefix = "")
    : TwinLayer(parameters, prefix)
{
    private GruWeights Weights => new(Matrix("W", inputs), Matrix("R", hidden), Vector("b"), VectorOrNone("q"));

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        double[,] h = GruReference.Forward(Weights, x, start, reverse);
        return (h, LastOf(h, start, reverse));
    }

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        GruGradients d = GruReference.Backward(Weights, x, start, dy, dfinal, reverse);
        Add("W", d.Dw);
        Add("R", d.Dr);
        Add("b", d.Db);
        Add("q", d.DRecurrentBias);
        return (d.Dx, d.Dh0);
    }
}

/// <summary>An Elman network.</summary>
internal sealed class ElmanTwin(
    IReadOnlyDictionary<string, double[]> parameters, int inputs, int hidden, bool reverse = false, string prefix = "")
    : TwinLayer(parameters, prefix)
{
    private ElmanWeights Weights => new(Matrix("W", inputs), Matrix("R", hidden), Vector("b"));

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        double[,] h = ElmanReference.Forward(Weights, x, start, reverse);
        return (h, LastOf(h, start, reverse));
    }

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        ElmanGradients d = ElmanReference.Backward(Weights, x, start, dy, dfinal, reverse);
        Add("W", d.Dw);
        Add("R", d.Dr);
        Add("b", d.Db);
        return (d.Dx, d.Dh0);
    }
}

/// <summary>
/// Two layers of equal sizes over the same steps, the second from the last to the first, their outputs and states side
/// by side.
/// </summary>
internal sealed class BidirectionalTwin(TwinLayer forward, TwinLayer reverse, int outputs)
    : TwinLayer(new Dictionary<string, double[]>())
{
    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        int half = start.Length / 2;
        (double[,] y, double[] final) = forward.Forward(x, start[..half]);
        (double[,] other, double[] otherFinal) = reverse.Forward(x, start[half..]);
        var both = new double[x.GetLength(0), 2 * outputs];
        for (int t = 0; t < both.GetLength(0); t++)
        {
            for (int k = 0; k < outputs; k++)
            {
                (both[t, k], both[t, outputs + k]) = (y[t, k], other[t, k]);
            }
        }

        return (both, [.. final, .. otherFinal]);
    }

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        int half = start.Length / 2;
        double[,] first = new double[x.GetLength(0), outputs], second = new double[x.GetLength(0), outputs];
        for (int t = 0; t < first.GetLength(0); t++)
        {
            for (int k = 0; k < outputs; k++)
            {
                (first[t, k], second[t, k]) = (dy[t, k], dy[t, outputs + k]);
            }
        }

        (double[,] dx, double[] dstart) = forward.Backward(x, start[..half], first, dfinal[..half]);
        (double[,] other, double[] otherStart) = reverse.Backward(x, start[half..], second, dfinal[half..]);
        for (int k = 0; k < dx.Length; k++)
        {
            Near.Flat(dx)[k] += Near.Flat(other)[k];
        }

        foreach ((string name, double[] gradient) in forward.Gradients.Concat(reverse.Gradients))
        {
            Gradients[name] = gradient;
        }

        return (dx, [.. dstart, .. otherStart]);
    }
}
