using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Probes;
using Carousel.Laboratory.Textbook.Control;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Integral;

/// <summary>
/// A trained controller and its plant, step by step, so that directions can be taken out of its state.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The controller.</param>
internal sealed class ControlLoop(CpuBackend backend, ControlNetwork network)
{
    /// <summary>Runs episodes side by side.</summary>
    /// <param name="episodes">B episodes.</param>
    /// <param name="steps">T.</param>
    /// <param name="ablation">Taken out of the state after every step, before the answer is read from it; null for
    /// nothing.</param>
    /// <param name="observe">Receives for each step the states [B, S], the outputs first, and the errors [B]; may be
    /// null.</param>
    /// <returns>[B][T], set point minus x before each step.</returns>
    public double[][] Run(
        ControlEpisode[] episodes, int steps, StateAblation? ablation = null,
        Action<float[], double[]>? observe = null)
    {
        (int B, int H, int S) = (episodes.Length, network.Cell.OutputSize, network.Cell.StateSize);
        var packing = new Packing([.. Enumerable.Repeat(1, B)]);
        float[] weights = network.Readout.Weight.Value.ToArray(), bias = network.Readout.Bias!.Value.ToArray();
        double[] x = new double[B], q = new double[B], now = new double[B];
        double[][] errors = [.. episodes.Select(_ => new double[steps])];
        var told = new float[B];
        var state = new float[B * S];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        for (int t = 0; t < steps; t++)
        {
            for (int b = 0; b < B; b++)
            {
                errors[b][t] = now[b] = episodes[b].SetPoint - x[b];
                told[b] = (float)now[b];
            }

            tape.Begin(TapeMode.Inference);
            state = network.Cell.Forward(
                tape, tape.Input(told, new Shape(B, 1)), packing, tape.Input(state, new Shape(B, S)))
                .FinalState.Value.ToArray();
            observe?.Invoke(state, now);
            for (int b = 0; b < B; b++)
            {
                Span<float> own = state.AsSpan(b * S, S);
                ablation?.Apply(own);
                double u = bias[0];
                for (int h = 0; h < H; h++)
                {
                    u += weights[h] * own[h];
                }

                (x[b], q[b]) = ControlPlant.Advance(x[b], q[b], u, episodes[b].At(t));
            }
        }

        return errors;
    }
}
