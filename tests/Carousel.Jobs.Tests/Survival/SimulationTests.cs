using Carousel.Jobs.Reading;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

public sealed class SimulationTests
{
    [Fact]
    public void Simulation_IsAFunctionOfItsSeed()
    {
        Assert.Equal(Text(60, 3), Text(60, 3));
        Assert.NotEqual(Text(60, 3), Text(60, 4));
    }

    [Fact]
    public void Simulation_WritesTheBundledSample()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, SimulatedSample.Name)))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        using TextReader sample = TextFile.Open(Path.Combine(folder, SimulatedSample.Name));
        Assert.Equal(sample.ReadToEnd(), Text(600, 1));
    }

    [Fact]
    public void Simulation_WritesWhatItHolds()
    {
        CustomerSimulation simulation = CustomerSimulation.Make(50, 2);
        EventLog read = EventReader.ReadCsv(new StringReader(Text(50, 2)), "written");

        Assert.Equal(simulation.Log.EventCount, read.EventCount);
        Assert.Equal(simulation.Log[7].Times.ToArray().Select(t => t.AddSeconds(-t.Second)), read[7].Times.ToArray());
        Assert.Equal(simulation.Customers.Select(c => c.Id), Enumerable.Range(0, read.Count).Select(c => read[c].Id));
    }

    [Fact]
    public void TrueHazard_IsCalibratedAndBelongsToThePeriodsOfHistories()
    {
        (CustomerSimulation simulation, CustomerHistory[] histories) = Histories(2000);
        Assert.Equal(simulation.Customers.Select(c => c.Hazards.Length), histories.Select(h => h.Length));

        HazardTable table = HazardTable.Next(histories, [.. simulation.Customers.Select(True)]);
        double[] hazards = [.. Enumerable.Range(0, table.Count).Select(i => table.Hazards[i, 0])];
        double expected = hazards.Sum();
        int left = table.Outcomes.Count(o => o is { Leaves: true, Time: 1 });

        // A sum of independent yes and no: five standard deviations.
        Assert.InRange(left, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        Assert.InRange(Concordance.Incident(table.Outcomes, hazards, table.Ages), 0.7, 0.8);
    }

    private static string Text(int customers, ulong seed)
    {
        var writer = new StringWriter();
        CustomerSimulation.Make(customers, seed).WriteCsv(writer);
        return writer.ToString();
    }

    private static (CustomerSimulation Simulation, CustomerHistory[] Histories) Histories(int customers)
    {
        CustomerSimulation simulation = CustomerSimulation.Make(customers, 5);
        var rule = new LeaveRule("leave", 0, "moved");
        var grid = new PeriodGrid(PeriodKind.Week, CustomerSimulation.Start, CustomerSimulation.End);
        var builder = new HistoryBuilder(
            simulation.Log, grid, PeriodFeatures.Find(simulation.Log, rule, [.. Enumerable.Range(0, customers)]), rule);
        return (simulation, [.. Enumerable.Range(0, customers).Select(c => builder.Build(c)!)]);
    }

    private static double[,] True(SimulatedCustomer customer)
    {
        var hazards = new double[customer.Hazards.Length, 1];
        for (int t = 0; t < customer.Hazards.Length; t++)
        {
            hazards[t, 0] = customer.Hazards[t];
        }

        return hazards;
    }
}
