using Carousel.Backends;
using Carousel.Inspection;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Tests.Inspection;

public sealed class GateTraceTests : IDisposable
{
    private const int I = 3, H = 18, T = 7;
    private readonly CpuBackend _backend = new(1);
    private readonly Lstm _layer = new(I, H);
    private readonly float[] _x = new Draws(4).Floats(T * I);

    public GateTraceTests()
    {
        _layer.Build(_backend, 3);
        _layer.B.Set(new Draws(5).Floats(4 * H));
    }

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Of_HoldsTheGatesAndStatesOfTheTextbook()
    {
        var weights = new LstmWeights(Matrix(_layer.W), Matrix(_layer.R), [.. _layer.B.Value.ToArray().Select(v => (double)v)]);
        var x = new double[T, I];
        for (int i = 0; i < _x.Length; i++)
        {
            x[i / I, i % I] = _x[i];
        }

        LstmStates states = LstmReference.Forward(weights, x, new double[H], new double[H]);
        var gates = new double[4][,];
        for (int gate = 0; gate < 4; gate++)
        {
            gates[gate] = new double[T, H];
            for (int t = 0; t < T; t++)
            {
                double[] before = t == 0 ? new double[H] : [.. Enumerable.Range(0, H).Select(u => states.H[t - 1, u])];
                double[,] all = LstmReference.Gates(weights, [.. Enumerable.Range(0, I).Select(i => x[t, i])], before);
                for (int u = 0; u < H; u++)
                {
                    gates[gate][t, u] = all[gate, u];
                }
            }
        }

        GateTrace trace = GateTrace.Of(_backend, _layer, _x);

        Assert.Equal((T, H), (trace.Steps, trace.Units));
        double share = Near.Recurrent(T, I + H);
        Near.Largest(trace.InputGate, gates[0], share);
        Near.Largest(trace.ForgetGate, gates[1], share);
        Near.Largest(trace.Candidate, gates[2], share);
        Near.Largest(trace.OutputGate, gates[3], share);
        Near.Largest(trace.Cell, states.C, share);
        Near.Largest(trace.Hidden, states.H, share);
    }

    [Fact]
    public void TimeConstants_AreThoseOfAConstantForgetGate()
    {
        // Without weights the forget gate is σ(b): with b = ln(9), f = 0.9 at every step and the constant is −1 / ln 0.9.
        _layer.W.Set(new float[4 * H * I]);
        _layer.R.Set(new float[4 * H * H]);
        float[] b = new float[4 * H];
        Array.Fill(b, MathF.Log(9), H, H);
        (b[H + 1], b[H + 2]) = (200, -200);
        _layer.B.Set(b);

        double[] constants = GateTrace.Of(_backend, _layer, _x).TimeConstants();

        Assert.Equal(-1 / Math.Log(0.9), constants[0], 1e-4);
        Assert.Equal(double.PositiveInfinity, constants[1]);
        Assert.InRange(constants[2], 0, 0.02);
    }

    [Fact]
    public void Of_RefusesInputsThatAreNoWholeSteps()
    {
        Assert.Contains("I = 3", Assert.Throws<ArgumentException>(() => GateTrace.Of(_backend, _layer, new float[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GateTrace.Of(_backend, _layer, []));
    }

    private static double[,] Matrix(Parameter parameter)
    {
        float[] values = parameter.Value.ToArray();
        var matrix = new double[parameter.Shape[0], parameter.Shape[1]];
        for (int i = 0; i < values.Length; i++)
        {
            matrix[i / parameter.Shape[1], i % parameter.Shape[1]] = values[i];
        }

        return matrix;
    }
}
