using System.Globalization;
using System.Text;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>The verdicts on events, as CSV and in words.</summary>
/// <param name="log">The events.</param>
/// <param name="verdicts">The verdicts.</param>
/// <param name="design">Names the fields.</param>
internal sealed class EventTables(EventLog log, EventVerdicts verdicts, EventDesign design)
{
    /// <summary>
    /// A line for each event: id, time, score, 1 for an anomaly, surprise of the single event, and the field that is
    /// most beyond the usual, with its value.
    /// </summary>
    /// <param name="places">Which events; null for all, as they follow each other in the table.</param>
    /// <returns>CSV with a header.</returns>
    public string Events(IEnumerable<int>? places = null)
    {
        var text = new StringBuilder(
            $"{CsvCell.Of(log.IdName)},{CsvCell.Of(log.TimeName)},score,anomaly,surprise,reason,value\n");
        foreach (int i in places ?? InOrder())
        {
            (string id, string time, string field, string value) = Row(i);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{CsvCell.Of(id)},{time},{verdicts.Scores[i]:0.####},{(verdicts.IsAnomalous[i] ? 1 : 0)},"
                + $"{verdicts.Surprises[i].Total:0.####},{CsvCell.Of(field)},{CsvCell.Of(value)}\n");
        }

        return text.ToString();
    }

    /// <summary>Places of all events, as they follow each other in the table.</summary>
    public int[] InOrder()
    {
        int[] rows = log.Rows();
        return [.. Enumerable.Range(0, rows.Length).OrderBy(i => rows[i])];
    }

    /// <summary>An event in words.</summary>
    /// <param name="place">Its place in the order of the log.</param>
    /// <returns>Such as <c>card0042, 2024-05-01 03:12:00: hour is 3</c>.</returns>
    public string Describe(int place)
    {
        (string id, string time, string field, string value) = Row(place);
        return $"{id}, {time}: {field} is {value}"
            + (verdicts.Follows(place) ? "; most of the score comes from earlier events" : "");
    }

    /// <summary>An event, and the field that is most beyond the usual.</summary>
    /// <param name="place">Its place in the order of the log.</param>
    public (string Id, string Time, string Field, string Value) Row(int place)
    {
        (EventSequence history, int at) = log.Find(place);
        EventField field = design.Fields[verdicts.Reasons[place]];
        return (history.Id, log.Format(history.Times[at]), field.Name, ValueOf(log, history, at, field));
    }

    /// <summary>The value of a field of an event as text.</summary>
    public static string ValueOf(EventLog log, EventSequence history, int at, EventField field) => field.Kind switch
    {
        EventFieldKind.Gap => at == 0 ? "the first" : Span(history.Times[at] - history.Times[at - 1]),
        EventFieldKind.Hour => history.Times[at].Hour.ToString(CultureInfo.InvariantCulture),
        EventFieldKind.Number => ChannelTables.Number(history.Number(field.Index)[at]),
        _ => log.Categories[field.Index].Values[history.Category(field.Index)[at]],
    };

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 and var days } => Invariant.Of($"{days:0.#} days"),
        { TotalHours: >= 2 and var hours } => Invariant.Of($"{hours:0.#} hours"),
        { TotalMinutes: >= 2 and var minutes } => Invariant.Of($"{minutes:0.#} minutes"),
        _ => Invariant.Of($"{span.TotalSeconds:0} seconds"),
    };
}
