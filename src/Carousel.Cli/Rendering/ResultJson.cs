using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>What was measured, with all that a table of it needs: columns, rows, the sentence.</summary>
internal static class ResultJson
{
    /// <summary>Writes the fields of a result into an object that is open.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">The result.</param>
    public static void Write(Utf8JsonWriter json, JobResult result)
    {
        json.Objects("metrics", result.Metrics, metric =>
        {
            json.WriteString("key", metric.Key);
            json.WriteString("title", metric.Title);
            json.WriteBoolean("higher_is_better", metric.HigherIsBetter);
            json.WriteBoolean("is_share", metric.IsShare);
            json.Number("decimals", metric.Decimals);
            json.WriteBoolean("is_detail", metric.IsDetail);
        });
        json.Objects("scores", result.Scores, score => WriteScore(json, score));
        WriteTexts(json, result);
        WriteIncidents(json, result.Incidents);
    }

    /// <summary>Writes the sentences, the lines below the table and the next values.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">The result; a headline and next values are left out where it has none.</param>
    public static void WriteTexts(Utf8JsonWriter json, JobResult result)
    {
        json.WriteString("sentence", result.Sentence);
        if (result.Headline.Length > 0)
        {
            json.WriteString("headline", result.Headline);
        }

        json.Texts("notes", JobResultView.NotesOf(result));
        json.Texts("details", result.Details.Where(d => d.Length > 0));
        if (result.Trainings.Count > 0)
        {
            json.Objects("trainings", result.Trainings, training =>
            {
                json.WriteString("name", training.Name);
                json.WriteNumber("epochs", training.Summary.History.Count);
                json.WriteNumber("best_epoch", training.Summary.BestEpoch);
                json.WriteNumber("steps", training.Summary.Steps);
                json.Number("validation", training.Summary.BestScore);
            });
        }

        if (result.Preview is { } preview)
        {
            json.Objects("next", preview.Rows, row =>
            {
                foreach ((string column, string cell) in preview.Columns.Zip(row))
                {
                    json.WriteString(column.Length == 0 ? "at" : column, cell);
                }
            });
        }
    }

    /// <summary>Writes the fields of a score.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="score">The score.</param>
    public static void WriteScore(Utf8JsonWriter json, JobScore score)
    {
        json.WriteString("name", score.Name);
        json.WriteString("title", score.Title);
        json.Numbers("metrics", score.Metrics);
    }

    /// <summary>Writes how often intervals hold the value.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="coverage">The share of each level.</param>
    public static void WriteCoverage(Utf8JsonWriter json, IEnumerable<KeyValuePair<double, double>> coverage) =>
        json.Numbers(
            "coverage",
            coverage.Select(c => KeyValuePair.Create(Invariant.Of($"{c.Key}"), c.Value)));

    /// <summary>Writes the effect of the network on the method inside it; nothing where there is none.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="baseline">The effect, or null.</param>
    /// <param name="share">The network's share.</param>
    public static void WriteBaseline(Utf8JsonWriter json, BaselineEffect? baseline, double? share)
    {
        if (baseline is not null)
        {
            json.WriteStartObject("baseline");
            json.WriteString("name", baseline.Baseline);
            json.WriteBoolean("inside", baseline.IsInside);
            json.Number("share", share);
            json.Number("change", baseline.Change);
            json.Number("low", baseline.Interval.Low);
            json.Number("high", baseline.Interval.High);
            json.WriteEndObject();
        }
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

        json.Objects("incidents", incidents, incident =>
        {
            json.WriteString("start", incident.Start);
            json.WriteString("end", incident.End);
            json.WriteNumber("rows", incident.Rows);
            json.Texts("channels", incident.Channels);
            json.WriteNumber("score", Math.Round(incident.Score, 4));
            json.Number(incident.RarityName, Math.Round(incident.Rarity, 2));
            json.WriteString("what", incident.What);
        });
    }

    /// <summary>Writes what was found and decided.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="facts">It.</param>
    public static void WriteFacts(Utf8JsonWriter json, IReadOnlyList<JobFact> facts) =>
        json.Objects("facts", facts, fact =>
        {
            json.WriteString("name", fact.Name);
            json.WriteString("fact", fact.Fact);
        });
}
