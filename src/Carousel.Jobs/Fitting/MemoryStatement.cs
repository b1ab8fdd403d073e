using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>The most memory that a fit's process will hold, stated before the first step; bytes.</summary>
/// <param name="Data">What the process holds now: runtime, program, data, and the parameters with their
/// gradients.</param>
/// <param name="Parameters">Of it the parameters with their gradients.</param>
/// <param name="Training">What the training adds.</param>
/// <param name="Working">Room for short-lived memory: managed objects between two collections, compiled code.</param>
internal sealed record MemoryStatement(long Data, long Parameters, TrainingMemory Training, long Working)
{
    // Measured over fits of several jobs, see docs/explanation/memory-and-start.md: code that is compiled while
    // training and measuring,
    // and objects between two collections.
    private const long Room = 14L << 20;

    /// <summary>How many values are trained.</summary>
    public long ParameterCount => Parameters / (2 * sizeof(float));

    /// <summary>Runtime, program, data and short-lived memory.</summary>
    public long RuntimeAndData => Data - Parameters + Working;

    /// <summary>All together: the peak of the process's resident memory.</summary>
    public long Peak => Data + Training.Total + Working;

    /// <summary>The statement in a line.</summary>
    /// <returns>Such as <c>about 412 MB: 96 MB runtime and data, …</c>.</returns>
    public string InWords() =>
        $"about {FigureText.Bytes(Peak)}: {FigureText.Bytes(RuntimeAndData)} runtime and "
        + $"data, {FigureText.Bytes(Parameters + Training.Held)} parameters with gradients and optimiser, "
        + $"{FigureText.Bytes(Training.Tensors)} tensors of a training step, {FigureText.Bytes(Training.Panels)} "
        + $"packed weights, {FigureText.Bytes(Training.Scratch)} scratch";

    /// <summary>Weighs a training that has not begun.</summary>
    /// <param name="trainer">The trainer; it gets the room of its largest step.</param>
    /// <param name="problem">What it trains.</param>
    /// <param name="run">What measuring takes once the training has given its memory back, which counts where it is
    /// more, and how many trainings run at the same time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The statement.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static MemoryStatement Of(
        Trainer trainer, ITrainingProblem problem, FitRun run, CancellationToken cancellation)
    {
        long parameters = 2 * sizeof(float) * problem.Model.Parameters.Sum(p => (long)p.Shape.Length);
        TrainingMemory one = trainer.MeasureMemory(cancellation);
        int n = run.AtOnce;
        TrainingMemory training = new(
            (n * one.Held) + ((n - 1) * parameters), n * one.Tensors, n * one.Panels, n * one.Scratch);
        return new MemoryStatement(
            Environment.WorkingSet, parameters, training, Math.Max(Room, run.MeasuringBytes - training.Total));
    }
}
