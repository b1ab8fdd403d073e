namespace Carousel.Survival;

/// <summary>Customers in groups, whose errors are compared: a single customer has too little information.</summary>
internal static class CustomerGroups
{
    private const int Most = 20;

    /// <summary>For each group the mean negative log-likelihood of the outcomes.</summary>
    /// <param name="histories">The customers.</param>
    /// <param name="odds">[L, K] each: the predicted log odds.</param>
    /// <param name="horizon">K.</param>
    public static double[] Nats(IReadOnlyList<CustomerHistory> histories, IReadOnlyList<float[]> odds, int horizon) =>
    [
        .. Enumerable.Range(0, histories.Count).GroupBy(c => c % Most).Select(group => LeavingNats.Mean(
            [.. group.Select(c => histories[c])], [.. group.Select(c => odds[c])], horizon)),
    ];
}
