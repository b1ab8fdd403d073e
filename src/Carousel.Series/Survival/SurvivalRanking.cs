using System.Globalization;
using System.Text;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>A customer who is still there, and how likely it is to leave.</summary>
/// <param name="Id">The customer.</param>
/// <param name="NextHazard">The chance to leave in the next period.</param>
/// <param name="HorizonSurvival">The chance to stay through the horizon.</param>
/// <param name="Reason">What stood out in the last period in which the input gates opened wide and the hazard
/// rose.</param>
internal sealed record RankedCustomer(string Id, double NextHazard, double HorizonSurvival, string Reason);

/// <summary>The customers who are still there at the end of a log, those who are likeliest to leave first.</summary>
internal static class SurvivalRanking
{
    private const double StandsOut = 2;
    private const int MostReasons = 2;

    /// <summary>Ranks.</summary>
    public static IReadOnlyList<RankedCustomer> Of(
        SurvivalModel model, PeriodGrid grid, IReadOnlyList<CustomerHistory> histories, CancellationToken cancellation)
    {
        CustomerHistory[] staying =
            [.. histories.Where(h => !h.Leaves && !h.IsGone && h.First + h.Length == grid.Count)];
        IReadOnlyList<double[,]> hazards = model.Hazards(staying, cancellation);
        return
        [
            .. staying.Zip(hazards, (customer, own) =>
            {
                cancellation.ThrowIfCancellationRequested();
                int last = customer.Length - 1;
                return new RankedCustomer(
                    customer.Id, own[last, 0],
                    Enumerable.Range(0, model.Design.Horizon).Aggregate(1.0, (s, k) => s * (1 - own[last, k])),
                    Reason(model, grid, customer, own));
            }).OrderBy(r => r.HorizonSurvival).ThenBy(r => r.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// What stood out in a period: the counts and sums at least two deviations above their mean, the farthest
    /// first.
    /// </summary>
    public static string Describe(SurvivalModel model, CustomerHistory history, int period)
    {
        PeriodFeatures features = model.Design.Features;
        IReadOnlyList<string> names = features.Names;
        (int Feature, double Height)[] high =
        [
            .. Enumerable.Range(0, features.Events.Count)
                .Select(
                    f =>
                        (
                            f,
                            (PeriodFeatures.Shrink(history.Features[(period * features.Count) + f])
                                - model.Fitted.Scale.Offsets[f]) / (double)model.Fitted.Scale.Scales[f]))
                .Where(f => f.Item2 >= StandsOut).OrderByDescending(f => f.Item2).Take(MostReasons),
        ];
        return string.Join(", ", high.Select(f => Invariant.Of(
            $"{names[f.Feature]} ×{history.Features[(period * features.Count) + f.Feature]:0.##}")));
    }

    public static string ToCsv(IReadOnlyList<RankedCustomer> ranking, SurvivalDesign design, string idName)
    {
        string period = SurvivalText.Period(design.Period);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{CsvCell.Of(idName)},hazard_next_{period},survival_{design.Horizon}_{period}s,reason\n");
        foreach (RankedCustomer customer in ranking)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{CsvCell.Of(customer.Id)},{customer.NextHazard:0.000000},{customer.HorizonSurvival:0.000000},"
                + $"{CsvCell.Of(customer.Reason)}\n");
        }

        return text.ToString();
    }

    public static string Sentence(IReadOnlyList<RankedCustomer> ranking, SurvivalDesign design)
    {
        string period = SurvivalText.Period(design.Period);
        RankedCustomer first = ranking[0];
        double expected = ranking.Sum(r => r.NextHazard);
        return $"About {FigureText.Number(expected, expected < 10 ? 1 : 0)} of {FigureText.Count(ranking.Count)} "
            + $"current customers are expected to leave in the next {period}; "
            + $"'{first.Id}' is likeliest to leave within {design.Horizon} {period}s "
            + $"({FigureText.Percent(1 - first.HorizonSurvival)}).";
    }

    private static string Reason(SurvivalModel model, PeriodGrid grid, CustomerHistory history, double[,] hazards)
    {
        IReadOnlyList<int> spikes = model.Alarms(history, hazards);
        for (int s = spikes.Count - 1; s >= 0; s--)
        {
            string what = Describe(model, history, spikes[s]);
            if (what.Length > 0)
            {
                return $"{what} in the {grid.Name} of {grid.Label(history.First + spikes[s])}";
            }
        }

        return spikes.Count > 0
            ? $"something written in the {grid.Name} of {grid.Label(history.First + spikes[^1])}"
            : "nothing stands out";
    }
}
