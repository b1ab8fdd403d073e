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
        int features = model.Design.Features.Count;
        IReadOnlyList<double[,]> hazards = model.Hazards(histories);
        var all = histories.SelectMany((history, c) =>
        {
            HashSet<int> spikes = [.. model.Alarms(history, hazards[c])];
            return Enumerable.Range(1, Math.Max(0, history.Length - 1)).Select(t => (
                IsSpike: spikes.Contains(t), Features: history.Features.AsMemory(t * features, features),
                Before: hazards[c][t - 1, 0], After: hazards[c][t, 0]));
        }).ToLookup(p => p.IsSpike);
        return !all.Contains(true) ? [] :
        [
            .. model.Design.Features.Events.Select((name, e) =>
            {
                double Mean(bool isSpike) =>
                    all[isSpike].Select(p => (double)p.Features.Span[e]).DefaultIfEmpty().Average();
                var with = all[true].Where(p => p.Features.Span[e] > 0).ToList();
                return new MovingEvent(
                    name, Mean(true), Mean(false), with.Count / (double)all[true].Count(),
                    with.Select(p => p.Before).DefaultIfEmpty(double.NaN).Average(),
                    with.Select(p => p.After).DefaultIfEmpty(double.NaN).Average());
            }).OrderByDescending(e => (e.AtSpikes + 0.01) / (e.Elsewhere + 0.01)),
        ];
    }
}
