using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Anomalies;

/// <summary>
/// What the report of a search in events shows: the most surprising ones with their reasons, and the entity's events
/// before.
/// </summary>
internal sealed class EventReport(EventLog log, EventVerdicts verdicts, DateTime from, EventDesign design)
{
    private const int MostRows = 50, Shown = 4, Before = 5, Buckets = 30;

    private readonly EventTables _tables = new(log, verdicts, design);
    private readonly int[] _clearest = [.. verdicts.Clearest(log.PlacesWhere(t => t >= from)).Take(MostRows)];

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page() => new(
        $"Search for anomalies in events: {log.Name}",
        $"The events from {log.Format(from)} on.",
        [
            new Section("The most surprising", [Clearest()])
            {
                Lead = "The reason is the part of the event that is furthest from normal.",
            },
            new Section(
                "What came before",
                [
                    .. _clearest.Select(log.Find).DistinctBy(e => e.Events.Id).Take(Shown)
                        .Select(e => Story(e.Events, e.At)),
                ])
            {
                Lead = "The events of the same entity before the most surprising ones.",
            },
            new Section(
                "How surprising events are",
                [
                    Histogram.Of("Events by surprise", [.. verdicts.Surprises.Select(s => s.Total)], Buckets) with
                    {
                        ValueName = "surprise in nats",
                        CountName = "events",
                    },
                ]),
        ]);

    private Table Clearest() => Table.Of(
        [log.IdName, log.TimeName, "score", "reason", "value"],
        _clearest.Select(i =>
        {
            (string id, string time, string field, string value) = _tables.Row(i);
            return (string[])[id, time, FigureText.Number(verdicts.Scores[i], 1), field, value];
        }));

    private Table Story(EventSequence history, int last) => new(
        [
            new TableColumn(log.TimeName, Alignment.Left),
            .. design.Fields.Select(f => new TableColumn(f.Name, Alignment.Left)),
            new TableColumn("surprise"),
        ],
        [.. Enumerable.Range(Math.Max(0, last - Before), Math.Min(last, Before) + 1).Select(e => TableRow.Of(
            [
                log.Format(history.Times[e]), .. design.Fields.Select(f => EventTables.ValueOf(log, history, e, f)),
                FigureText.Number(verdicts.Surprises[history.IndexAt(e)].Total, 1),
            ]) with
        {
            IsEmphasized = e == last,
        })])
    {
        Caption = history.Id,
    };
}
