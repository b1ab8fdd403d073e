using System.Text.Json;
using Carousel.Report;
using Carousel.Speech;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What a measurement of a stream ends with under <c>--json</c>: one object on one line; times in seconds, numbers that
/// are not known null.
/// </summary>
internal static class ListeningJson
{
    /// <summary>Writes the line to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="table">The table of words.</param>
    /// <param name="result">What was found.</param>
    public static void Write(Terminal terminal, string table, ListeningResult result) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            ListeningMeasurement all = result.All;
            json.WriteString("task", "stream");
            json.WriteString("data", table);
            json.WriteNumber("strings", result.Strings);
            Number(json, "sound_seconds", all.SoundSeconds);
            json.WriteNumber("words", all.Words);
            json.WriteNumber("heard", all.Heard);
            json.WriteNumber("missed", all.Missed);
            json.WriteNumber("early", all.Early);
            Number(json, "delay_median", all.Delay(0.5));
            Number(json, "delay_95", all.Delay(0.95));
            Number(json, "delay_latest", all.Delay(1));
            Number(json, "word_end_error", all.EndError);
            Number(json, "real_time_factor", all.RealTimeFactor);
            json.Objects("keywords", result.Keywords.SelectMany(k => k.Rows.Select(r => (k.Word, Row: r))), keyword =>
            {
                json.WriteString("keyword", keyword.Word);
                json.WriteNumber("threshold", keyword.Row.Threshold);
                json.WriteNumber("said", keyword.Row.Said);
                json.WriteNumber("missed", keyword.Row.Missed);
                json.WriteNumber("surplus", keyword.Row.Surplus);
                json.WriteNumber("false_alarms", keyword.Row.FalseAlarms);
                Number(json, "hours_without", keyword.Row.Hours);
                Number(json, "false_alarms_an_hour", keyword.Row.FalseAlarmsPerHour);
            });
        }));

    private static void Number(Utf8JsonWriter json, string name, double? value) =>
        json.Number(name, value is { } number ? Math.Round(number, 6) : null);
}
