using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Survival;

/// <summary>
/// What the trainer trains: the likelihood of leaving and staying in each next period of the customers of the training
/// part. A censored customer counts while observed.
/// </summary>
internal sealed class SurvivalProblem(
    SurvivalNetwork network, CustomerParts parts, FeatureScale scale, Func<CustomerHistory, float[]>? baseline,
    int batchSize, ulong seed, string fingerprint)
    : ExampleProblem<CustomerHistory>(
        network, parts.Training, parts.Validation, batchSize, seed, "order of customers", fingerprint)
{
    private static readonly Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly HistoryBatch _batch = new(network.Reader.InputSize, network.Output.OutputSize, scale, baseline);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, CustomerHistory[] examples)
    {
        _batch.Fill(examples);
        Variable odds = network.Forward(tape, _batch);
        Tensor targets = tape.Input(_batch.Targets, odds.Value.Shape).Value;
        Tensor weights = tape.Input(_batch.Weights, odds.Value.Shape).Value;
        return new BatchLoss(_loss.Apply(tape, odds, targets, weights), _batch.KnownWeight);
    }
}
