using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;
using Losses = Carousel.Training.Loss;

namespace Carousel;

/// <summary>A sequence as the network reads it, with its target.</summary>
/// <param name="Input">[T·I], scaled.</param>
/// <param name="Target">[T·O] or [O], scaled; numbers of classes.</param>
/// <param name="Weight">What it counts in the loss.</param>
internal sealed record ArrayExample(float[] Input, float[] Target, float Weight);

/// <summary>What the trainer trains: sequences in batches whose order is drawn again for each epoch.</summary>
internal sealed class ArrayProblem : ITrainingProblem
{
    private readonly NetworkChain _network;
    private readonly ArrayExample[] _training;
    private readonly ArrayExample[] _validation;
    private readonly int _batchSize;
    private readonly int _targetWidth;
    private readonly Losses _loss;
    private readonly CounterRandom _random;
    private readonly int[] _order;
    private readonly SequenceBatch _inputs;
    private readonly bool _isWeighted;
    private int _epoch = -1;
    private float[] _targets = [];
    private float[] _weights = [];

    /// <summary>A problem; the network is built.</summary>
    public ArrayProblem(
        NetworkChain network, ArrayExample[] training, ArrayExample[] validation, int targetWidth,
        SequenceOptions options)
    {
        (_network, _training, _validation, _targetWidth) = (network, training, validation, targetWidth);
        _batchSize = options.BatchSize;
        _isWeighted = options.Weights.Count > 0;
        _loss = options.Loss
            ?? (network.Design.Answer == PortableFunction.Softmax ? Losses.CrossEntropy() : Losses.Squared);
        _random = new CounterRandom(options.Seed, CounterRandom.Purpose("order of sequences"));
        _order = new int[training.Length];
        _inputs = new SequenceBatch(network.Design.InputSize);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (_training.Length + _batchSize - 1) / _batchSize;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_epoch != epoch)
        {
            _random.Permutation((uint)epoch, _order);
            _epoch = epoch;
        }

        int first = batch * _batchSize, count = Math.Min(_batchSize, _training.Length - first);
        return Loss(tape, [.. _order.AsSpan(first, count).ToArray().Select(e => _training[e])]);
    }

    /// <summary>The mean loss of the validation's sequences.</summary>
    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0, elements = 0;
        foreach (ArrayExample[] some in _validation.Chunk(_batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Loss(tape, some);
            sum += loss.Mean.Value.ToArray()[0] * loss.Elements;
            elements += loss.Elements;
        }

        return elements > 0 ? sum / elements : null;
    }

    private BatchLoss Loss(Tape tape, ArrayExample[] some)
    {
        _inputs.Begin([.. some.Select(e => e.Input.Length / _inputs.FeatureSize)]);
        for (int b = 0; b < some.Length; b++)
        {
            _inputs.SetSequence(b, some[b].Input);
        }

        Packing packing = _inputs.Packing;
        int rows = _network.Design.Pooling is null ? packing.Rows : some.Length;
        Room.Grow(ref _targets, rows * _targetWidth);
        Room.Grow(ref _weights, rows);
        for (int b = 0; b < some.Length; b++)
        {
            float[] target = some[b].Target;
            for (int t = 0; t * _targetWidth < target.Length; t++)
            {
                int row = _network.Design.Pooling is null ? packing.Row(b, t) : b;
                target.AsSpan(t * _targetWidth, _targetWidth).CopyTo(_targets.AsSpan(row * _targetWidth));
                _weights[row] = some[b].Weight;
            }
        }

        Variable input = tape.Input(_inputs);
        Variable targets = tape.Input(_targets.AsSpan(0, rows * _targetWidth), new Shape(rows, _targetWidth));
        Variable answers = _network.Values(tape, _network.Rows(tape, input, packing), packing);
        if (!_isWeighted)
        {
            return _loss.ApplyToBatch(tape, answers, targets.Value);
        }

        // Weights have mean 1 over the training set: a batch counts as much as its weights.
        Span<float> weights = _weights.AsSpan(0, rows);
        Variable mean = _loss.Apply(tape, answers, targets.Value, tape.Input(weights, new Shape(rows)).Value);
        return new BatchLoss(tape.Scale(mean, Reductions.Sum(weights) / rows), rows);
    }
}
