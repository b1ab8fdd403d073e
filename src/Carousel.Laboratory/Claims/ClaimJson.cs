using System.Globalization;
using System.Text.Json;

namespace Carousel.Laboratory.Claims;

/// <summary>What came of a claim as JSON: <c>{"question", "figures", "intervals", "holds", "sentence"}</c>, unknown numbers null.</summary>
public static class ClaimJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">What came of the claim.</param>
    /// <param name="before">Writes fields that stand before the others; null for none.</param>
    public static void Write(Utf8JsonWriter json, ClaimResult result, Action<Utf8JsonWriter>? before = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(result);
        json.WriteStartObject();
        before?.Invoke(json);
        json.WriteString("question", result.Claim.Question);
        json.WriteStartObject("figures");
        foreach (ClaimFigure figure in result.Figures)
        {
            json.WritePropertyName(figure.Name);
            WriteNumber(json, figure.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("intervals");
        foreach (ClaimFigure figure in result.Figures)
        {
            if (figure.Interval is { } interval)
            {
                json.WriteStartArray(figure.Name);
                WriteNumber(json, interval.Low);
                WriteNumber(json, interval.High);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
        json.WritePropertyName("holds");
        if (result.Holds is { } holds)
        {
            json.WriteBooleanValue(holds);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("sentence", result.Sentence);
        json.WriteEndObject();
    }

    // Nine digits tell any two floats apart and keep the line readable.
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(double.Parse(value.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
