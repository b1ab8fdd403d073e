using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Jobs.Text;

/// <summary>Teaches a network on plain text before it learns from examples.</summary>
internal static class TextReading
{
    private const double LearningRate = 0.002;
    private const int Batch = 32;

    /// <summary>Trains, as the first training of a fit; the network of the fit is begun afterwards.</summary>
    /// <param name="fitting">Begins and trains.</param>
    /// <param name="plan">What is read, how often, and the seed.</param>
    /// <param name="network">Holds the reader, not yet built.</param>
    /// <param name="begun">What is to be done once the network has its first parameters; null for nothing.</param>
    /// <param name="lines">The numbers of the words of each line.</param>
    /// <param name="read">Runs the reader over some lines, by epoch and their places.</param>
    /// <param name="title">What is trained behind it, for a person.</param>
    /// <exception cref="OperationCanceledException">It was cancelled: its checkpoint is kept.</exception>
    public static void Run(
        JobFitting fitting, TextPlan plan, NeighbourNetwork network, Action? begun, IReadOnlyList<int[]> lines,
        Func<Tape, int, int[], (Variable Hidden, Packing Packing)> read, string title)
    {
        TrainingChoices main = fitting.Training;
        var training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate, WeightDecay: 0, ScheduleKind.Cosine, Batch, plan.Epochs, Patience: 0,
            ClipNorm: 5, ClipValue: null);
        fitting.BeginFirst(FitPart.Reading);
        fitting.BeginPart(FitPart.Reading, training, $"reading {plan.Name}", lines.Count);
        fitting.Begin(network);
        begun?.Invoke();
        FitSummary summary = fitting.Train(new NeighbourProblem(
            network, lines, read, Batch, plan.Seed,
            $"{plan.Fingerprint}|{network.Words}|{plan.Epochs}"));
        if (summary.Reason == StopReason.Cancelled)
        {
            throw new OperationCanceledException(fitting.Cancellation);
        }

        fitting.BeginPart(FitPart.Main, main, title);
    }

    /// <summary>What a network learned: the network itself can go before another one is trained.</summary>
    /// <param name="parameters">Those that read.</param>
    public static float[][] ValuesOf(IEnumerable<Parameter> parameters) =>
        [.. parameters.Select(parameter => parameter.Value.ToArray())];

    /// <summary>Gives a network what another one learned.</summary>
    /// <param name="values">What it learned; none where nothing was read.</param>
    /// <param name="parameters">The same parameters of the other.</param>
    public static void Copy(float[][] values, IEnumerable<Parameter> parameters)
    {
        foreach ((float[] own, Parameter parameter) in values.Zip(parameters))
        {
            parameter.Set(own);
        }
    }
}

/// <summary>What is read before a network learns from examples.</summary>
/// <param name="Name">How messages call the text.</param>
/// <param name="Epochs">How often.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Fingerprint">Differs for other text and other readers.</param>
internal sealed record TextPlan(string Name, int Epochs, ulong Seed, string Fingerprint);
