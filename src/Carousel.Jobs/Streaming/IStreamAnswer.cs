using System.Text.Json;

namespace Carousel.Jobs.Streaming;

/// <summary>What a model says to a line.</summary>
public interface IStreamAnswer
{
    /// <summary>As a line of CSV under the model's header, without its end.</summary>
    /// <returns>The line.</returns>
    string ToCsv();

    /// <summary>What a reader has to know once; null for nothing.</summary>
    string? Note => null;

    /// <summary>As one JSON object.</summary>
    /// <param name="json">Takes it.</param>
    void Write(Utf8JsonWriter json);
}
