namespace Carousel.Survival;

/// <summary>
/// Planted outages against spikes of the input gate, by customer and week. The first week of a customer is left out of
/// both.
/// </summary>
/// <param name="Planted">Weeks with an outage.</param>
/// <param name="Alarms">Weeks with a spike after which the hazard is higher.</param>
/// <param name="FoundByAlarms">Weeks with an outage among them.</param>
internal sealed record OutageCount(int Planted, int Alarms, int FoundByAlarms)
{
    /// <summary>Of spikes after which the hazard is higher.</summary>
    public double Precision => FoundByAlarms / (double)Alarms;

    /// <summary>Of spikes after which the hazard is higher.</summary>
    public double Recall => FoundByAlarms / (double)Planted;

    public static OutageCount Of(
        IReadOnlyList<CustomerHistory> histories, IReadOnlyList<double[,]> hazards,
        IReadOnlyDictionary<string, SimulatedCustomer> truth, SurvivalModel model)
    {
        (bool[] Outages, IReadOnlyList<int> Alarms)[] all =
            [.. histories.Select((h, c) => (truth[h.Id].Outages, model.Alarms(h, hazards[c])))];
        return new OutageCount(
            all.Sum(c => c.Outages.Skip(1).Count(o => o)), all.Sum(c => c.Alarms.Count),
            all.Sum(c => c.Alarms.Count(t => c.Outages[t])));
    }
}
