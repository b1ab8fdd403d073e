using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Jobs.Networks;

/// <summary>What a network says to a row of a stream.</summary>
internal sealed class NetworkAnswer(string? sequence, long step, IReadOnlyList<string> names, float[] values)
    : IStreamAnswer
{
    /// <inheritdoc/>
    public string ToCsv() => Row(sequence, step, values);

    /// <summary>A row of a table of answers.</summary>
    /// <param name="sequence">The sequence's name; null for a single sequence.</param>
    /// <param name="step">The step, from 1; null where a sequence is answered.</param>
    /// <param name="values">The numbers.</param>
    public static string Row(string? sequence, long? step, IEnumerable<float> values)
    {
        string numbers = string.Join(',', values.Select(v => Invariant.Of($"{v}")));
        return $"{(sequence is null ? "" : CsvCell.Of(sequence) + ",")}{(step is { } number ? $"{number}," : "")}"
            + $"{numbers}";
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (sequence is not null)
        {
            json.WriteString("sequence", sequence);
        }

        json.WriteNumber("step", step);
        json.WriteStartObject("answer");
        for (int k = 0; k < values.Length; k++)
        {
            json.WritePropertyName(names[k]);
            if (float.IsFinite(values[k]))
            {
                json.WriteNumberValue(values[k]);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
