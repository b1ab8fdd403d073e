using Carousel.Autograd;
using Carousel.Inspection;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Traces;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Physics;

/// <summary>
/// LSTM cells with weights written by hand: run by the equations in double precision and by the library's layer in
/// single precision. They start empty.
/// </summary>
internal sealed class HandCell
{
    /// <summary>
    /// The logistic function of this is 1 in double precision, and that of its negative as good as 0.
    /// </summary>
    public const double Open = 40;

    /// <summary>Places of the gates.</summary>
    public const int I = 0, F = 1, G = 2, O = 3;

    private readonly int _inputs;
    private readonly int _units;
    private readonly double[] _w;
    private readonly double[] _r;
    private readonly double[] _b;

    /// <summary>Cells that shut everything out: all weights are 0 and all gates half open.</summary>
    /// <param name="inputs">I.</param>
    /// <param name="units">H.</param>
    public HandCell(int inputs, int units)
    {
        (_inputs, _units) = (inputs, units);
        (_w, _r, _b) = (
            new double[LstmGates.Count * units * inputs], new double[LstmGates.Count * units * units],
            new double[LstmGates.Count * units]);
    }

    /// <summary>The preactivation at which the logistic function has a value.</summary>
    public static double Logit(double value) => Math.Log(value / (1 - value));

    /// <summary>Sets the bias of a gate.</summary>
    public HandCell Bias(int gate, int unit, double value)
    {
        _b[(gate * _units) + unit] = value;
        return this;
    }

    /// <summary>Sets the weight from an input to a gate.</summary>
    public HandCell FromInput(int gate, int unit, int input, double value)
    {
        _w[(((gate * _units) + unit) * _inputs) + input] = value;
        return this;
    }

    /// <summary>The equations in double precision.</summary>
    public LstmEquations Equations() => new(new EquationWeights(_units, _w, _r, _b));

    /// <summary>The cells after each step, in double precision.</summary>
    /// <param name="input">[T], each [I].</param>
    /// <returns>[T], each [H].</returns>
    public double[][] Run(double[][] input) =>
        [.. GradientFlow.Run(Equations(), input, new double[2 * _units]).Select(step => step.After[_units..])];

    /// <summary>The cells after each step, by the library's layer in single precision.</summary>
    /// <param name="input">[T], each [I].</param>
    /// <returns>[T], each [H].</returns>
    public double[][] RunLayer(double[][] input)
    {
        using var backend = new CpuBackend(1);
        var layer = new Lstm(_inputs, _units);
        layer.Build(backend, 1);
        layer.W.Set([.. _w.Select(v => (float)v)]);
        layer.R.Set([.. _r.Select(v => (float)v)]);
        layer.B.Set([.. _b.Select(v => (float)v)]);
        float[] cells = NetworkTrace.Of(
            backend, layer, [.. input.SelectMany(row => row).Select(v => (float)v)],
            [TraceQuantity.Cell])[0][TraceQuantity.Cell];
        return [.. cells.Chunk(_units).Select(row => row.Select(v => (double)v).ToArray())];
    }
}
