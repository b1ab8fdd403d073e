using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Streaming;

/// <summary>
/// A session of a model that answers each row on its own, as <see cref="IJobModel.Predict"/> does: rows know nothing of
/// each other, and the state is how many came.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="mark">Which model a saved state belongs to.</param>
/// <param name="kind">What a row is.</param>
internal sealed class ExampleSession(JobModel model, StateMark mark, ExampleKind kind) : SteppingSession(mark)
{
    /// <summary>The adapter of a job.</summary>
    /// <param name="task">The task.</param>
    /// <param name="kind">What a row is.</param>
    /// <param name="row">The same in words.</param>
    /// <param name="answer">What an answer holds, in words.</param>
    public static SteppingAdapter Adapter(string task, ExampleKind kind, string row, string answer) =>
        new(task, model => Of((JobModel)model, kind, row, answer));

    /// <summary>What makes the sessions of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">What a row is.</param>
    /// <param name="row">The same in words.</param>
    /// <param name="answer">What an answer holds, in words.</param>
    public static ISteppingModel Of(JobModel model, ExampleKind kind, string row, string answer)
    {
        var mark = StateMark.Of(model);
        return new SteppingModel(row, answer, () => new ExampleSession(model, mark, kind));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        using var output = new StringWriter { NewLine = "\n" };
        string text = TextOf(row, number);
        turn.Units = kind == ExampleKind.Table ? text.AsSpan().Count('\n') + 1 : Math.Max(text.Length, 1);
        var input = JobInput.OfText(text, Source);
        JobAnswer told;
        try
        {
            told = model.Predict(input, output, turn.Cancellation);
        }
        catch (OptionException exception)
        {
            throw new DataFormatException(exception.Message, exception);
        }

        ExampleAnswer.Write(answer, output.ToString(), told);
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
    }

    private string TextOf(JsonElement row, long number) => row.ValueKind switch
    {
        JsonValueKind.String => row.GetString()!,
        _ when kind == ExampleKind.Json => OneLine(row.GetRawText()),
        JsonValueKind.Object when kind == ExampleKind.Table => ExampleTable.ToCsv([row], number),
        JsonValueKind.Array when kind == ExampleKind.Table => ExampleTable.ToCsv([.. row.EnumerateArray()], number),
        _ => throw new DataFormatException(
            Source, number, 0,
            kind == ExampleKind.Table
                ? "a row is an object by column, an array of such objects, or CSV with its header as a string."
                : "a row is a text."),
    };

    /// <summary>Ends of lines stand only between the parts of a JSON value, never in its texts.</summary>
    private static string OneLine(string json) => json.Replace('\n', ' ').Replace('\r', ' ');
}
