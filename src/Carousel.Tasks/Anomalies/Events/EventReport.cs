using Carousel.Report;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;
using ReportSeries = Carousel.Report.Series;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>The page of a search in events: the most surprising ones with their reasons, and what the entity did before.</summary>
internal static class EventReport
{
    private const int MostRows = 50;
    private const int Shown = 4;
    private const int Before = 5;

    public static ReportDocument Make(EventLog log, EventVerdicts verdicts, DateTime from, EventModel model, JobResult result, string command)
    {
        (int History, int Event)[] worst = Worst(log, verdicts, from);
        return new ReportDocument(
            log.Name,
            result.Sentence,
            [
                new Section("The most surprising", [Table(log, verdicts, model, worst)]) { Lead = "The reason is the part of the event that is most beyond what is usual." },
                new Section("What came before", [.. Stories(log, verdicts, model, worst)]) { Lead = "The events of the same entity that led there." },
                new Section("How surprising events are", [Histogram(verdicts)]),
                new Section("Beside counting", [ChannelReport.Scores(result)]),
                new Section("Again", [new CodeBlock(command) { Caption = "The command that makes this page." }]),
            ])
        {
            Kicker = "Search for anomalies in events",
        };
    }

    private static (int History, int Event)[] Worst(EventLog log, EventVerdicts verdicts, DateTime from)
    {
        List<(int History, int Event, double Score)> all = [];
        for (int h = 0; h < log.Count; h++)
        {
            for (int e = 0; e < log[h].Length; e++)
            {
                if (log[h].Times[e] >= from)
                {
                    all.Add((h, e, verdicts.Scores[log[h].IndexAt(e)]));
                }
            }
        }

        return [.. all.OrderByDescending(a => a.Score).Take(MostRows).Select(a => (a.History, a.Event))];
    }

    private static Table Table(EventLog log, EventVerdicts verdicts, EventModel model, (int History, int Event)[] worst) => new(
        [
            new TableColumn(log.IdName, Alignment.Left), new TableColumn(log.TimeName, Alignment.Left), new TableColumn("score"),
            new TableColumn("reason", Alignment.Left), new TableColumn("value", Alignment.Left),
        ],
        [.. worst.Select(w =>
        {
            EventSequence history = log[w.History];
            int at = history.IndexAt(w.Event);
            EventField field = model.Design.Fields[verdicts.Reasons[at]];
            return TableRow.Of(
                history.Id, log.Format(history.Times[w.Event]), FigureText.Number(verdicts.Scores[at], 1), field.Name, EventTables.Value(log, history, w.Event, field));
        })]);

    private static IEnumerable<Block> Stories(EventLog log, EventVerdicts verdicts, EventModel model, (int History, int Event)[] worst)
    {
        foreach ((int h, int last) in worst.DistinctBy(w => w.History).Take(Shown))
        {
            EventSequence history = log[h];
            yield return new Table(
                [
                    new TableColumn(log.TimeName, Alignment.Left), .. model.Design.Fields.Select(f => new TableColumn(f.Name, Alignment.Left)), new TableColumn("surprise"),
                ],
                [.. Enumerable.Range(Math.Max(0, last - Before), Math.Min(last, Before) + 1).Select(e => new TableRow(
                    [
                        new TableCell(log.Format(log[h].Times[e])),
                        .. model.Design.Fields.Select(f => new TableCell(EventTables.Value(log, log[h], e, f))),
                        new TableCell(FigureText.Number(verdicts.Surprises[log[h].IndexAt(e)].Total, 1)),
                    ],
                    e == last))])
            {
                Caption = history.Id,
            };
        }
    }

    private static BarChart Histogram(EventVerdicts verdicts)
    {
        const int Buckets = 30;
        double most = verdicts.Surprises.Max(s => s.Total);
        var counts = new double[Buckets];
        foreach (EventSurprise surprise in verdicts.Surprises)
        {
            counts[Math.Clamp((int)(surprise.Total / most * Buckets), 0, Buckets - 1)]++;
        }

        return new BarChart(
            "Events by surprise", Axis.Category("surprise in nats", [.. Enumerable.Range(0, Buckets).Select(b => FigureText.Number((b + 0.5) * most / Buckets, 1))]),
            [new ReportSeries("events", counts, SeriesRole.Forecast)])
        {
            ValueName = "events",
        };
    }
}
