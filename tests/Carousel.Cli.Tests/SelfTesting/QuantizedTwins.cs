using Carousel.Inspection.Equations;
using Carousel.Reference.Quantized;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>A layer whose matrices are stored in 8 bits, step by step; it has no gradients.</summary>
internal sealed class QuantizedTwin(
    IReadOnlyDictionary<string, double[]> parameters, string kind, int hidden) : TwinLayer(parameters)
{
    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start)
    {
        var rows = new List<double[]>();
        double[] state = start;
        for (int t = 0; t < x.GetLength(0); t++)
        {
            (double[] y, state) = Step(RowOf(x, t), state);
            rows.Add(y);
        }

        return (OfRows([.. rows.SelectMany(row => row)], rows[0].Length), state);
    }

    public override (double[,] Dx, double[] Dstart) Backward(
        double[,] x, double[] start, double[,] dy, double[] dfinal) =>
        throw new NotSupportedException("Weights in 8 bits have no gradient.");

    private (double[] Y, double[] State) Step(double[] x, double[] state)
    {
        switch (kind)
        {
            case "dense":
                return (QuantizedDenseReference.Forward(Vector("weight"), Vector("bias"), x), []);
            case "gru":
                double[] next = QuantizedGruReference.Step(
                    new EquationWeights(hidden, Vector("W"), Vector("R"), Vector("b")) { Q = VectorOrNone("q") }, x,
                    state);
                return (next, next);
            default:
                (double[] h, double[] c) = QuantizedLstmReference.Step(
                    new EquationWeights(hidden, Vector("W"), Vector("R"), Vector("b")), x, state[..hidden],
                    state[hidden..]);
                return (h, [.. h, .. c]);
        }
    }
}
