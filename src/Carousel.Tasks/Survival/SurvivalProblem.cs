using Carousel.Autograd;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Tasks.Survival;

/// <summary>What the trainer trains: the likelihood of leaving and staying in each next period of the customers of the training part. Who is censored counts as long as it is observed.</summary>
internal sealed class SurvivalProblem(
    SurvivalNetwork network, CustomerParts parts, FeatureScale scale, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(network, new ShuffledBatches(parts.Training.Count, batchSize, seed, "order of customers"), fingerprint)
{
    private static readonly Loss _loss = Training.Losses.Loss.BinaryCrossEntropy();

    private readonly HistoryBatch _batch = new(network.Reader.InputSize, network.Output.OutputSize, scale);
    private readonly List<CustomerHistory> _drawn = [];

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0, elements = 0;
        var value = new float[1];
        foreach (CustomerHistory[] some in parts.Validation.Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Arena.Reset();
            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Of(tape, some);
            if (loss.Elements > 0)
            {
                loss.Mean.Value.Read(value);
                sum += value[0] * loss.Elements;
                elements += loss.Elements;
            }
        }

        return elements > 0 ? sum / elements : null;
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        _drawn.Clear();
        foreach (int customer in chosen)
        {
            _drawn.Add(parts.Training[customer]);
        }

        return Of(tape, _drawn);
    }

    private BatchLoss Of(Tape tape, IReadOnlyList<CustomerHistory> histories)
    {
        _batch.Fill(histories);
        Variable odds = network.Forward(tape, _batch.Sequences);
        Tensor targets = tape.Arena.Allocate(odds.Value.Shape), weights = tape.Arena.Allocate(odds.Value.Shape);
        targets.Write(_batch.Targets);
        weights.Write(_batch.Weights);
        return new BatchLoss(_loss.Apply(tape, odds, targets, weights), _batch.KnownWeight);
    }
}
