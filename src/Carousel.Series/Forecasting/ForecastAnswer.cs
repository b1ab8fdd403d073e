using System.Text;
using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

/// <summary>What a forecaster says to a line: the next steps, or that it is too early to tell.</summary>
/// <remarks>A number that is not finite is an empty cell of CSV, and null as JSON.</remarks>
/// <param name="format">What answers hold.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="label">The stamp or number of the row.</param>
/// <param name="id">The series; null where there is one.</param>
/// <param name="quantiles">Of one window, in the unit of the data; null where there were too few rows.</param>
internal sealed class ForecastAnswer(
    AnswerFormat format, long line, string label, string? id, QuantileTable? quantiles) : IStreamAnswer
{
    /// <inheritdoc/>
    public string? Note { get; init; }

    /// <summary>The row from which on errors are larger than those of the validation set; null for none.</summary>
    public string? DriftSince { get; init; }

    /// <inheritdoc/>
    public string ToCsv()
    {
        var text = new StringBuilder(CsvCell.Of(label));
        if (format.Design.IdName is not null)
        {
            text.Append(',').Append(CsvCell.Of(id ?? ""));
        }

        for (int k = 0; k < format.Design.TargetCount; k++)
        {
            for (int t = 0; t < format.Steps; t++)
            {
                Number(text, k, quantiles?.MedianOf(0, t, k));
                if (format.Interval is { } level)
                {
                    (double Low, double High)? ends = quantiles?.Interval(0, t, k, level);
                    Number(text, k, ends?.Low);
                    Number(text, k, ends?.High);
                }
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteString("time", label);
        if (format.Design.IdName is not null)
        {
            json.WriteString("id", id);
        }

        if (DriftSince is not null)
        {
            json.WriteString("drift_since", DriftSince);
        }

        json.WriteNumber("interval", format.Level);
        if (quantiles is null)
        {
            json.WriteNull("forecast");
        }
        else
        {
            json.WriteStartObject("forecast");
            for (int k = 0; k < format.Design.TargetCount; k++)
            {
                json.WriteStartObject(format.Design.Targets[k]);
                Write(json, k, "median", t => quantiles.MedianOf(0, t, k));
                Write(json, k, "low", t => quantiles.Interval(0, t, k, format.Level).Low);
                Write(json, k, "high", t => quantiles.Interval(0, t, k, format.Level).High);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int target, string name, Func<int, double> value)
    {
        json.WriteStartArray(name);
        for (int t = 0; t < format.Steps; t++)
        {
            float number = (float)value(t);
            if (float.IsFinite(number))
            {
                if (format.Design.OffsetOf(target) is not 0 and var offset)
                {
                    json.WriteRawValue(OffsetNumber.Text(number, offset));
                }
                else
                {
                    json.WriteNumberValue(number);
                }
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private void Number(StringBuilder text, int target, double? value)
    {
        text.Append(',');
        if (value is { } number)
        {
            OffsetNumber.Append(text, number, format.Design.OffsetOf(target));
        }
    }
}
