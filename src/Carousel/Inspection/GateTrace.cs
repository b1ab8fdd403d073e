using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Inspection;

/// <summary>All gates, cell and hidden states of an LSTM layer over one sequence.</summary>
public sealed class GateTrace
{
    private GateTrace(int steps, int units)
    {
        (Steps, Units) = (steps, units);
        InputGate = new float[steps * units];
        ForgetGate = new float[steps * units];
        Candidate = new float[steps * units];
        OutputGate = new float[steps * units];
        Cell = new float[steps * units];
        Hidden = new float[steps * units];
    }

    /// <summary>T: how many steps.</summary>
    public int Steps { get; }

    /// <summary>H: how many units.</summary>
    public int Units { get; }

    /// <summary>[T, H]: the input gate, 0 … 1.</summary>
    public float[] InputGate { get; }

    /// <summary>[T, H]: the forget gate, 0 … 1.</summary>
    public float[] ForgetGate { get; }

    /// <summary>[T, H]: the candidate, −1 … 1.</summary>
    public float[] Candidate { get; }

    /// <summary>[T, H]: the output gate, 0 … 1.</summary>
    public float[] OutputGate { get; }

    /// <summary>[T, H]: the cell state after the step.</summary>
    public float[] Cell { get; }

    /// <summary>[T, H]: the hidden state after the step, −1 … 1.</summary>
    public float[] Hidden { get; }

    /// <summary>Runs a layer over one sequence from the zero state and keeps everything.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="layer">A built layer.</param>
    /// <param name="input">[T, I].</param>
    /// <returns>The trace.</returns>
    /// <exception cref="ArgumentException">The input is no whole number of steps.</exception>
    public static GateTrace Of(Backend backend, Lstm layer, ReadOnlySpan<float> input)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(layer);
        int H = layer.OutputSize;
        if (input.Length == 0 || input.Length % layer.InputSize != 0)
        {
            throw new ArgumentException($"input: expected [T, I] with I = {layer.InputSize}, but got {input.Length} values.", nameof(input));
        }

        int T = input.Length / layer.InputSize;
        var trace = new GateTrace(T, H);
        using var arena = new Arena(backend);
        Tensor x = arena.Allocate(new Shape(T, layer.InputSize));
        x.Write(input);
        Tensor h = arena.Allocate(new Shape(1 + T, H)), c = arena.Allocate(new Shape(1 + T, H)), gates = arena.Allocate(new Shape(T, LstmGates.Count * H));
        Tensor final = arena.Allocate(new Shape(1, 2 * H));
        backend.LstmForward(layer.Weights, new Packing([T]), layer.IsReverse, x, default, h, c, gates, final);
        h.Rows(1, T).Read(trace.Hidden);
        c.Rows(1, T).Read(trace.Cell);
        trace.Spread(gates.ToArray());
        return trace;
    }

    /// <summary>How many steps a unit's cell keeps what it holds: −1 / ln of the geometric mean of its forget gate.</summary>
    /// <returns>[H], in steps; +∞ where the gate never closes.</returns>
    public double[] TimeConstants()
    {
        var constants = new double[Units];
        for (int u = 0; u < Units; u++)
        {
            double sum = 0;
            for (int t = 0; t < Steps; t++)
            {
                sum += Elementary.Log(ForgetGate[(t * Units) + u]);
            }

            double mean = sum / Steps;
            constants[u] = mean < 0 ? -1 / mean : double.PositiveInfinity;
        }

        return constants;
    }

    /// <summary>From the kernel's compact order to one table a gate.</summary>
    private void Spread(float[] gates)
    {
        float[][] tables = [InputGate, ForgetGate, Candidate, OutputGate];
        int width = LstmGates.Count * Units;
        for (int gate = 0; gate < LstmGates.Count; gate++)
        {
            for (int u = 0; u < Units; u++)
            {
                int column = LstmGates.CompactIndex(Units, gate, u);
                for (int t = 0; t < Steps; t++)
                {
                    tables[gate][(t * Units) + u] = gates[(t * width) + column];
                }
            }
        }
    }
}
