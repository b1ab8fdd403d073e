using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Report;

namespace Carousel.Anomalies;

/// <summary>What a fitted detector says to a row that just came.</summary>
/// <param name="design">The channels.</param>
/// <param name="label">What the row is called.</param>
/// <param name="values">[C].</param>
/// <param name="row">The judgement of the row.</param>
/// <param name="incident">The first row of the incident that it is in; null for none.</param>
internal sealed class ChannelAnswer(
    ChannelDesign design, string label, float[] values, RowJudgement row, string? incident)
    : IStreamAnswer
{
    /// <inheritdoc/>
    public string ToCsv() => Invariant.Of(
        $"{label},{ChannelTables.ScoreText(row.Shown)},{(row.IsAnomalous ? 1 : 0)},"
        + $"{CsvCell.Of(design.Channels[row.Channel])},{ChannelTables.Number(values[row.Channel])},"
        + $"{ChannelTables.Number(row.Expected[row.Channel])},{incident}");

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("row", label);
        json.Number("score", Math.Round(row.Shown, 4));
        json.WriteBoolean("anomaly", row.IsAnomalous);
        json.WriteBoolean("alarm", row.Begins);
        json.WriteString("incident", incident);
        json.WriteString("reason", row.IsAnomalous ? ChannelTables.Word(row.Reasons[row.Channel]) : null);
        json.WriteString("channel", design.Channels[row.Channel]);
        json.Number("value", ChannelTables.Exact(values[row.Channel]));
        json.Number("expected", row.Expected[row.Channel]);
        json.Numbers(
            "channels", design.Channels.Select((c, i) => KeyValuePair.Create(c, Math.Round(row.Scores[i], 4))));
        json.WriteEndObject();
    }
}
