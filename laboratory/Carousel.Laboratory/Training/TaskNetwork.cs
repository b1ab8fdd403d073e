using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Training;

/// <summary>Any layers over a sequence with a linear read-out at the steps that have targets.</summary>
internal sealed class TaskNetwork : Layer
{
    private static readonly Loss _crossEntropy = Carousel.Training.Loss.CrossEntropy();

    private readonly Dense _readout;

    /// <summary>A network.</summary>
    /// <param name="core">What runs over the sequence.</param>
    /// <param name="outputSize">O.</param>
    public TaskNetwork(SequenceLayer core, int outputSize)
    {
        Core = AddLayer("core", core);
        _readout = AddLayer("readout", new Dense(core.OutputSize, outputSize));
    }

    /// <summary>What runs over the sequence.</summary>
    public SequenceLayer Core { get; }

    /// <summary>The linear read-out.</summary>
    public Dense Readout => _readout;

    /// <summary>Outputs at the steps that have targets.</summary>
    /// <param name="tape">Begun by the caller.</param>
    /// <param name="batch">Sequences and targets.</param>
    /// <returns>[K, O].</returns>
    public Variable Forward(Tape tape, TaskBatch batch)
    {
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        Variable rows = GatherOp.Apply(tape, Core.Forward(tape, input, batch.Inputs.Packing).Hidden, batch.Rows());
        return _readout.Apply(tape, rows);
    }

    /// <summary>The loss of a batch: cross-entropy for classes, squared error for values.</summary>
    /// <param name="tape">Begun by the caller.</param>
    /// <param name="task">What the targets are.</param>
    /// <param name="batch">Sequences and targets.</param>
    public BatchLoss Loss(Tape tape, SequenceTask task, TaskBatch batch)
    {
        Variable outputs = Forward(tape, batch);
        Tensor targets = tape.Arena.Allocate(new Shape(batch.TargetCount, task.HasClasses ? 1 : task.OutputSize));
        targets.Write(batch.TargetValues);
        return (task.HasClasses ? _crossEntropy : Carousel.Training.Loss.Squared)
            .ApplyToBatch(tape, outputs, targets);
    }
}
