using Carousel.Tasks.Survival.Simulation;

namespace Carousel.Tasks.Survival;

/// <summary>Planted outages against spikes of the input gate, by customer and week. The first week of a customer is left out of both.</summary>
/// <param name="Found">Weeks with an outage and a spike.</param>
/// <param name="Spikes">Weeks with a spike.</param>
/// <param name="Planted">Weeks with an outage.</param>
internal sealed record OutageCount(int Found, int Spikes, int Planted)
{
    public double Precision => Found / (double)Spikes;

    public double Recall => Found / (double)Planted;

    public static OutageCount Of(IReadOnlyList<CustomerHistory> histories, IReadOnlyDictionary<string, SimulatedCustomer> truth, SurvivalModel model)
    {
        int found = 0, spikes = 0, planted = 0;
        foreach (CustomerHistory history in histories)
        {
            bool[] outages = truth[history.Id].Outages;
            IReadOnlyList<int> own = model.Spikes(history);
            spikes += own.Count;
            found += own.Count(t => outages[t]);
            planted += outages.Skip(1).Count(o => o);
        }

        return new OutageCount(found, spikes, planted);
    }
}
