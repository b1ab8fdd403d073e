namespace Carousel.Laboratory.Claims.Lag;

/// <summary>Which lags are run, and how long a network may learn.</summary>
/// <param name="Lags">Ascending.</param>
/// <param name="MostSequences">Training sequences after which a run counts as failed.</param>
internal sealed record LagSettings(IReadOnlyList<int> Lags, long MostSequences) : LagBudget(Lags, MostSequences)
{
    private const int ShortLag = 40;
    private const int OftenerAtShortLags = 5;

    /// <summary>Within two minutes on two cores.</summary>
    public static LagSettings Default { get; } = new([10, 20, 40, 80, 160, 320], 20_000);

    /// <summary>Up to a lag of 1,000.</summary>
    public static LagSettings Full { get; } = new([10, 20, 40, 80, 160, 320, 640, 1000], 50_000);

    /// <summary>The networks that are compared.</summary>
    public IReadOnlyList<LagNetwork> Networks { get; init; } = LagNetwork.All;

    /// <summary>The tasks.</summary>
    public IReadOnlyList<LagTask> Tasks { get; init; } = LagTask.All;

    /// <summary>
    /// Batches between two looks at a lag: a fifth where lags are short, since there runs are solved early and looks
    /// are cheap.
    /// </summary>
    public int CheckEveryAt(int lag) => lag <= ShortLag ? Math.Max(1, CheckEvery / OftenerAtShortLags) : CheckEvery;
}
