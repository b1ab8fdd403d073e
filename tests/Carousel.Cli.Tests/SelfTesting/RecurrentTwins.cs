using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>A cell by its equations; a GRU with a parameter <c>q</c> resets after the product.</summary>
internal sealed class CellTwin(
    CellReference cell, IReadOnlyDictionary<string, double[]> parameters, int hidden, bool reverse = false,
    string prefix = "")
    : TwinLayer(parameters, prefix)
{
    private EquationWeights Weights =>
        new(hidden, Vector("W"), Vector("R"), Vector("b")) { Q = VectorOrNone("q") };

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        cell.Forward(Weights, x, start, reverse);

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        CellReferenceGradients d = cell.Backward(Weights, x, start, dy, dfinal, reverse);
        Add("W", d.Dw);
        Add("R", d.Dr);
        Add("b", d.Db);
        Add("q", d.Dq);
        return (d.Dx, d.DStart);
    }
}

/// <summary>An LSTM with variants.</summary>
internal sealed class LstmTwin(
    IReadOnlyDictionary<string, double[]> parameters, int inputs, int hidden, int outputs)
    : TwinLayer(parameters)
{
    private LstmVariantWeights Weights => new(Matrix("W", inputs), Matrix("R", outputs), Vector("b"))
    {
        Peepholes = MatrixOrNone("peepholes", hidden),
        Projection = MatrixOrNone("projection", hidden),
    };

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        (double[] h0, double[] c0) = (start[..outputs], start[outputs..]);
        LstmVariantStates states = LstmVariantReference.Forward(Weights, null, x, h0, c0);
        return (states.H, [.. LastOf(states.H, h0), .. LastOf(states.C, c0)]);
    }

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        LstmVariantGradients d = LstmVariantReference.Backward(
            Weights, null, x, start[..outputs], start[outputs..], dy, dfinal[..outputs],
            dfinal[outputs..]);
        Add("W", d.Weights.W);
        Add("R", d.Weights.R);
        Add("b", d.Weights.B);
        Add("peepholes", d.Weights.Peepholes);
        Add("projection", d.Weights.Projection);
        return (d.Dx, [.. d.Dh0, .. d.Dc0]);
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
