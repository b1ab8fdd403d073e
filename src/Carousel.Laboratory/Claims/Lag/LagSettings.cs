namespace Carousel.Laboratory.Claims.Lag;

/// <summary>Which lags are run, and how long a network may learn.</summary>
/// <param name="Lags">Ascending.</param>
/// <param name="MostSequences">Training sequences after which a run counts as failed.</param>
internal sealed record LagSettings(IReadOnlyList<int> Lags, long MostSequences)
{
    /// <summary>Within two minutes on two cores.</summary>
    public static LagSettings Default { get; } = new([10, 20, 40, 80, 160, 320], 20_000);

    /// <summary>Up to a lag of 1,000.</summary>
    public static LagSettings Full { get; } = new([10, 20, 40, 80, 160, 320, 640, 1000], 50_000);

    /// <summary>The networks that are compared.</summary>
    public IReadOnlyList<LagNetwork> Networks { get; init; } = LagNetwork.All;

    /// <summary>The shortest lag that all tasks have.</summary>
    public const int Shortest = 5;

    /// <summary>The longest lag that can be asked for: its batches fit into the memory of a usual machine.</summary>
    public const int Longest = 10_000;

    /// <summary>The tasks.</summary>
    public IReadOnlyList<LagTask> Tasks { get; init; } = LagTask.All;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>B.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 25;

    /// <summary>Validation sequences, and test sequences.</summary>
    public int HeldSequences { get; init; } = 128;

    /// <summary>Whether these are all tasks.</summary>
    public bool HasAllTasks => Tasks.Count == LagTask.All.Count;
}
