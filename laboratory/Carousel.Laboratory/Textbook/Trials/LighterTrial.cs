using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Textbook.Transformer;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// LSTM and Transformer of equal parameters: what a step costs, and how well they learn from little data, at moderate
/// lengths and from long contexts.
/// </summary>
internal sealed class LighterTrial : StatementTrial
{
    private const int StreamSteps = 10_000, Window = 64, Moderate = 40, Long = 120, BatchSize = 16, FewBatches = 3,
        LeastContext = 10, RecallSequences = 12_800;

    private static readonly SequenceModels _models = new(HiddenSize: 24, Size: 16, Heads: 2);

    /// <inheritdoc/>
    public override int Number => 19;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Dictionary<string, double> effects = Costs();
        SequenceTask[] few =
            [new TextTask(new AutomatonText(seed), 24), new TemporalOrderTask(20), new WaveTask(isScaled: true)];
        SequenceTask[] moderate = [new AddingTask(Moderate), new TemporalOrderTask(Moderate)];
        int done = 0, all = 2 * (few.Length + moderate.Length + 1);
        LearnedLoss Of(SequenceTask task, SequenceKind kind, double rate, long sequences, int? batches, int lag)
        {
            SequenceLayer core = kind == SequenceKind.Lstm
                ? _models.Lstm(task.InputSize, lag)
                : _models.Transformer(task.InputSize, task.OutputSize, window: 0);
            var learned = LearnedLoss.Of(
                core, task,
                new TaskTrainingOptions
                {
                    BatchSize = BatchSize,
                    MostSequences = sequences,
                    DistinctBatches = batches,
                    Trainer = TaskTrainingOptions.FallingRate(rate),
                },
                seed, backend, cancellation);
            progress((double)++done / all);
            return learned;
        }

        double Ahead(SequenceTask[] tasks, (double Lstm, double Other) rates, long sequences, int? batches, int lag) =>
            tasks.Average(task =>
                Of(task, SequenceKind.Lstm, rates.Lstm, sequences, batches, lag).Share
                - Of(task, SequenceKind.Growing, rates.Other, sequences, batches, lag).Share);
        effects["few_loss"] = Ahead(few, (0.02, 0.003), 5_600, FewBatches, lag: 0);
        effects["moderate_loss"] = Ahead(moderate, (0.02, 0.02), 12_800, batches: null, Moderate);
        var recall = new RecallTask(Long, RecallTask.Symbols, LeastContext);
        effects["long_recall"] = Of(recall, SequenceKind.Growing, 0.006, RecallSequences, null, Long).Accuracy
            - Of(recall, SequenceKind.Lstm, 0.02, RecallSequences, null, Long).Accuracy;
        return effects;
    }

    private static Dictionary<string, double> Costs()
    {
        const int Symbols = AutomatonText.Symbols;
        SequenceCost Of(SequenceKind kind, int window) => SequenceCost.Of(
            new TaskNetwork(
                kind == SequenceKind.Lstm
                    ? _models.Lstm(Symbols)
                    : _models.Transformer(Symbols, Symbols, window), Symbols), kind);
        SequenceCost lstm = Of(SequenceKind.Lstm, 0), all = Of(SequenceKind.Growing, StreamSteps),
            window = Of(SequenceKind.Windowed, Window), half = Of(SequenceKind.Growing, Moderate / 2);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["stream_work"] = lstm.MultiplyAdds / all.MultiplyAdds,
            ["stream_bytes"] = lstm.Bytes / all.Bytes,
            ["device_work"] = lstm.MultiplyAdds / window.MultiplyAdds,
            ["device_bytes"] = lstm.BytesWithWeights / window.BytesWithWeights,

            // On the mean of a sequence's steps half of it has been seen.
            ["moderate_work"] = lstm.MultiplyAdds / half.MultiplyAdds,
        };
    }
}
