namespace Carousel.Survival;

/// <summary>An event in periods in which the input gates opened wide and the hazard rose, and in the others.</summary>
/// <param name="Name">The event.</param>
/// <param name="AtSpikes">Its mean count in periods of spikes.</param>
/// <param name="Elsewhere">Its mean count in the others.</param>
/// <param name="Share">The share of spikes in whose period it occurs.</param>
/// <param name="HazardBefore">The mean predicted hazard of the period after, before spikes that hold it.</param>
/// <param name="HazardAfter">The same after them.</param>
internal sealed record MovingEvent(
    string Name, double AtSpikes, double Elsewhere, double Share, double HazardBefore, double HazardAfter);

/// <summary>Which events stand out where the input gates open wide.</summary>
internal static class MovingEvents
{
    /// <summary>
    /// The events, those that stand out most first; none for cells without input gates or where nothing spikes.
    /// </summary>
    public static IReadOnlyList<MovingEvent> Of(SurvivalModel model, IReadOnlyList<CustomerHistory> histories)
    {
        int events = model.Design.Features.Events.Count, features = model.Design.Features.Count;
        var at = new double[events];
        var elsewhere = new double[events];
        var with = new int[events];
        var before = new double[events];
        var after = new double[events];
        int spiked = 0, others = 0;
        IReadOnlyList<double[,]> hazards = model.Hazards(histories);
        for (int c = 0; c < histories.Count; c++)
        {
            HashSet<int> spikes = [.. model.Alarms(histories[c], hazards[c])];
            for (int t = 1; t < histories[c].Length; t++)
            {
                bool isSpike = spikes.Contains(t);
                (spiked, others) = isSpike ? (spiked + 1, others) : (spiked, others + 1);
                for (int e = 0; e < events; e++)
                {
                    float count = histories[c].Features[(t * features) + e];
                    (isSpike ? at : elsewhere)[e] += count;
                    if (isSpike && count > 0)
                    {
                        with[e]++;
                        before[e] += hazards[c][t - 1, 0];
                        after[e] += hazards[c][t, 0];
                    }
                }
            }
        }

        if (spiked == 0)
        {
            return [];
        }

        return
        [
            .. Enumerable.Range(0, events)
                .Select(e => new MovingEvent(
                    model.Design.Features.Events[e], at[e] / spiked, elsewhere[e] / Math.Max(1, others),
                    with[e] / (double)spiked, before[e] / with[e], after[e] / with[e]))
                .OrderByDescending(e => (e.AtSpikes + 0.01) / (e.Elsewhere + 0.01)),
        ];
    }
}
