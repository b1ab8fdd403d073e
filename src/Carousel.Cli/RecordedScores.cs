using System.Globalization;
using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;
using Carousel.Report;

namespace Carousel.Cli;

/// <summary>
/// The scores of a fit in its record. The fit also trains networks that it only compares with; a model's file does not
/// contain them, so their scores can be had from here alone.
/// </summary>
/// <param name="Scores">The model, then the baselines.</param>
/// <param name="Baseline">The effect of the network on the method inside it; null for none.</param>
internal sealed record RecordedScores(IReadOnlyList<JobScore> Scores, BaselineEffect? Baseline)
{
    /// <summary>A result with the scores that it lacks, in the order of the fit, and a note that names them.</summary>
    /// <param name="measured">The result on the same rows.</param>
    public JobResult AddTo(JobResult measured)
    {
        JobScore[] missing = [.. Scores.Where(s => measured.Scores.All(m => m.Name != s.Name))];
        return missing.Length == 0
            ? measured
            : measured with
            {
                Scores = [.. Scores.Select(s => measured.Scores.FirstOrDefault(m => m.Name == s.Name) ?? s)],
                Baseline = measured.Baseline ?? Baseline,
                Notes =
                [
                    .. measured.Notes,
                    "Recorded by the training, because the model file does not contain them: "
                    + $"{string.Join(", ", missing.Select(s => s.Title))}.",
                ],
            };
    }

    /// <summary>Writes the scores.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.Objects("scores", Scores, score =>
        {
            ResultJson.WriteScore(json, score);
            ResultJson.WriteCoverage(json, score.Coverage);
        });
        ResultJson.WriteBaseline(json, Baseline, Baseline?.Alpha);
    }

    /// <summary>Reads the scores; null if a record has none.</summary>
    /// <param name="record">The whole record.</param>
    public static RecordedScores? Read(JsonElement record) =>
        record.TryGetProperty("scores", out JsonElement scores)
            ? new RecordedScores(
            [
                .. scores.EnumerateArray().Select(s => new JobScore(
                    s.GetProperty("name").GetString() ?? "", s.GetProperty("title").GetString() ?? "",
                    s.GetProperty("metrics").EnumerateObject().ToDictionary(m => m.Name, m => Number(m.Value)))
                {
                    Coverage = s.GetProperty("coverage").EnumerateObject().ToDictionary(
                        c => double.Parse(c.Name, CultureInfo.InvariantCulture), c => Number(c.Value)),
                }),
            ],
            record.TryGetProperty("baseline", out JsonElement baseline) ? BaselineOf(baseline) : null)
            : null;

    private static BaselineEffect BaselineOf(JsonElement baseline)
    {
        double Of(string name) => Number(baseline.GetProperty(name));
        return new BaselineEffect(
            baseline.GetProperty("name").GetString() ?? "", Of("share"), Of("change"),
            new ConfidenceInterval(Of("low"), Of("high")))
        {
            IsInside = baseline.GetProperty("inside").GetBoolean(),
        };
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
}
