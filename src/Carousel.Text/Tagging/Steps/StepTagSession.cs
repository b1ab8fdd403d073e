using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Tagging;

/// <summary>A session of a tagger of numbers: a step in, its label out.</summary>
internal sealed class StepTagSession(Tagger model, StateMark mark) : SteppingSession(mark)
{
    private readonly IReadOnlyList<string> _channels = model.Channels;
    private readonly RowColumns _columns = new(model.Channels);
    private readonly StepLabeler _labeler = model.NewLabeler();

    /// <summary>What makes the sessions of a tagger of numbers.</summary>
    /// <exception cref="SteppingException">It needs later steps to label a step.</exception>
    public static ISteppingModel Of(Tagger tagger)
    {
        tagger.NewLabeler().Dispose();
        var mark = StateMark.Of(tagger);
        return new SteppingModel(
            $"a step: an array of numbers, an object by column, or a line of CSV; its columns are "
            + CsvColumns.Shown([.. tagger.Channels]),
            "the number of the step, its label and the probability of that label",
            () => new StepTagSession(tagger, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        if (_columns.Read(row, number) is not { } cells)
        {
            AnswerNothing(answer);
            return;
        }

        float[] numbers = [.. _channels.Select((name, c) => cells.NumberAt(c, name, number))];
        if (Array.FindIndex(numbers, float.IsNaN) is >= 0 and var gap)
        {
            throw new DataFormatException(
                Source, number, gap + 1, $"'{_channels[gap]}' is missing. The model needs a number at each step.");
        }

        _columns.Accept();
        StepLabel label = _labeler.Step(numbers);
        answer.WriteStartObject();
        answer.WriteNumber("step", label.Step);
        answer.WriteString("label", label.Label);
        answer.WriteNumber("probability", label.Rounded);
        answer.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        _columns.Write(writer);
        var state = new byte[_labeler.StateBytes];
        _labeler.Save(state);
        writer.Write(state);
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _columns.Read(reader);
        byte[] state = reader.ReadBytes(_labeler.StateBytes);
        StateParts.Require(state.Length == _labeler.StateBytes);
        _labeler.Restore(state);
    }

    /// <inheritdoc/>
    protected override void End() => _labeler.Dispose();
}
