namespace Carousel.Survival;

/// <summary>Customers in groups, whose errors are compared: one customer alone tells too little.</summary>
internal static class CustomerGroups
{
    private const int Most = 20;

    /// <summary>For each group the mean negative log-likelihood of what came.</summary>
    /// <param name="histories">The customers.</param>
    /// <param name="odds">[L, K] each: the log odds that were told.</param>
    /// <param name="horizon">K.</param>
    public static double[] Nats(IReadOnlyList<CustomerHistory> histories, IReadOnlyList<float[]> odds, int horizon) =>
    [
        .. Enumerable.Range(0, histories.Count).GroupBy(c => c % Most).Select(group => LeavingNats.Mean(
            [.. group.Select(c => histories[c])], [.. group.Select(c => odds[c])], horizon)),
    ];
}
