using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Tasks.Survival;

/// <summary>What the trainer trains: the likelihood of leaving and staying in each next period of the customers of the training part. Who is censored counts as long as it is observed.</summary>
internal sealed class SurvivalProblem : ITrainingProblem
{
    private readonly SurvivalNetwork _network;
    private readonly IReadOnlyList<CustomerHistory> _training;
    private readonly IReadOnlyList<CustomerHistory> _validation;
    private readonly HistoryBatch _batch;
    private readonly ShuffledBatches _order;
    private readonly int _size;
    private readonly int _horizon;
    private readonly List<CustomerHistory> _drawn = [];
    private readonly Loss _loss = Training.Losses.Loss.BinaryCrossEntropy();

    public SurvivalProblem(
        SurvivalNetwork network, IReadOnlyList<CustomerHistory> training, IReadOnlyList<CustomerHistory> validation,
        FeatureScale scale, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _training, _validation, _size, Fingerprint) = (network, training, validation, batchSize, fingerprint);
        _horizon = network.Output.OutputSize;
        _batch = new HistoryBatch(network.Reader.InputSize, _horizon, scale);
        _order = new ShuffledBatches(training.Count, batchSize, seed, "order of customers");
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        _drawn.Clear();
        foreach (int customer in _order.Of(epoch, batch))
        {
            _drawn.Add(_training[customer]);
        }

        return Of(tape, _drawn);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0, elements = 0;
        var value = new float[1];
        for (int first = 0; first < _validation.Count; first += _size)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Arena.Reset();
            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Of(tape, [.. _validation.Skip(first).Take(_size)]);
            if (loss.Elements > 0)
            {
                loss.Mean.Value.Read(value);
                sum += value[0] * loss.Elements;
                elements += loss.Elements;
            }
        }

        return elements > 0 ? sum / elements : null;
    }

    private BatchLoss Of(Tape tape, IReadOnlyList<CustomerHistory> histories)
    {
        _batch.Fill(histories);
        Variable odds = _network.Forward(tape, _batch.Sequences);
        Tensor targets = tape.Arena.Allocate(new Shape(_batch.Sequences.Packing.Rows, _horizon));
        targets.Write(_batch.Targets);
        Tensor weights = tape.Arena.Allocate(targets.Shape);
        weights.Write(_batch.Weights);
        return new BatchLoss(_loss.Apply(tape, odds, targets, weights), _batch.KnownWeight);
    }
}
