using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Tagging;

/// <summary>A tagger of numbers that is fed the rows of a table and labels each.</summary>
internal sealed class StepTagStream(Tagger model, string source, ReadOptions options) : SequenceLines(source, options)
{
    private readonly IReadOnlyList<string> _channels = model.Channels;
    private readonly StepLabeler _labeler = model.NewLabeler();
    private int[] _places = [];
    private CellNumbers _numbers = new('.', []);

    /// <inheritdoc/>
    protected override IEnumerable<string> AnswerColumns => ["label", "probability"];

    /// <inheritdoc/>
    protected override int StateBytes => _labeler.StateBytes;

    /// <inheritdoc/>
    protected override int Begin(string[] names, bool isHeader, CellNumbers numbers)
    {
        if (!isHeader && names.Length != _channels.Count)
        {
            throw new DataFormatException(
                $"{Source} has no header and {FigureText.Counted(names.Length, "column")}, but the model reads "
                + $"{_channels.Count}: {CsvColumns.Shown([.. _channels])}. Write these, or a header.");
        }

        _numbers = numbers;
        _places = isHeader
            ? StepReader.Places(names, _channels, Source)
            : [.. Enumerable.Range(0, names.Length)];
        return isHeader ? StepReader.IdOf(names, _channels) : -1;
    }

    /// <inheritdoc/>
    protected override float[] Read(string[] cells, long number) => [.. _places.Select((place, c) =>
        _numbers.TryRead(cells[place], out float value) ? value
        : throw StepReader.Refuse(Source, number, place, _channels[c], cells[place]))];

    /// <inheritdoc/>
    protected override IStreamAnswer Step(string? sequence, float[] input) =>
        new Answer(sequence, _labeler.Step(input));

    /// <inheritdoc/>
    protected override void Reset() => _labeler.Reset();

    /// <inheritdoc/>
    protected override void Save(Span<byte> state) => _labeler.Save(state);

    /// <inheritdoc/>
    protected override void Restore(ReadOnlySpan<byte> state) => _labeler.Restore(state);

    /// <inheritdoc/>
    protected override void End() => _labeler.Dispose();

    private sealed class Answer(string? sequence, StepLabel label) : IStreamAnswer
    {
        public string ToCsv() =>
            $"{(sequence is null ? "" : CsvCell.Of(sequence) + ",")}{label.Step},{CsvCell.Of(label.Label)},"
            + label.ProbabilityText;

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            if (sequence is not null)
            {
                json.WriteString("sequence", sequence);
            }

            json.WriteNumber("step", label.Step);
            json.WriteString("label", label.Label);
            json.WriteNumber("probability", label.Rounded);
            json.WriteEndObject();
        }
    }
}
