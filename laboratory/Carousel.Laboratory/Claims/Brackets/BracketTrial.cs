using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;

namespace Carousel.Laboratory.Claims.Brackets;

/// <summary>One network on words of one alphabet, from one seed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Kinds">Kinds of brackets.</param>
/// <param name="Seed">The seed.</param>
internal sealed record BracketTrial(CellKind Cell, int Kinds, ulong Seed)
{
    /// <summary>The greatest length of training words.</summary>
    public const int TrainedLength = 50;

    /// <summary>The greatest depth of training words.</summary>
    public const int TrainedDepth = 5;

    /// <summary>The greatest depth of test words.</summary>
    public const int Deepest = 10;

    /// <summary>The length of the bar, and of the test words of each depth.</summary>
    public const int BarLength = 100;

    private const int WordsAtOnce = 50;

    /// <summary>The lengths of the test words of the trained depth.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [TrainedLength, BarLength, 200, 400];

    /// <summary>The name in progress.</summary>
    public string Name => $"{ComparedCells.Name(Cell)}, {BracketText.Kinds(Kinds)}, seed {Seed}";

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public BracketOutcome Run(
        BracketSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new DyckTask(Kinds, 2, TrainedLength, 1, TrainedDepth);
        (TaskNetwork network, TaskOutcome outcome) = TaskTraining.RunCell(
            backend, Cell, settings.HiddenSize, task, settings.TrainingWords, Seed, progress, cancellation);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        BracketScores[] overLength =
        [
            .. Lengths.Select(length => Test(tape, network, settings, length, 1, TrainedDepth)),
        ];
        BracketScores[] overDepth =
        [
            .. Enumerable.Range(1, Deepest).Select(depth => Test(tape, network, settings, BarLength, depth, depth)),
        ];
        return new BracketOutcome(this, outcome.IsDiverged, network.ParameterCount, overLength, overDepth);
    }

    private BracketScores Test(
        Tape tape, TaskNetwork network, BracketSettings settings, int length, int shallowest, int deepest)
    {
        var task = new DyckTask(Kinds, length, length, shallowest, deepest);
        var random = new TrialRandom(Seed, $"{task.Name}/claim", 0);
        var scores = new BracketScores();
        var batch = new TaskBatch(task);
        for (int first = 0; first < settings.TestWords; first += WordsAtOnce)
        {
            int count = Math.Min(WordsAtOnce, settings.TestWords - first);
            int[][] words = [.. Enumerable.Range(0, count).Select(_ => task.DrawWord(random))];
            DyckTask.Write(words, Kinds, batch);
            scores.Add(words, Kinds, TaskEvaluation.Predict(tape, network, batch));
        }

        return scores;
    }
}

/// <summary>What came of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="IsDiverged">Whether training ended with a number that is not finite.</param>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="OverLength">The scores on words of the trained depth, for each of
/// <see cref="BracketTrial.Lengths"/>.</param>
/// <param name="OverDepth">The scores on words whose deepest place has depth 1, 2, …
/// <see cref="BracketTrial.Deepest"/>.</param>
internal sealed record BracketOutcome(
    BracketTrial Trial, bool IsDiverged, long Parameters, IReadOnlyList<BracketScores> OverLength,
    IReadOnlyList<BracketScores> OverDepth)
{
    /// <summary>The scores at the length of the bar.</summary>
    public BracketScores AtBar => OverLength[1];

    /// <summary>
    /// What a bar is put to beside the steps, so that constant answers do not meet it: closings named right, or for one
    /// kind the balanced share of steps.
    /// </summary>
    public double Strict => Trial.Kinds == 1 ? AtBar.Balanced : AtBar.Closings;

    /// <summary>The mean share of right steps in words deeper than any in training.</summary>
    public double Deeper => OverDepth.Skip(BracketTrial.TrainedDepth).Average(s => s.Steps);

    /// <summary>The mean share of words without a wrong step among words deeper than any in training.</summary>
    public double DeeperWords => OverDepth.Skip(BracketTrial.TrainedDepth).Average(s => s.Words);
}
