using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;
using Carousel.Tasks.Survival;
using Carousel.Tasks.Survival.Simulation;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel survive</c>: learns from events of customers who leaves next, beside a regression on counts.</summary>
internal sealed class SurviveCommand : JobCommand
{
    private readonly Argument<string?> _data = new("events.csv")
    {
        Description = "Events of customers in long format: id, time, event, numbers. Without it: the bundled sample.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly EventOptionSet _events = new();
    private readonly SeriesOptionSet _series = new();

    private readonly Option<string?> _leave = OptionKinds.Text("--leave", "event", "The event that is the leaving. Default: found by its name.");
    private readonly Option<int?> _absent = OptionKinds.Whole("--absent", "Instead of an event: so many periods in a row without any event are the leaving.");
    private readonly Option<string?> _censor = OptionKinds.Text("--censor", "event", "An event after which a customer is no longer observed, without having left.");

    private readonly Option<PeriodKind?> _period = OptionKinds.Choice(
        "--period", "How long a period is. Default: by the span of the log.", ("day", PeriodKind.Day), ("week", PeriodKind.Week), ("month", PeriodKind.Month));

    private readonly Option<int?> _horizon = OptionKinds.Whole("--horizon", "Periods ahead. Default 14 days, 8 weeks or 6 months.");
    private readonly Option<string?> _end = OptionKinds.Text("--end", "date", "The first moment that was no longer observed. Default: the end of the last whole period.");

    private readonly Option<int?> _simulate = OptionKinds.Whole(
        "--simulate", "Instead of a file: so many simulated customers, whose true hazard and outages are known. Their seed is that of --seed.");

    /// <inheritdoc/>
    public override string Name => "survive";

    /// <inheritdoc/>
    public override string Summary => "Learn from events of customers who leaves next, rank them, show what moved it.";

    /// <inheritdoc/>
    public override string Example => "carousel survive samples/simulated_customers.csv.gz --leave leave --period month --epochs 3 --out out/customers";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        _events.Group, new("Leaving", [_leave, _absent, _censor, _period, _horizon, _end, _simulate]), Fit.Model, Fit.Training, _series.CellsOnly, Run.Group,
    ];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        var options = new SurvivalOptions
        {
            Period = result.GetValue(_period),
            Leave = result.GetValue(_leave),
            Absent = result.GetValue(_absent),
            Censor = result.GetValue(_censor),
            Horizon = result.GetValue(_horizon),
            End = EventOptionSet.Date(result, _end),
            Fit = Fit.Read(result, Run.Threads(result)),
        };
        EventReadOptions reading = _events.Read(result, _series.ReadCells(result));
        if (result.GetValue(_simulate) is { } customers)
        {
            return Simulate(result, customers, options);
        }

        if (result.GetValue(_data) is { } file)
        {
            return SurvivalPlan.Make(EventReader.ReadCsv(file, reading), options);
        }

        return SurvivalPlan.Make(
            SimulatedSample.Read(reading),
            options with { Censor = options.Censor ?? SimulatedSample.Censor, End = options.End ?? CustomerSimulation.End });
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_simulate) is not null ? "simulated_customers" : result.GetValue(_data) ?? SimulatedSample.Name;

    private SurvivalPlan Simulate(ParseResult result, int customers, SurvivalOptions options)
    {
        if (result.GetValue(_data) is not null)
        {
            throw new UsageException("--simulate and a file exclude each other: pass one of them.");
        }

        if (customers is < 100 or > 1_000_000)
        {
            throw new UsageException($"--simulate must be 100…1000000, but is {customers}.");
        }

        return SurvivalPlan.Make(CustomerSimulation.Make(customers, options.Fit.Seed), options);
    }
}
