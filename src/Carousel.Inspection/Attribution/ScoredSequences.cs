using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Inspection.Attribution;

/// <summary>Runs a score over many versions of one sequence, some at a time.</summary>
internal sealed class ScoredSequences : IDisposable
{
    // Of a long sequence with wide layers a version takes tens of megabytes with its gradient.
    private const int RowsAtOnce = 4096;

    private readonly SequenceScore _score;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly SequenceBatch _batch;

    /// <summary>Over sequences of a size.</summary>
    public ScoredSequences(Backend backend, SequenceScore score, int steps, int inputs)
    {
        _score = score;
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
        _batch = new SequenceBatch(inputs);
        (Steps, AtOnce) = (steps, Math.Max(1, RowsAtOnce / steps));
    }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>How many versions are run together.</summary>
    public int AtOnce { get; }

    /// <summary>The scores of versions.</summary>
    /// <param name="count">How many.</param>
    /// <param name="write">Writes the inputs of a version: [T, I].</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <returns>[count].</returns>
    public double[] Scores(int count, Action<int, Span<float>> write, CancellationToken cancellation)
    {
        var scores = new double[count];
        for (int first = 0; first < count; first += AtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(AtOnce, count - first);
            _tape.Begin(TapeMode.Inference);
            Tensor input = Fill(first, some, write);
            Read(_score(_tape, _tape.Constant(input), _batch.Packing), some).CopyTo(scores.AsSpan(first));
        }

        return scores;
    }

    /// <summary>Adds the gradients of the scores of versions with respect to their inputs.</summary>
    /// <param name="weights">[count]: what each is multiplied by.</param>
    /// <param name="write">Writes the inputs of a version: [T, I].</param>
    /// <param name="sum">[T, I], added to.</param>
    /// <param name="cancellation">Stops between runs.</param>
    public void AddGradients(
        ReadOnlySpan<double> weights, Action<int, Span<float>> write, double[] sum, CancellationToken cancellation)
    {
        for (int first = 0; first < weights.Length; first += AtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(AtOnce, weights.Length - first);
            _tape.Begin(TapeMode.InputGradients);
            Variable input = _tape.Watch(Fill(first, some, write));
            Variable score = _score(_tape, input, _batch.Packing);
            Read(score, some);
            if (!_tape.NeedsGradient(score))
            {
                continue;
            }

            float[] ones = new float[some];
            Array.Fill(ones, 1f);
            _tape.Gradient(score).Write(ones);
            _tape.Propagate();
            float[] gradients = _tape.Gradient(input).ToArray();
            Add(gradients, weights.Slice(first, some), sum);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private Tensor Fill(int first, int count, Action<int, Span<float>> write)
    {
        int[] lengths = new int[count];
        Array.Fill(lengths, Steps);
        _batch.Begin(lengths);
        float[] version = new float[Steps * _batch.FeatureSize];
        for (int b = 0; b < count; b++)
        {
            write(first + b, version);
            _batch.SetSequence(b, version);
        }

        Tensor input = _arena.Allocate(new Shape(_batch.Packing.Rows, _batch.FeatureSize));
        input.Write(_batch.Values);
        return input;
    }

    private static double[] Read(Variable score, int count)
    {
        ShapeException.Require(score.Shape, new Shape(count, 1));
        return [.. score.Value.ToArray().Select(s => (double)s)];
    }

    private void Add(float[] gradients, ReadOnlySpan<double> weights, double[] sum)
    {
        int I = _batch.FeatureSize;
        for (int b = 0; b < weights.Length; b++)
        {
            for (int t = 0; t < Steps; t++)
            {
                ReadOnlySpan<float> row = gradients.AsSpan(_batch.Packing.Row(b, t) * I, I);
                for (int i = 0; i < I; i++)
                {
                    sum[(t * I) + i] += weights[b] * row[i];
                }
            }
        }
    }
}
