using System.Text.Json;
using Carousel.Jobs;

namespace Carousel.Cli.Rendering;

/// <summary>What was measured, with all that a table of it needs: columns, rows, the sentence.</summary>
internal static class ResultJson
{
    /// <summary>Writes the fields of a result into an object that is open.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">The result.</param>
    public static void Write(Utf8JsonWriter json, JobResult result)
    {
        json.WriteStartArray("metrics");
        foreach (JobMetric metric in result.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("key", metric.Key);
            json.WriteString("title", metric.Title);
            json.WriteBoolean("higher_is_better", metric.HigherIsBetter);
            json.WriteBoolean("is_share", metric.IsShare);
            WriteNumber(json, "decimals", metric.Decimals);
            json.WriteBoolean("is_detail", metric.IsDetail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("scores");
        foreach (JobScore score in result.Scores)
        {
            json.WriteStartObject();
            json.WriteString("name", score.Name);
            json.WriteString("title", score.Title);
            json.WriteStartObject("metrics");
            foreach ((string key, double value) in score.Metrics)
            {
                WriteNumber(json, key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("sentence", result.Sentence);
        if (result.Headline.Length > 0)
        {
            json.WriteString("headline", result.Headline);
        }

        WriteIncidents(json, result.Incidents);
        json.WriteStartArray("notes");
        foreach (string note in result.Notes.Prepend(result.Rival?.Sentence ?? "").Where(n => n.Length > 0))
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes incidents; nothing where the job finds none.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="incidents">They.</param>
    public static void WriteIncidents(Utf8JsonWriter json, IReadOnlyList<JobIncident>? incidents)
    {
        if (incidents is null)
        {
            return;
        }

        json.WriteStartArray("incidents");
        foreach (JobIncident incident in incidents)
        {
            json.WriteStartObject();
            json.WriteString("start", incident.Start);
            json.WriteString("end", incident.End);
            json.WriteNumber("rows", incident.Rows);
            json.WriteStartArray("channels");
            foreach (string channel in incident.Channels)
            {
                json.WriteStringValue(channel);
            }

            json.WriteEndArray();
            json.WriteNumber("score", Math.Round(incident.Score, 4));
            WriteNumber(json, incident.RarityName, Math.Round(incident.Rarity, 2));
            json.WriteString("what", incident.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what was found and decided.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="facts">It.</param>
    public static void WriteFacts(Utf8JsonWriter json, IReadOnlyList<JobFact> facts)
    {
        json.WriteStartArray("facts");
        foreach (JobFact fact in facts)
        {
            json.WriteStartObject();
            json.WriteString("name", fact.Name);
            json.WriteString("fact", fact.Fact);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number; null where it is unknown or not finite.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
