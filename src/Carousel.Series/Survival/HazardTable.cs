namespace Carousel.Survival;

/// <summary>Predicted hazards of customers at the ends of some periods, and what became of them.</summary>
/// <param name="Outcomes">[n].</param>
/// <param name="Ages">[n]: periods since the first event.</param>
/// <param name="Hazards">[n, K]: the chance to leave in each next period of those who stay until then.</param>
internal sealed record HazardTable(SurvivalOutcome[] Outcomes, int[] Ages, double[,] Hazards)
{
    /// <summary>n: how many rows.</summary>
    public int Count => Outcomes.Length;

    /// <summary>K: how many periods ahead.</summary>
    public int Horizon => Hazards.GetLength(1);

    /// <summary>Every period whose next one is observed.</summary>
    /// <param name="histories">The customers.</param>
    /// <param name="hazards">[L, K] each.</param>
    /// <returns>The table.</returns>
    public static HazardTable Next(IReadOnlyList<CustomerHistory> histories, IReadOnlyList<double[,]> hazards) =>
        Of(histories, hazards, (history, t) => history.After(t).Time >= 1);

    /// <summary>
    /// Every period after which a whole horizon lies before the end of the log: a customer who is not observed to its
    /// end was censored for another reason than the end of the log.
    /// </summary>
    /// <param name="histories">The customers.</param>
    /// <param name="hazards">[L, K] each.</param>
    /// <param name="grid">The periods of the log.</param>
    /// <param name="rule">What leaving is. If it is absence, only periods with an event are taken: after others it is
    /// known which periods are to come without an event.</param>
    /// <returns>The table; without rows where the log is too short.</returns>
    public static HazardTable Ahead(
        IReadOnlyList<CustomerHistory> histories, IReadOnlyList<double[,]> hazards, PeriodGrid grid, LeaveRule rule)
    {
        int horizon = hazards.Count == 0 ? 1 : hazards[0].GetLength(1);
        return Of(histories, hazards, (history, t) => history.First + t + horizon < grid.Count
            && (rule.AbsentPeriods == 0 || history.IsActive(t)));
    }

    /// <summary>The chance to stay through each next period: Π (1 − h).</summary>
    /// <returns>[n, K].</returns>
    public double[,] Survival()
    {
        var survival = new double[Count, Horizon];
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < Horizon; k++)
            {
                survival[i, k] = (k == 0 ? 1 : survival[i, k - 1]) * (1 - Hazards[i, k]);
            }
        }

        return survival;
    }

    private static HazardTable Of(
        IReadOnlyList<CustomerHistory> histories, IReadOnlyList<double[,]> hazards,
        Func<CustomerHistory, int, bool> takes)
    {
        (int Customer, int Period)[] rows =
        [
            .. Enumerable.Range(0, histories.Count)
                .SelectMany(
                    c =>
                        Enumerable.Range(0, histories[c].Length).Where(t => takes(histories[c], t))
                            .Select(t => (c, t))),
        ];
        int horizon = hazards.Count == 0 ? 1 : hazards[0].GetLength(1);
        var table = new double[rows.Length, horizon];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < horizon; k++)
            {
                table[i, k] = hazards[rows[i].Customer][rows[i].Period, k];
            }
        }

        return new HazardTable(
            [.. rows.Select(r => histories[r.Customer].After(r.Period))], [.. rows.Select(r => r.Period)], table);
    }
}
