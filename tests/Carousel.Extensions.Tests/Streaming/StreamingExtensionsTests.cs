using Carousel.Autograd;
using Carousel.Data;
using Carousel.Extensions.Streaming;
using Carousel.Jobs.Streaming;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Extensions.Tests.Streaming;

/// <summary>Rows in, predictions out, one for one, with the state carried along.</summary>
public sealed class StreamingExtensionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Arguments_AreCheckedAtTheCall_NotWhenTheAnswersAreAskedFor()
    {
        Assert.Throws<ArgumentNullException>(
            () => StreamingExtensions.StepAsync(null!, RowsAsync(1), outputSize: 1, Cancellation));
        Assert.Throws<ArgumentNullException>(
            () =>
                StreamingExtensions.AnswerAsync(
                    null!, new StringReader("").ReadLinesAsync(Cancellation), Cancellation));
        Assert.Throws<ArgumentNullException>(() => StreamingExtensions.ReadLinesAsync(null!, Cancellation));
    }

    [Fact]
    public async Task Step_GivesTheBitsOfStepsByHand_AndLeavesTheStateBehindTheLastRow()
    {
        using var backend = new CpuBackend(1);
        var model = new Stack(new Lstm(2, 8), new Dense(8, 3));
        model.Build(backend, 1);
        using var session = new StreamingSession(backend, model);
        using var byHand = new StreamingSession(backend, model);
        var answers = new List<float[]>();

        await foreach (float[] answer in session.StepAsync(RowsAsync(5), outputSize: 3, Cancellation))
        {
            answers.Add(answer);
        }

        Assert.Equal(5, answers.Count);
        var expected = new float[3];
        foreach ((float[] answer, int t) in answers.Select((a, t) => (a, t)))
        {
            byHand.Step([t, -t], expected);
            Assert.Equal(expected, answer);
        }

        Assert.Equal(byHand.Save(), session.Save());
    }

    [Fact]
    public async Task Step_Ends_WhenCanceled()
    {
        using var backend = new CpuBackend(1);
        var model = new Lstm(2, 8);
        model.Build(backend, 1);
        using var session = new StreamingSession(backend, model);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (float[] _ in session.StepAsync(RowsAsync(100), outputSize: 8, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        Assert.Equal(1, session.Steps);
    }

    [Fact]
    public async Task Answer_AsksForALineOnlyWhenTheOneBeforeIsAnsweredAndLearnt()
    {
        using var model = new Echo();
        var seen = new List<string>();
        await foreach (IStreamAnswer answer in model.AnswerAsync(
            new StringReader("head\na\n\nb\n").ReadLinesAsync(Cancellation), Cancellation))
        {
            seen.Add(answer.ToCsv());
            model.Log.Add("read");
        }

        Assert.Equal(["2:a", "4:b"], seen);
        Assert.Equal(["take", "take", "read", "learn", "take", "take", "read", "learn"], model.Log);
    }

    [Fact]
    public async Task Answer_PassesOnWhatIsWrongWithALine()
    {
        using var model = new Echo();
        DataFormatException exception = await Assert.ThrowsAsync<DataFormatException>(async () =>
        {
            await foreach (IStreamAnswer _ in model.AnswerAsync(
                new StringReader("head\nbad").ReadLinesAsync(Cancellation), Cancellation))
            {
            }
        });
        Assert.Contains("2", exception.Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> RowsAsync(int count)
    {
        for (int t = 0; t < count; t++)
        {
            await Task.Yield();
            yield return new float[] { t, -t };
        }
    }

    private sealed class Echo : IStreamingModel
    {
        public List<string> Log { get; } = [];

        public string Header => "line";

        public StreamSummary Summary => throw new NotSupportedException();

        public IStreamAnswer? Take(string line, long number)
        {
            Log.Add("take");
            return line == "bad" ? throw new DataFormatException("lines", number, 0, "it is bad.")
                : line is "head" or "" ? null : new Said($"{number}:{line}");
        }

        public void Learn() => Log.Add("learn");

        public void SaveCheckpoint(string path) => throw new NotSupportedException();

        public void Resume(string path) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed record Said(string Text) : IStreamAnswer
    {
        public string ToCsv() => Text;

        public void Write(System.Text.Json.Utf8JsonWriter json) => json.WriteStringValue(Text);
    }
}
