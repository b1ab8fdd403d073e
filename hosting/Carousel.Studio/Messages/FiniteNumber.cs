using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>Numbers of the messages: JSON has no infinity and no NaN, so these are null.</summary>
internal sealed class FiniteNumber : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
