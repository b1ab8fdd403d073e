using Carousel.Laboratory.Claims.Lag;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>Lags, tasks and budget.</summary>
/// <param name="Lags">Ascending.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="MostSequences">Training sequences of a run.</param>
internal sealed record BiasSettings(IReadOnlyList<int> Lags, IReadOnlyList<LagTask> Tasks, long MostSequences)
    : LagBudget(Lags, MostSequences)
{
    /// <summary>Within two minutes on two cores.</summary>
    public static BiasSettings Default { get; } = new([20, 60, 180], [LagTask.All[0], LagTask.All[2]], 16_000);

    /// <summary>Three tasks, longer lags, more training.</summary>
    public static BiasSettings Full { get; } = new([20, 60, 180, 500], LagTask.All, 50_000);

    /// <summary>Looks at the validation sequences in a whole run.</summary>
    public int Checks => (int)Math.Max(1, (MostSequences + SequencesBetween - 1) / SequencesBetween);

    /// <summary>Sequences between two looks.</summary>
    public long SequencesBetween => (long)CheckEvery * BatchSize;
}
