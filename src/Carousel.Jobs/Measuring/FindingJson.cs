using System.Globalization;
using System.Text.Json;

namespace Carousel.Jobs.Measuring;

/// <summary>
/// What was measured to answer a question, as JSON: <c>{"question", "figures", "intervals", "holds", "sentence"}</c>,
/// unknown numbers null.
/// </summary>
internal static class FindingJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="figures">The measured figures.</param>
    /// <param name="holds">Whether what was asked holds; null where that is not known or nothing was claimed.</param>
    /// <param name="sentence">The answer in plain words.</param>
    /// <param name="before">Writes fields before the others; null for none.</param>
    public static void Write(
        Utf8JsonWriter json, string question, IReadOnlyList<MeasuredFigure> figures, bool? holds, string sentence,
        Action<Utf8JsonWriter>? before = null)
    {
        json.WriteStartObject();
        before?.Invoke(json);
        json.WriteString("question", question);
        json.WriteStartObject("figures");
        foreach (MeasuredFigure figure in figures)
        {
            json.WritePropertyName(figure.Name);
            WriteNumber(json, figure.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("intervals");
        foreach (MeasuredFigure figure in figures)
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
        if (holds is { } known)
        {
            json.WriteBooleanValue(known);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("sentence", sentence);
        json.WriteEndObject();
    }

    /// <summary>
    /// A number with nine digits, which tell any two floats apart and keep the line readable; null where it is not
    /// finite.
    /// </summary>
    /// <param name="json">Where to.</param>
    /// <param name="value">The number.</param>
    internal static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(double.Parse(
                Invariant.Of($"{value:G9}"), CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
