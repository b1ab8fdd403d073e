namespace Carousel.Survival;

/// <summary>
/// What is known of one customer: the features of each period, from that of the first event on, and how it ended.
/// </summary>
/// <param name="Id">The customer.</param>
/// <param name="First">The period of the first event, on the log's grid.</param>
/// <param name="Length">L: periods with features. A customer who leaves does so in the period after the last of
/// them.</param>
/// <param name="Leaves">Whether the customer leaves; otherwise the observation ends with the last period.</param>
/// <param name="Features">[L, F]: features before scaling.</param>
internal sealed record CustomerHistory(string Id, int First, int Length, bool Leaves, float[] Features)
{
    /// <summary>Whether the customer is known to be gone after the last whole period.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether a period has an event.</summary>
    /// <param name="period">0 … L − 1.</param>
    public bool IsActive(int period) => Features[((period + 1) * (Features.Length / Length)) - 2] == 0;

    /// <summary>
    /// The outcome after a period: in how many periods the customer leaves, or for how many more it is known
    /// to stay.
    /// </summary>
    /// <param name="period">0 … L − 1.</param>
    /// <returns>The time, and whether it ends with leaving.</returns>
    public SurvivalOutcome After(int period) => Leaves ? new(Length - period, true) : new(Length - 1 - period, false);
}
