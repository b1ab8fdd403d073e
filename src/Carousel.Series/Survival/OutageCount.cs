namespace Carousel.Survival;

/// <summary>
/// Planted outages against spikes of the input gate, by customer and week. The first week of a customer is left out of
/// both.
/// </summary>
/// <param name="Planted">Weeks with an outage.</param>
/// <param name="Spikes">Weeks with a spike.</param>
/// <param name="Found">Weeks with both.</param>
/// <param name="Alarms">Weeks with a spike after which the hazard is higher.</param>
/// <param name="FoundByAlarms">Weeks with an outage among them.</param>
internal sealed record OutageCount(int Planted, int Spikes, int Found, int Alarms, int FoundByAlarms)
{
    /// <summary>Of spikes after which the hazard is higher.</summary>
    public double Precision => FoundByAlarms / (double)Alarms;

    /// <summary>Of spikes after which the hazard is higher.</summary>
    public double Recall => FoundByAlarms / (double)Planted;

    public static OutageCount Of(
        IReadOnlyList<CustomerHistory> histories, IReadOnlyList<double[,]> hazards,
        IReadOnlyDictionary<string, SimulatedCustomer> truth, SurvivalModel model)
    {
        var count = new OutageCount(0, 0, 0, 0, 0);
        for (int c = 0; c < histories.Count; c++)
        {
            bool[] outages = truth[histories[c].Id].Outages;
            IReadOnlyList<int> spikes = model.Spikes(histories[c]), alarms = model.Alarms(histories[c], hazards[c]);
            count = new OutageCount(
                count.Planted + outages.Skip(1).Count(o => o), count.Spikes + spikes.Count,
                count.Found + spikes.Count(t => outages[t]),
                count.Alarms + alarms.Count, count.FoundByAlarms + alarms.Count(t => outages[t]));
        }

        return count;
    }
}
