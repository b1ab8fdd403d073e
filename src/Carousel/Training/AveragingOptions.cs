namespace Carousel.Training;

/// <summary>
/// How parameters are averaged over the steps of a training: averaged gradient descent, or a running mean.
/// </summary>
/// <remarks>
/// Step n of the averaging (1, 2, …) moves the averages towards the parameters by the share max(1/n, 1 − Decay): with
/// Decay = 1 they are the plain mean of all
/// steps since the start (Polyak and Juditsky 1992; Merity, Keskar and Socher 2018), below 1 a mean that forgets older
/// steps.
/// </remarks>
public sealed record AveragingOptions
{
    /// <summary>How much of the averages a step keeps in the long run, in [0, 1]; 1 forgets nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1].</exception>
    public double Decay { get; init => field = value == 1 ? value : Settings.Share(value); } = 1;

    /// <summary>The epoch whose first step is the first one averaged, 1, 2, ….</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int FromEpoch { get; init => field = Settings.AtLeast(1, value); } = 1;

    /// <summary>
    /// Whether an epoch is judged twice, by the averages and by the parameters themselves, and the better of both
    /// counts. Without validation, the averages count.
    /// </summary>
    public bool Compares { get; init; }

    internal IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("average_decay", Decay),
        Settings.Of("average_from_epoch", FromEpoch),
        .. Compares ? [Settings.Of("average_compares", "yes")] : Array.Empty<KeyValuePair<string, string>>(),
    ];
}
