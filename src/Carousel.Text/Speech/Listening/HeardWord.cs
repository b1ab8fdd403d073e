using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Speech;

/// <summary>A recognised word of a stream, its time, and how much sound had arrived when it was reported.</summary>
/// <param name="Word">The word.</param>
/// <param name="Start">Where it begins, in seconds from the beginning of the stream.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Told">Seconds of sound that had come.</param>
public readonly record struct HeardWord(string Word, double Start, double End, double Told) : IStreamAnswer
{
    /// <summary>The head of the answers as CSV.</summary>
    public const string Header = "start,end,told,word";

    /// <inheritdoc/>
    public string ToCsv() =>
        Invariant.Of($"{Start:0.00},{End:0.00},{Told:0.00},{CsvCell.Of(Word)}");

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("word", Word);
        json.WriteNumber("start", Math.Round(Start, 3));
        json.WriteNumber("end", Math.Round(End, 3));
        json.WriteNumber("told", Math.Round(Told, 3));
        json.WriteEndObject();
    }
}
