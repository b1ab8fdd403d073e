using Carousel.Laboratory.Training;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Lag;

/// <summary>How the networks of a lag are trained.</summary>
/// <param name="MostSequences">Training sequences after which a run counts as failed.</param>
internal sealed record LagSettings(long MostSequences)
{
    private const int BatchSize = 16;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 25;

    /// <summary>Validation sequences.</summary>
    public int HeldSequences { get; init; } = 128;

    /// <summary>Test sequences: looked at once, at the end.</summary>
    public int TestSequences { get; init; } = 512;

    /// <summary>Looks at the validation sequences in a whole run.</summary>
    public int Checks
    {
        get
        {
            long between = (long)CheckEvery * BatchSize;
            return (int)Math.Max(1, (MostSequences + between - 1) / between);
        }
    }

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
