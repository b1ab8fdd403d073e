using System.Globalization;
using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>One network on a share of the texts, from one seed.</summary>
/// <param name="Kind">The network.</param>
/// <param name="Share">The share of the training texts.</param>
/// <param name="Seed">The seed.</param>
internal sealed record TextTrial(SequenceKind Kind, double Share, ulong Seed)
{
    private const int HeldTexts = 64, TestTexts = 256;

    /// <summary>The name in progress.</summary>
    public string Name =>
        string.Create(
            CultureInfo.InvariantCulture, $"{SequenceModels.Name(Kind)}, {Share:0 %} of the texts, seed {Seed}");

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public TextOutcome Run(
        TransformerSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var language = new AutomatonText(Seed);
        var task = new TextTask(language, settings.TextLength);
        var network = new TaskNetwork(
            Kind == SequenceKind.Lstm
                ? settings.Models.Lstm(task.InputSize)
                : settings.Models.Transformer(task.InputSize, task.OutputSize, window: 0), task.OutputSize);
        network.Build(backend, Seed);
        var random = new TrialRandom(Seed, "automaton/texts", 0);
        int count = Math.Max(1, (int)Math.Round(Share * settings.Texts));
        int[][] texts = [.. Enumerable.Range(0, count).Select(_ => language.Draw(random, settings.TextLength))];
        int checks = Math.Max(1, settings.Batches / TextProblem.CheckEvery), done = 0;
        var problem = new TextProblem(network, task, texts, Seed, HeldTexts, () => progress((double)++done / checks));
        TrainerOptions options = TaskTrainingOptions.FallingRate(
            Kind == SequenceKind.Lstm ? settings.LearningRate.Lstm : settings.LearningRate.Transformer) with
        {
            Seed = Seed,
            Epochs = checks,
        };
        bool isDiverged = TaskTraining.Fit(backend, problem, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        using var arena = new Arena(backend);
        TaskScore test = TaskEvaluation.Score(
            new Tape(backend, arena), network, task, TaskEvaluation.Draw(task, Seed, "test", TestTexts));
        return new TextOutcome(this, isDiverged, network.ParameterCount, test.Accuracy, test.Loss);
    }
}

/// <summary>What came of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="IsDiverged">Whether training ended with a number that is not finite.</param>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="Accuracy">The share of next symbols named rightly in fresh texts.</param>
/// <param name="Loss">Cross-entropy in nats.</param>
internal sealed record TextOutcome(TextTrial Trial, bool IsDiverged, long Parameters, double Accuracy, double Loss);
