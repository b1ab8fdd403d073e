using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Tasks.Networks;

/// <summary>Runs sequences through a chain, some of like length at a time.</summary>
internal sealed class NetworkRunner : IDisposable
{
    private const int MostSteps = 4096;

    private readonly NetworkChain _chain;
    private readonly Arena _arena;
    private readonly Tape _tape;

    public NetworkRunner(Backend backend, NetworkChain chain)
    {
        _chain = chain;
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <summary>The answers to sequences.</summary>
    /// <param name="inputs">[T, I] each, one step at least.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T, O] each; [O] where steps are pooled.</returns>
    public float[][] Run(IReadOnlyList<float[]> inputs, CancellationToken cancellation)
    {
        var answers = new float[inputs.Count][];
        int[] order = [.. Enumerable.Range(0, inputs.Count).OrderBy(s => inputs[s].Length)];
        for (int first = 0; first < order.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int last = first, steps = 0;
            while (last < order.Length && (last == first || steps + inputs[order[last]].Length <= MostSteps * _chain.Design.InputSize))
            {
                steps += inputs[order[last++]].Length;
            }

            RunBatch(inputs, order.AsSpan(first..last), answers);
            first = last;
        }

        return answers;
    }

    public void Dispose() => _arena.Dispose();

    private void RunBatch(IReadOnlyList<float[]> inputs, ReadOnlySpan<int> batch, float[][] answers)
    {
        int I = _chain.Design.InputSize, O = _chain.Design.OutputSize;
        var lengths = new int[batch.Length];
        for (int b = 0; b < batch.Length; b++)
        {
            lengths[b] = inputs[batch[b]].Length / I;
        }

        var packing = new Packing(lengths);
        var rows = new float[packing.Rows * I];
        for (int b = 0; b < batch.Length; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                inputs[batch[b]].AsSpan(t * I, I).CopyTo(rows.AsSpan(packing.Row(b, t) * I));
            }
        }

        _tape.Begin(TapeMode.Inference);
        float[] found = _chain.Answers(_tape, _tape.Input(rows, new Shape(packing.Rows, I)), packing).Value.ToArray();
        bool isPooled = _chain.Design.Pooling is not null;
        for (int b = 0; b < batch.Length; b++)
        {
            float[] own = answers[batch[b]] = new float[(isPooled ? 1 : lengths[b]) * O];
            for (int t = 0; t < own.Length / O; t++)
            {
                found.AsSpan((isPooled ? b : packing.Row(b, t)) * O, O).CopyTo(own.AsSpan(t * O));
            }
        }
    }
}
