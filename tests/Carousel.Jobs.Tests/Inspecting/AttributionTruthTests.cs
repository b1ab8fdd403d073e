using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>Where it is known what moved the truth, that is what is found.</summary>
public sealed class AttributionTruthTests : IDisposable
{
    private const int Recent = 8;
    private const int ErrorsOfAnOutage = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task TheWeekOfAnOutage_HasTheLargestPart()
    {
        string file = _folder.File("customers.csv");
        await using (var writer = new StreamWriter(file))
        {
            CustomerSimulation.Make(600, 1).WriteCsv(writer);
        }

        using var model = (await CustomerSimulation.Plan(
            600, 1, new SurvivalOptions { Baseline = BaselineInside.None, Fit = new FitOptions { Threads = 1 } })
                .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");
        EventLog log = EventReader.ReadCsv(file, new EventReadOptions { Id = "customer" });
        (int customers, int found) = (0, 0);
        foreach (InspectedSequence sequence in subject.Sequences.Where(s => s.Steps >= Recent))
        {
            var history = (CustomerHistory)sequence.Source!;
            int[] outages =
            [
                .. Enumerable.Range(sequence.Steps - Recent, Recent)
                    .Where(t => ErrorsIn(log, history, t) >= ErrorsOfAnOutage),
            ];
            if (outages.Length == 1)
            {
                double[] parts = Attributor.Of(
                    subject.Model, sequence, 0, 1_000_000, TestContext.Current.CancellationToken).ByStep();
                customers++;
                found += Array.IndexOf(parts, parts[^Recent..].Max()) == outages[0] ? 1 : 0;
            }
        }

        Assert.InRange(customers, 50, 600);
        Assert.True(found >= 0.9 * customers, $"{found} of {customers}");
    }

    private static int ErrorsIn(EventLog log, CustomerHistory history, int period)
    {
        DateTime start = CustomerSimulation.Start.AddDays(7 * (history.First + period));
        EventSequence events = log[Enumerable.Range(0, log.Count).First(c => log[c].Id == history.Id)];
        int error = log.Categories[0].Values.ToList().IndexOf("error"), count = 0;
        for (int e = 0; e < events.Length; e++)
        {
            count += events.Category(0)[e] == error && events.Times[e] >= start && events.Times[e] < start.AddDays(7)
                ? 1
                : 0;
        }

        return count;
    }
}
