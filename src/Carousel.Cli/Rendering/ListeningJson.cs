using System.Text;
using System.Text.Json;
using Carousel.Speech.Listening;

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
    public static void Write(Terminal terminal, string table, ListeningResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            ListeningMeasurement all = result.All;
            json.WriteStartObject();
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
            json.WriteStartArray("keywords");
            foreach ((string word, KeywordMeasurement row) in result.Keywords.SelectMany(
                k => k.Rows.Select(r => (k.Word, r))))
            {
                json.WriteStartObject();
                json.WriteString("keyword", word);
                json.WriteNumber("threshold", row.Threshold);
                json.WriteNumber("said", row.Said);
                json.WriteNumber("missed", row.Missed);
                json.WriteNumber("surplus", row.Surplus);
                json.WriteNumber("false_alarms", row.FalseAlarms);
                Number(json, "hours_without", row.Hours);
                Number(json, "false_alarms_an_hour", row.FalseAlarmsPerHour);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
