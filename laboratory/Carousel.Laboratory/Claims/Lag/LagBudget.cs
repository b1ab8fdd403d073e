using Carousel.Laboratory.Claims.Training;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>Which lags are run, and how the networks of a lag are trained.</summary>
/// <param name="Lags">Ascending.</param>
/// <param name="MostSequences">Training sequences after which a run counts as failed.</param>
internal abstract record LagBudget(IReadOnlyList<int> Lags, long MostSequences)
{
    /// <summary>The shortest lag that all tasks have.</summary>
    public const int Shortest = 5;

    /// <summary>The longest lag that can be asked for: its batches fit into the memory of a usual machine.</summary>
    public const int Longest = 10_000;

    /// <summary>The option that takes one lag.</summary>
    public static ClaimOption Length { get; } = ClaimOption.Whole("length", Shortest, Longest, "Only this lag.");

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>B.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 25;

    /// <summary>Validation sequences.</summary>
    public int HeldSequences { get; init; } = 128;

    /// <summary>Test sequences: looked at once, at the end.</summary>
    public int TestSequences { get; init; } = 512;

    /// <summary>How a network is trained on a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="learningRate">The rate of Adam.</param>
    public TaskTrainingOptions Training(LagTask task, double learningRate) => new()
    {
        Trainer = new TrainerOptions { LearningRate = learningRate },
        BatchSize = BatchSize,
        CheckEvery = CheckEvery,
        MostSequences = MostSequences,
        HeldSequences = HeldSequences,
        TestSequences = TestSequences,
        IsSolved = task.IsSolved,
    };
}
