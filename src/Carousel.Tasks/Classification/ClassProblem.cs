using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Tasks.Classification;

/// <summary>What the trainer trains: all networks at once, each on its own part of the data in its own order; validated on what each has not seen.</summary>
internal sealed class ClassProblem : ITrainingProblem, IDisposable
{
    private readonly ClassModel _model;
    private readonly IReadOnlyList<EncodedSample> _samples;
    private readonly ClassTraining _training;
    private readonly ClassBatch[] _batches;
    private readonly ClassRunner _runner;
    private readonly Training.Losses.Loss _loss;
    private readonly Part[] _parts;
    private readonly float[] _classWeights;
    private readonly float[] _weights;
    private int _orderedEpoch = -1;

    public ClassProblem(
        Backend backend, ClassModel model, IReadOnlyList<EncodedSample> samples, ClassTraining training, ulong seed, string fingerprint)
    {
        (_model, _samples, _training, Fingerprint) = (model, samples, training, fingerprint);
        _batches = Array.ConvertAll(model.Members, _ => new ClassBatch(model.Encoder.Design));
        _runner = new ClassRunner(backend, model);
        _loss = Training.Losses.Loss.CrossEntropy((float)training.Smoothing);
        string[] groups = [.. samples.Select(s => s.Group)];
        int[] fold = GroupSplit.IsDivisible(groups, training.Folds)
            ? GroupSplit.Divide(groups, training.Folds, seed)
            : ClassFolds.Divide([.. samples.Select(s => s.Class)], training.Folds, seed, "parts for validation");
        _parts = [.. Enumerable.Range(0, model.Members.Length).Select(m => new Part(
            [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != m)],
            [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == m)],
            new CounterRandom(seed, CounterRandom.Purpose($"order of network {m}")),
            new ClassNoise(training.WordDropout, training.Jitter, new CounterRandom(seed, CounterRandom.Purpose($"noise of network {m}"))) { Sound = Sound(m, seed) }))];
        _classWeights = Weights();
        _weights = new float[training.Batch];
    }

    /// <inheritdoc/>
    public Layer Model => _model;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (_parts.Max(p => p.Train.Length) + _training.Batch - 1) / _training.Batch;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_orderedEpoch != epoch)
        {
            Array.ForEach(_parts, p => p.Arrange(epoch));
            _orderedEpoch = epoch;
        }

        Variable sum = default;
        int count = 0;
        for (int m = 0; m < _parts.Length; m++)
        {
            ReadOnlySpan<int> chosen = _parts[m].Batch(batch, _training.Batch);
            if (!chosen.IsEmpty)
            {
                Variable loss = Loss(tape, m, epoch, chosen);
                sum = sum.IsNone ? loss : tape.Add(sum, loss);
                count += chosen.Length;
            }
        }

        return new BatchLoss(_parts.Length == 1 ? sum : tape.Scale(sum, 1f / _parts.Length), count);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        int count = 0;
        for (int m = 0; m < _parts.Length; m++)
        {
            ReadOnlySpan<int> held = _parts[m].Validation;
            float[] scores = _runner.Scores(m, _samples, held, tape, cancellation);
            for (int i = 0; i < held.Length; i++)
            {
                sum -= Probabilities.LogSoftmax(scores.AsSpan(i * _model.Encoder.Labels.Count, _model.Encoder.Labels.Count), _samples[held[i]].Class);
            }

            count += held.Length;
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>What each network says of the sequences that it did not learn from.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Scores, a row for each sequence, and its class.</returns>
    public (float[] Scores, int[] Classes) Unseen(CancellationToken cancellation)
    {
        var scores = new List<float>();
        for (int m = 0; m < _parts.Length; m++)
        {
            scores.AddRange(_runner.Scores(m, _samples, _parts[m].Validation, cancellation: cancellation));
        }

        return ([.. scores], [.. _parts.SelectMany(p => p.Validation).Select(i => _samples[i].Class)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    private SoundNoise? Sound(int member, ulong seed) => _training.Variation is { } variation && _training.Masking is { } masking
        ? new SoundNoise(_model.Encoder, variation, masking, seed + ((ulong)member << 32))
        : null;

    private Variable Loss(Tape tape, int member, int epoch, ReadOnlySpan<int> chosen)
    {
        // The tape reads each batch's packing once more on the way back, so networks can't share a batch.
        ClassBatch batch = _batches[member];
        batch.Fill(_samples, chosen, _parts[member].Noise, epoch);
        Variable scores = _model.Members[member].Forward(tape, batch);
        Tensor truth = tape.Arena.Allocate(new Shape(chosen.Length, 1));
        truth.Write(batch.Classes);
        if (!_training.Weighted)
        {
            return _loss.Apply(tape, scores, truth);
        }

        for (int b = 0; b < chosen.Length; b++)
        {
            _weights[b] = _classWeights[_samples[chosen[b]].Class];
        }

        Tensor weights = tape.Arena.Allocate(new Shape(chosen.Length));
        weights.Write(_weights.AsSpan(0, chosen.Length));
        return _loss.Apply(tape, scores, truth, weights);
    }

    /// <summary>One over the share of each class, times a constant so that the mean over sequences is 1.</summary>
    private float[] Weights()
    {
        int classes = _model.Encoder.Labels.Count;
        int[] counts = new int[classes];
        foreach (EncodedSample sample in _samples)
        {
            counts[sample.Class]++;
        }

        return Array.ConvertAll(counts, c => c == 0 ? 0 : (float)_samples.Count / (classes * c));
    }

    /// <summary>The data of one network.</summary>
    private sealed record Part(int[] Train, int[] Validation, CounterRandom Random, ClassNoise Noise)
    {
        private readonly int[] _order = new int[Train.Length];

        public void Arrange(int epoch)
        {
            Random.Permutation((uint)epoch, _order);
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = Train[_order[i]];
            }
        }

        public ReadOnlySpan<int> Batch(int batch, int size)
        {
            int first = Math.Min(batch * size, _order.Length);
            return _order.AsSpan(first, Math.Min(size, _order.Length - first));
        }
    }
}
