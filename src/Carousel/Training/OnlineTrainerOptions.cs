namespace Carousel.Training;

/// <summary>How an <see cref="OnlineTrainer"/> trains. Values are checked when they are set.</summary>
internal sealed record OnlineTrainerOptions
{
    /// <summary>Seed of the random masks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The rule that changes the parameters.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>Step size; the same for every step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double LearningRate { get; init => field = Settings.Positive(value); } = 1e-4;

    /// <summary>Longest norm of all gradients together; 0 for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double ClipNorm { get; init => field = Settings.ZeroOrMore(value); } = 1;

    /// <summary>Everything that has a part in the result.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("seed", Seed), Settings.Of("learning_rate", LearningRate), Settings.Of("clip_norm", ClipNorm),
        .. Optimizer.ToSettings(),
    ];
}
