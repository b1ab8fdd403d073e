using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection;

/// <summary>
/// Takes errors in a layer's state one step back, by the layer's gradient. Its parameters are frozen meanwhile, so
/// that their gradients stay unchanged.
/// </summary>
internal sealed class TapePull : IDisposable
{
    private readonly SequenceLayer _layer;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly float[] _input;
    private readonly float[][] _before;
    private readonly (Parameter Parameter, bool WasFrozen)[] _parameters;
    private Packing? _packing;

    /// <summary>Runs the sequence from a state, [S], and keeps the states.</summary>
    public TapePull(Backend backend, SequenceLayer layer, ReadOnlySpan<float> input, float[] start)
    {
        (_layer, _input) = (layer, input.ToArray());
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
        _before = new float[input.Length / layer.InputSize][];
        _parameters = [.. layer.Parameters.Select(p => (p, p.IsFrozen))];
        var one = new Packing([1]);
        float[] state = start;
        for (int t = 0; t < _before.Length; t++)
        {
            _before[t] = state;
            _tape.Begin(TapeMode.Inference);
            state = Forward(t, 1, one, watches: false).After.Value.ToArray();
        }

        foreach ((Parameter parameter, _) in _parameters)
        {
            parameter.IsFrozen = true;
        }
    }

    /// <summary>One step back.</summary>
    /// <param name="t">The step, from 0.</param>
    /// <param name="errors">[K, S], in the state after it.</param>
    /// <param name="pulled">[K, S], in the state before it, overwritten.</param>
    public void Pull(int t, double[] errors, double[] pulled)
    {
        int S = _layer.StateSize, K = errors.Length / S;
        if (_packing?.BatchSize != K)
        {
            _packing = new Packing([.. Enumerable.Repeat(1, K)]);
        }

        // Single precision reaches down to 1e-38: each row is scaled to size 1 by a power of two of its own, which is
        // exact, and back. Rows of other parts may be larger by far.
        int[] exponents = [.. errors.Chunk(S).Select(Exponent)];
        _tape.Begin(TapeMode.Gradients);
        (Variable before, Variable after) = Forward(t, K, _packing, watches: true);
        _tape.Gradient(after).Write([.. errors.Select((e, i) => (float)Math.ScaleB(e, -exponents[i / S]))]);
        _tape.Propagate();
        float[] result = _tape.Gradient(before).ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            pulled[i] = Math.ScaleB(result[i], exponents[i / S]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Parameter parameter, bool wasFrozen) in _parameters)
        {
            parameter.IsFrozen = wasFrozen;
        }

        _arena.Dispose();
    }

    private static int Exponent(double[] row)
    {
        double largest = row.Max(Math.Abs);
        return largest > 0 && double.IsFinite(largest) ? Math.ILogB(largest) : 0;
    }

    private (Variable Before, Variable After) Forward(int t, int K, Packing packing, bool watches)
    {
        int I = _layer.InputSize, S = _layer.StateSize;
        float[] rows = [.. Enumerable.Repeat(_input[(t * I)..((t + 1) * I)], K).SelectMany(r => r)];
        float[] states = [.. Enumerable.Repeat(_before[t], K).SelectMany(r => r)];
        Tensor tensor = _arena.Allocate(new Shape(K, S));
        tensor.Write(states);
        Variable before = watches ? _tape.Watch(tensor) : _tape.Constant(tensor);
        return (before, _layer.Forward(_tape, _tape.Input(rows, new Shape(K, I)), packing, before).FinalState);
    }
}
