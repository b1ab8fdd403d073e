using System.Globalization;
using System.Text;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>What is said to events, as CSV and in words.</summary>
public static class EventTables
{
    /// <summary>A line for each event: id, time, score, 1 for an anomaly, surprise of the event alone, and the field that is most beyond the usual, with its value.</summary>
    /// <param name="log">The events.</param>
    /// <param name="verdicts">What is said to them.</param>
    /// <param name="design">Names the fields.</param>
    /// <returns>CSV with a header.</returns>
    public static string Events(EventLog log, EventVerdicts verdicts, EventDesign design)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(verdicts);
        ArgumentNullException.ThrowIfNull(design);
        var text = new StringBuilder($"{CsvCell.Of(log.IdName)},{CsvCell.Of(log.TimeName)},score,anomaly,surprise,reason,value\n");
        for (int h = 0; h < log.Count; h++)
        {
            EventSequence history = log[h];
            for (int e = 0; e < history.Length; e++)
            {
                int at = history.IndexAt(e);
                EventField field = design.Fields[verdicts.Reasons[at]];
                text.Append(CultureInfo.InvariantCulture, $"{CsvCell.Of(history.Id)},{log.Format(history.Times[e])},{verdicts.Scores[at]:0.####},{(verdicts.IsAnomalous[at] ? 1 : 0)},{verdicts.Surprises[at].Total:0.####},{CsvCell.Of(field.Name)},{CsvCell.Of(Value(log, history, e, field))}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>An event in words.</summary>
    /// <param name="log">The events.</param>
    /// <param name="history">The entity's events.</param>
    /// <param name="at">Which of them.</param>
    /// <param name="field">The field that is most beyond the usual.</param>
    /// <returns>Such as <c>card0042, 2024-05-01 03:12:00: hour is 3</c>.</returns>
    public static string Describe(EventLog log, EventSequence history, int at, EventField field)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(field);
        return $"{history.Id}, {log.Format(history.Times[at])}: {field.Name} is {Value(log, history, at, field)}";
    }

    /// <summary>The value of a field of an event as text.</summary>
    internal static string Value(EventLog log, EventSequence history, int at, EventField field) => field.Kind switch
    {
        EventFieldKind.Gap => at == 0 ? "the first" : Span(history.Times[at] - history.Times[at - 1]),
        EventFieldKind.Hour => history.Times[at].Hour.ToString(CultureInfo.InvariantCulture),
        EventFieldKind.Number => ChannelTables.Number(history.Number(field.Index)[at]),
        _ => log.Categories[field.Index].Values[history.Category(field.Index)[at]],
    };

    private static string Span(TimeSpan span) => span.TotalDays >= 2 ? $"{span.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days"
        : span.TotalHours >= 2 ? $"{span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture)} hours"
        : span.TotalMinutes >= 2 ? $"{span.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} minutes"
        : $"{span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds";
}
