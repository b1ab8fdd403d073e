using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Lag;

/// <summary>One of the tasks with a lag, and when it counts as solved.</summary>
/// <param name="Key">Its name on the command line and in figures.</param>
/// <param name="Name">Its name in pictures and sentences.</param>
/// <param name="Make">The task with a lag.</param>
/// <param name="TrivialLoss">The loss of who does not look at the inputs.</param>
/// <param name="IsSolved">By the score on validation sequences.</param>
/// <param name="IsKept">Whether a solved run keeps to that, by the score on test sequences.</param>
internal sealed record LagTask(
    string Key, string Name, Func<int, SequenceTask> Make, double TrivialLoss, Func<TaskScore, bool> IsSolved,
    Func<TaskScore, bool> IsKept)
{
    /// <summary>The squared error at which adding counts as solved here; who does not look has 0.167.</summary>
    public const double AddingError = 0.01;

    /// <summary>The share of right answers at which copy and temporal order count as solved.</summary>
    public const double Accuracy = 0.99;

    /// <summary>Symbols to copy, each one of eight.</summary>
    public const int CopySymbols = 1;

    /// <summary>All tasks.</summary>
    public static IReadOnlyList<LagTask> All { get; } =
    [
        new LagTask(
            "adding", "adding", lag => new AddingTask(lag), AddingTask.TrivialError, score => score.Loss <= AddingError,
            score => score.Loss <= 2 * AddingError),
        new LagTask(
            "copy", "copy", lag => new CopyTask(lag, CopySymbols), Math.Log(CopyTask.Symbols), IsAccurate, IsAccurate),
        new LagTask("order", "temporal order", lag => new TemporalOrderTask(lag), Math.Log(4), IsAccurate, IsAccurate),
    ];

    private static bool IsAccurate(TaskScore score) => score.Accuracy >= Accuracy;
}
