namespace Carousel.Laboratory.Claims.Lag;

/// <summary>How the longest lags are trained.</summary>
internal sealed record LongLagSettings
{
    /// <summary>The lag where none is asked for.</summary>
    public int Lag { get; init; } = 1000;

    /// <summary>Training sequences of a stage after which a run counts as failed.</summary>
    public long MostSequences { get; init; } = 200_000;

    /// <summary>B.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 50;

    /// <summary>Validation sequences, and test sequences.</summary>
    public int HeldSequences { get; init; } = 512;
}
