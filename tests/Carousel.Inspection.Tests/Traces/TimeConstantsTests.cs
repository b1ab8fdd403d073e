using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Traces;

public sealed class TimeConstantsTests
{
    private const int I = 3, H = 18, T = 7;

    [Fact]
    public void Of_IsThatOfAConstantForgetGate()
    {
        using var backend = new CpuBackend(1);
        var layer = new Lstm(I, H);
        layer.Build(backend, 3);

        // Without weights the forget gate is σ(b): with b = ln(9), f = 0.9 at every step and the constant is −1 / ln
        // 0.9.
        layer.W.Set(new float[4 * H * I]);
        layer.R.Set(new float[4 * H * H]);
        float[] b = new float[4 * H];
        Array.Fill(b, MathF.Log(9), H, H);
        (b[H + 1], b[H + 2]) = (200, -200);
        layer.B.Set(b);

        double[] constants = TimeConstants.Of(
            NetworkTrace.Of(
                backend, layer, new Draws(4).Floats(T * I), [TraceQuantity.ForgetGate])[0][TraceQuantity.ForgetGate],
                H);

        Assert.Equal(-1 / Math.Log(0.9), constants[0], 1e-4);
        Assert.Equal(double.PositiveInfinity, constants[1]);
        Assert.InRange(constants[2], 0, 0.02);
    }

    [Fact]
    public void InSteps_IsThatOfTheGeometricMean_HoweverTheStepsCome()
    {
        float[] gate = [.. new Draws(5).Floats(2 * 40).Select(v => 0.5f + (0.4f * v))];
        var parts = new TimeConstants(2);
        foreach (int steps in new[] { 1, 5, 7, 27 })
        {
            parts.Add(gate.AsSpan(0, 2 * steps));
            gate = gate[(2 * steps)..].Concat(gate[..(2 * steps)]).ToArray();
        }

        double[] constants = parts.InSteps();

        Assert.Equal(TimeConstants.Of(gate, 2), constants);
        Assert.Equal(-40 / Enumerable.Range(0, 40).Sum(t => Math.Log(gate[2 * t])), constants[0], 1e-12);
    }

    [Fact]
    public void InSteps_IsZero_WhereAGateWasShut()
    {
        Assert.Equal([0, -1 / Math.Log(0.5)], TimeConstants.Of([1, 0.5f, 0, 0.5f, 1, 0.5f], 2));
    }

    [Fact]
    public void Add_RefusesWhatIsNoRow()
    {
        Assert.Throws<ArgumentException>(() => new TimeConstants(3).Add(new float[4]));
        Assert.Throws<InvalidOperationException>(() => new TimeConstants(3).InSteps());
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeConstants(0));
    }
}
