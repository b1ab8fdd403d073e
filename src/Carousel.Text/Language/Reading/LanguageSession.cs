using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A session of a language model. The input is a line or a part of one; the output is its surprise and the
/// likeliest next units. The model does not adapt.</summary>
internal sealed class LanguageSession(LanguageModel model, StateMark mark) : SteppingSession(mark)
{
    /// <summary>How many of the likeliest next units an answer holds.</summary>
    public const int MostNext = 5;

    private readonly Tokenizer _tokenizer = model.Tokenizer;
    private readonly TextListener _listener = new(model, adaptation: null);
    private int[] _items = [];
    private int _at;
    private double _nats;

    /// <summary>What makes the sessions of a language model.</summary>
    public static ISteppingModel Of(IJobModel model)
    {
        var language = (LanguageModel)model;
        var mark = StateMark.Of(language);
        string unit = language.Tokenizer.UnitName;
        return new SteppingModel(
            "a line of text; or an array of texts, which is a part of a line without its end",
            $"the number of {unit}s received, their total surprise in nats and in bits, and the {MostNext} likeliest "
            + $"next {unit}s with their probabilities",
            () => new LanguageSession(language, mark));
    }

    /// <inheritdoc/>
    protected override bool IsHalf => _at < _items.Length;

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        (_items, _at, _nats) = (Read(row, number), 0, 0);
        turn.Units = Math.Max(_items.Length, 1);
        GoOn(number, answer, turn);
    }

    /// <inheritdoc/>
    protected override void GoOn(long number, Utf8JsonWriter answer, StepTurn turn)
    {
        while (IsHalf)
        {
            turn.Cancellation.ThrowIfCancellationRequested();
            _listener.Take(_items, _at++, ref _nats);
            if (IsHalf && turn.IsOver)
            {
                return;
            }
        }

        answer.WriteStartObject();
        answer.WriteNumber("line", number);
        answer.WriteNumber($"{_tokenizer.UnitName}s", _items.Length);
        answer.WriteNumber("nats", _nats);
        answer.WriteNumber("bits", _nats / Math.Log(2));
        answer.WriteStartArray("next");
        foreach ((int unit, double logarithm) in Likeliest())
        {
            answer.WriteStartObject();
            answer.WriteString("text", _tokenizer.Decode([unit]));
            answer.WriteNumber("probability", Math.Exp(logarithm));
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
        answer.WriteEndObject();
        (_items, _at) = ([], 0);
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer) => _listener.Save(writer);

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader) => _listener.Load(reader);

    /// <inheritdoc/>
    protected override void End() => _listener.Dispose();

    private int[] Read(JsonElement row, long number)
    {
        string name = $"{Source} {number}";
        return row.ValueKind switch
        {
            JsonValueKind.String => _tokenizer.LineOf(row.GetString()!, name),
            JsonValueKind.Array when row.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String) =>
                _tokenizer.EncodeOpen(string.Concat(row.EnumerateArray().Select(t => t.GetString())), name),
            _ => throw new DataFormatException(
                Source, number, 0, "a row is a line of text, or an array of texts that are a part of a line."),
        };
    }

    /// <summary>The likeliest next units, the first of equal ones first.</summary>
    private IEnumerable<(int Unit, double Logarithm)> Likeliest() => Enumerable.Range(0, _listener.VocabularySize)
        .Select(unit => (unit, _listener.LogarithmOf(unit))).OrderByDescending(u => u.Item2).Take(MostNext);
}
