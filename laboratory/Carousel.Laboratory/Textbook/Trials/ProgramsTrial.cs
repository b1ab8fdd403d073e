using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Textbook.Programs;
using Carousel.Laboratory.Training;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Brackets of long programs, after training on short ones, and then on longer ones.</summary>
internal sealed class ProgramsTrial : StatementTrial
{
    private const int Units = 32, Depth = ProgramTask.Depth, Short = 14, Longer = 80, Lines = 300, Far = 100;
    private const int Batch = 16, Checks = 5, ShortSteps = 1_500, LongerSteps = 700;

    /// <inheritdoc/>
    public override int Number => 16;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new ProgramTask(3, Short);
        var network = new TaskNetwork(CellKind.Lstm.ToCell().Make(new(task.InputSize, Units)), task.OutputSize);
        network.Build(backend, seed);
        void Train(ProgramTask on, int steps, double begun) => TaskTraining.Run(
            backend, network, on,
            new TaskTrainingOptions
            {
                BatchSize = Batch,
                CheckEvery = steps / Checks,
                HeldSequences = Batch,
                MostSequences = (long)steps * Batch,
                Trainer = TaskTrainingOptions.FallingRate(0.01),
            },
            seed, cancellation, share => progress(begun + (share / 2)));

        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        ProgramTest Of(int lines) => new(tape, network, seed, lines);
        Train(task, ShortSteps, 0);
        var effects = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["short_located"] = Of(Short).Located(Depth),
            ["short_far_right"] = Of(Lines).FarRight(Depth, Far),
        };
        Train(new ProgramTask(Longer / 2, Longer), LongerSteps, 0.5);
        effects["longer_far_right"] = Of(Lines).FarRight(Depth, Far);
        effects["longer_located"] = Of(Lines).Located(Depth);
        effects["deeper_far_right"] = Of(Lines).FarRight(2 * Depth, Far);
        return effects;
    }
}
