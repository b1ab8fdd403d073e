using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection;

/// <summary>Told of the runs of recurrent layers, chunk by chunk.</summary>
internal interface IChunkObserver : IRecurrentObserver
{
    /// <summary>The next chunk begins.</summary>
    /// <param name="first">Its first step, from 0.</param>
    void Begin(int first);
}

/// <summary>
/// Runs a network in inference over one sequence in chunks of steps, with the state carried from one to the next. The
/// same bits as in one run.
/// </summary>
internal static class ChunkedRun
{
    /// <summary>
    /// Steps of a chunk unless the caller says otherwise: what a layer of 128 units keeps of them stays in a
    /// processor's cache.
    /// </summary>
    public const int Usual = 128;

    /// <summary>Runs it.</summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">Built; one that sees later steps runs as one chunk.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="chunk">Steps of a chunk.</param>
    /// <param name="observer">Receives the layers' runs; may be null.</param>
    /// <param name="start">[S], the state before the first step; empty for the network's start state.</param>
    /// <returns>[S], the state after the last step; for no step that before the first.</returns>
    public static float[] Over(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input, int chunk = Usual,
        IChunkObserver? observer = null, ReadOnlySpan<float> start = default)
    {
        int I = network.InputSize, S = network.StateSize, T = input.Length / I;
        chunk = network.IsCausal ? Math.Min(chunk, T) : T;
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena) { Observer = observer };
        var packing = new Packing();
        float[] state = start.IsEmpty ? new float[S] : start.ToArray();
        if (S > 0 && start.IsEmpty)
        {
            Tensor own = arena.Allocate(new Shape(1, S));
            network.StartState(backend, own);
            own.Read(state);
        }

        for (int first = 0; first < T; first += chunk)
        {
            int steps = Math.Min(chunk, T - first);
            packing.Set([steps]);
            tape.Begin(TapeMode.Inference);
            observer?.Begin(first);
            Variable before = first == 0 && start.IsEmpty ? default
                : S > 0 ? tape.Input(state, new Shape(1, S))
                : default;
            Variable after = network.Forward(
                tape, tape.Input(input.Slice(first * I, steps * I), new Shape(steps, I)), packing, before).FinalState;
            if (!after.IsNone)
            {
                after.Value.Read(state);
            }
        }

        return state;
    }
}
