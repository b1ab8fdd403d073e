using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Textbook.Transformer;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// The gap between test and training loss, by units and by examples; dropout, and GRUs, with few examples.
/// </summary>
internal sealed class FewDataTrial : StatementTrial
{
    private const int Few = 50, Many = 5_000, Small = 4, Usual = 8, Large = 32, BatchSize = 25, MostScored = 20,
        Steps = 300, StepsOfUsual = 1_200;

    /// <inheritdoc/>
    public override int Number => 42;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        SequenceTask[] tasks = [.. DataSizeTrial.Tasks(seed).Select(t => t.Task)];
        for (int t = 0; t < tasks.Length; t++)
        {
            SequenceTask task = tasks[t];
            Losses Of(int units, int examples, float dropout = 0, CellKind cell = CellKind.Lstm) => Learn(
                new Stack(
                [
                    cell.ToCell().Make(new(task.InputSize, units)),
                    .. dropout > 0 ? [new Dropout(units, dropout)] : Array.Empty<SequenceLayer>(),
                ]),
                task, examples, isUsual: units == Usual, seed, backend, cancellation);
            void Add(string effect, double value) =>
                found[effect] = found.GetValueOrDefault(effect) + (value / tasks.Length);
            Losses large = Of(Large, Few), small = Of(Small, Few);
            Add("gap_large_few", large.Gap);
            Add("gap_large_less_small", large.Gap - small.Gap);
            Add("gap_large_many", Of(Large, Many).Gap);
            Add("dropout_fifth", Math.Log(Of(Large, Few, 0.2f).Test / large.Test));
            Add("dropout_half", Math.Log(Of(Large, Few, 0.5f).Test / large.Test));
            if (task is TextTask)
            {
                found["gru_less_lstm_text"] = Of(Usual, Few, cell: CellKind.Gru).Test - Of(Usual, Few).Test;
            }

            progress((t + 1.0) / tasks.Length);
        }

        return found;
    }

    private static Losses Learn(
        SequenceLayer core, SequenceTask task, int examples, bool isUsual, ulong seed, CpuBackend backend,
        CancellationToken cancellation)
    {
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, seed);
        int batches = examples / BatchSize;
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                BatchSize = BatchSize,
                CheckEvery = 100,
                MostSequences = (isUsual ? StepsOfUsual : Steps) * BatchSize,
                DistinctBatches = batches,
                KeepBest = isUsual,
                TestSequences = 512,
                Trainer = TaskTrainingOptions.FallingRate(0.01),
            },
            seed, cancellation);
        TaskBatch[] seen =
        [
            .. Enumerable.Range(0, Math.Min(batches, MostScored)).Select(number =>
            {
                var batch = new TaskBatch(task);
                task.Draw(new TrialRandom(seed, $"{task.Name}/training", number), BatchSize, batch);
                return batch;
            }),
        ];
        double guessing = LearnedLoss.GuessingOf(task);
        using var arena = new Arena(backend);
        return new Losses(
            TaskEvaluation.Score(new Tape(backend, arena), network, task, seen).Loss / guessing,
            outcome.Test.Loss / guessing);
    }

    /// <summary>Losses as shares of guessing.</summary>
    private readonly record struct Losses(double Training, double Test)
    {
        public double Gap => Test - Training;
    }
}
