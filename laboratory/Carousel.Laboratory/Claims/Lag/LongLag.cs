using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers.Initialisers;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>A task at the longest lag and how an LSTM is trained on it to the end.</summary>
/// <param name="Key">Its name on the command line and in figures.</param>
/// <param name="Name">Its name in pictures and sentences.</param>
/// <param name="How">The recipe in words.</param>
/// <param name="Make">The task with a lag.</param>
/// <param name="MakeOnTheWay">The task of a stage before the last, with lags up to one.</param>
/// <param name="Hidden">H.</param>
/// <param name="Bias">How b begins, for the longest lag.</param>
/// <param name="Stages">What is trained one after the other, up to a lag.</param>
/// <param name="Error">What is reported of the test sequences: the less the better.</param>
/// <param name="Bar">The greatest error that counts as solved.</param>
/// <param name="ErrorName">What the error is, such as <c>squared error</c>.</param>
internal sealed record LongLag(
    string Key,
    string Name,
    string How,
    Func<int, SequenceTask> Make,
    Func<int, SequenceTask> MakeOnTheWay,
    int Hidden,
    Func<int, Initialiser> Bias,
    Func<int, IReadOnlyList<LongLagStage>> Stages,
    Func<TaskScore, double> Error,
    double Bar,
    string ErrorName)
{
    /// <summary>Symbols to copy.</summary>
    public const int CopySymbols = 10;

    private const double AddingRate = 0.003;

    // Validation has to be better than the bar, so that the test is not worse than it by the luck of the draw.
    private static readonly LongLagStage[] _copyStages =
    [
        new(20, 0.01, 0.05), new(80, 0.01, 0.05), new(320, 0.003, 0.01),
    ];

    private static readonly LongLagStage _copyEnd = new(0, 0.002, 0.005);

    /// <summary>Adding and copy.</summary>
    public static IReadOnlyList<LongLag> All { get; } =
    [
        new LongLag(
            "long-adding", "adding", "64 units, biases for the lag, rate 0.003, all training at this lag",
            lag => new AddingTask(lag), lag => new AddingTask(lag), 64,
            lag => new ChronoBias(Math.Max(3, lag)), lag => [new LongLagStage(lag, AddingRate, 0.0005)],
            score => score.Loss, 0.001, "squared error"),
        new LongLag(
            "long-copy", "copy of ten symbols",
            "100 units, forget bias 3, trained on growing lags, 4 to 20, 16 to 80, 64 to 320 by chance, then on this "
            + "one, rate 0.01 falling to 0.002",
            lag => new CopyTask(lag, CopySymbols), lag => new CopyTask(lag, CopySymbols, lag / 5), 100,
            _ => new Constant(0, 3, 0, 0), lag => [.. _copyStages.Where(s => s.Lag < lag), _copyEnd with { Lag = lag }],
            score => 1 - score.Accuracy, 0.01, "share of wrong symbols"),
    ];
}
