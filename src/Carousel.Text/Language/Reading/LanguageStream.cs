using System.Text.Json;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A language model that is fed lines and says how surprised it was by each, after all before it.</summary>
/// <remarks>Not thread-safe: one stream, one caller. A line ends with its end where the model knows one.</remarks>
/// <param name="model">The model, which must outlive the stream.</param>
/// <param name="source">How messages call the lines.</param>
internal sealed class LanguageStream(LanguageModel model, string source) : IStreamingModel
{
    private readonly TextListener _listener = new(model, model.Adapts ? new AdaptationOptions() : null);
    private long _lines, _units;
    private double _nats;

    /// <inheritdoc/>
    public string Header => $"line,{model.Tokenizer.UnitName}s,nats,bits";

    /// <inheritdoc/>
    public StreamSummary Summary => new(
        _lines, _lines, 0, 0,
        new Dictionary<string, double>
        {
            ["nats"] = _nats / Math.Max(1, _units),
            ["bits"] = _nats / Math.Log(2) / Math.Max(1, _units),
        },
        "", new Dictionary<string, double>(), new Dictionary<double, double>());

    /// <inheritdoc/>
    public IStreamAnswer? Take(string line, long number)
    {
        Tokenizer tokenizer = model.Tokenizer;
        (int count, double nats) = _listener.Take(tokenizer.LineOf(line, $"{source}, line {number}"));
        (_lines, _units, _nats) = (_lines + 1, _units + count, _nats + nats);
        return new LineAnswer(number, tokenizer.UnitName, count, nats);
    }

    /// <summary>Does nothing: what there was to learn was learned from each unit.</summary>
    public void Learn()
    {
    }

    /// <inheritdoc/>
    public void SaveCheckpoint(string path) => throw Fleeting();

    /// <inheritdoc/>
    public void Resume(string path) => throw Fleeting();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static InvalidOperationException Fleeting() =>
        new("A language model does not keep what it learns from a stream.");

    private sealed record LineAnswer(long Line, string Unit, int Count, double Nats) : IStreamAnswer
    {
        public string ToCsv() => Invariant.Of($"{Line},{Count},{Nats:0.####},{Nats / Math.Log(2):0.####}");

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteNumber("line", Line);
            json.WriteNumber($"{Unit}s", Count);
            json.WriteNumber("nats", Nats);
            json.WriteNumber("bits", Nats / Math.Log(2));
            json.WriteEndObject();
        }
    }
}
