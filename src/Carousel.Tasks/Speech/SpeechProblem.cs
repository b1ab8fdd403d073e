using Carousel.Autograd;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Measuring;
using Carousel.Training;

namespace Carousel.Tasks.Speech;

/// <summary>What the trainer trains: batches of clips of like length in an order that is a function of seed and epoch; validated by the rate of wrong symbols.</summary>
internal sealed class SpeechProblem : ITrainingProblem
{
    private const int BatchesOfPool = 8;

    private readonly SpeechNetwork _network;
    private readonly ClipSource _source;
    private readonly SpeechVariation _variation;
    private readonly SpeechSymbols _symbols;
    private readonly IReadOnlyList<float[]> _validation;
    private readonly IReadOnlyList<int[]> _truth;
    private readonly int _batchSize;
    private readonly CounterRandom _order;
    private readonly CounterRandom _batchOrder;
    private readonly Workers _workers;
    private readonly SpeechBatch _batch = new();
    private readonly LabelSequences _labels = new();
    private readonly int[] _batches;
    private (float[] Rows, int[] Labels)[] _pool = [];
    private (int Epoch, int Pool) _made = (-1, -1);

    /// <summary>A problem.</summary>
    /// <param name="network">The built network.</param>
    /// <param name="source">What it learns from.</param>
    /// <param name="variation">Makes features of it.</param>
    /// <param name="symbols">The classes.</param>
    /// <param name="validation">[T, F] of each clip that validates.</param>
    /// <param name="truth">Their labels.</param>
    /// <param name="workers">The threads that make features; not owned.</param>
    /// <param name="batchSize">Clips of a step.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
    public SpeechProblem(
        SpeechNetwork network, ClipSource source, SpeechVariation variation, SpeechSymbols symbols, IReadOnlyList<float[]> validation,
        IReadOnlyList<int[]> truth, Workers workers, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _source, _variation, _symbols, _validation, _truth, _workers, _batchSize, Fingerprint) =
            (network, source, variation, symbols, validation, truth, workers, batchSize, fingerprint);
        _order = new CounterRandom(seed, CounterRandom.Purpose("order of clips"));
        _batchOrder = new CounterRandom(seed, CounterRandom.Purpose("order of batches of clips"));
        _batches = new int[BatchesOfPool];
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (_source.Count + _batchSize - 1) / _batchSize;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        int pool = batch / BatchesOfPool;
        Make(epoch, pool);
        int count = (_pool.Length + _batchSize - 1) / _batchSize;
        int place = Ordered(epoch, pool, count)[batch % BatchesOfPool];
        (float[] Rows, int[] Labels)[] chosen = _pool[(place * _batchSize)..Math.Min((place + 1) * _batchSize, _pool.Length)];
        _batch.Fill([.. chosen.Select(c => c.Rows)], _network.InputSize);
        _labels.Set([.. chosen.SelectMany(c => c.Labels)], [.. chosen.Select(c => c.Labels.Length)]);
        Variable scores = _network.Forward(tape, tape.Input(_batch.Values, new Shape(_batch.Packing.Rows, _network.InputSize)), _batch.Packing).Hidden;
        return new BatchLoss(Ctc.Loss(tape, scores, _labels, _batch.Packing), chosen.Length);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        if (_validation.Count == 0)
        {
            return null;
        }

        float[][] scores = SpeechRunner.Scores(_network, tape, _validation, cancellation);
        var counts = new EditCounts(0, 0, 0, 0);
        for (int v = 0; v < scores.Length; v++)
        {
            int[] found = [.. CtcGreedy.Decode(scores[v], _symbols.Classes).Select(l => l.Label)];
            counts += EditDistance.Of<int>(_truth[v], found);
        }

        return (double)counts.Errors / Math.Max(1, counts.Length);
    }

    // The clips of some batches, made together and sorted by length: like lengths together cost fewest steps.
    private void Make(int epoch, int pool)
    {
        if (_made == (epoch, pool))
        {
            return;
        }

        var clips = new int[_source.Count];
        _order.Permutation((uint)epoch, clips);
        int size = BatchesOfPool * _batchSize, first = pool * size, last = Math.Min(first + size, clips.Length);
        var made = new (float[] Rows, int[] Labels)[last - first];
        _workers.Run(new FeatureWork(this, epoch, clips, first, made), made.Length);
        _pool = [.. made.OrderBy(c => c.Rows.Length)];
        _made = (epoch, pool);
    }

    private (float[] Rows, int[] Labels) Features(int epoch, int index)
    {
        SpeechClip clip = _source.Clip(epoch, index);
        int[] labels = _symbols.Encode(clip.Transcript);
        return (_variation.Features(clip, labels, checked((uint)(((long)epoch * _source.Count) + index))), labels);
    }

    private ReadOnlySpan<int> Ordered(int epoch, int pool, int count)
    {
        Span<int> batches = _batches.AsSpan(0, count);
        _batchOrder.Permutation(checked((uint)(((long)epoch * _source.Count) + pool)), batches);
        return batches;
    }

    /// <summary>Features of some clips, each a part of its own: equal for any number of threads.</summary>
    private readonly record struct FeatureWork(SpeechProblem Problem, int Epoch, int[] Clips, int First, (float[] Rows, int[] Labels)[] Made) : IParallelWork
    {
        public void Run(int part) => Made[part] = Problem.Features(Epoch, Clips[First + part]);
    }
}
