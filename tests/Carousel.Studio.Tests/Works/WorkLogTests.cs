using System.Text.Json.Nodes;
using Carousel.Studio.Works;

namespace Carousel.Studio.Tests.Works;

/// <summary>The events of a work, as those see them who come late.</summary>
public sealed class WorkLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-log");

    [Fact]
    public void LateListener_HearsAllEpochs_AndSomeProgress()
    {
        using var log = new WorkLog(Place);
        for (int step = 1; step <= 5000; step++)
        {
            log.Add(WorkEvent.Of("progress", ("step", step)));
            if (step % 100 == 0)
            {
                log.Add(WorkEvent.Of("epoch", ("epoch", step / 100), ("step", step)));
            }
        }

        IReadOnlyList<WorkEvent> events = log.Listen().SoFar;
        Assert.Equal(50, events.Count(e => e.Kind == "epoch"));
        Assert.InRange(events.Count(e => e.Kind == "progress"), 400, 1001);
        long[] steps = [.. events.Select(e => e.Number("step"))];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(5000, log.LastProgress!["step"]!.GetValue<int>());
    }

    [Fact]
    public void TrainingThatGoesOn_DropsWhatLiesBehindItsCheckpoint()
    {
        using (var log = new WorkLog(Place))
        {
            log.Add(WorkEvent.Of("begin", ("first_step", 0)));
            log.Add(WorkEvent.Of("epoch", ("epoch", 1), ("step", 10)));
            log.Add(WorkEvent.Of("epoch", ("epoch", 2), ("step", 20)));
            log.Add(WorkEvent.Of("end", ("state", "stopped")));
        }

        // A line that was cut by the end of the program.
        File.AppendAllText(Place, "{\"kind\":\"ep");
        using var again = new WorkLog(Place);
        again.Reopen();
        again.Add(WorkEvent.Of("begin", ("first_step", 12)));
        again.Add(WorkEvent.Of("epoch", ("epoch", 2), ("step", 20)));
        Assert.Equal(
            ["begin 0", "epoch 10", "begin 0", "epoch 20"],
            again.Listen().SoFar.Select(e => $"{e.Kind} {e.Number("step")}"));
    }

    [Fact]
    public async Task Listener_HearsWhatComes()
    {
        using var log = new WorkLog(Place);
        var (_, news) = log.Listen();
        log.Say(WorkEvent.Of("state", ("state", "running")));
        Assert.Equal("state", (await news.Reader.ReadAsync(TestContext.Current.CancellationToken)).Kind);
        log.Leave(news);
        log.Say(WorkEvent.Of("state", ("state", "done")));
        Assert.False(news.Reader.TryRead(out _));
        Assert.Empty(log.Listen().SoFar);
    }

    [Fact]
    public void Options_BecomeWords_OfWhichNoneIsAnotherOption()
    {
        JsonObject schema = JsonNode.Parse(
            """{"properties":{"target":{},"levels":{},"horizon":{},"train-once":{},"missing":{},"dropout":{}}}""")!
            .AsObject();
        JsonObject options = JsonNode.Parse(
            """
            {"target":["a b","--out"],"levels":[80,95.5],"horizon":7,"train-once":true,"missing":[""],"dropout":null}
            """)!.AsObject();
        Assert.Equal(
            ["--target=a b", "--target=--out", "--levels=80,95.5", "--horizon=7", "--train-once", "--missing", ""],
            OptionWords.Of("forecast", options, schema));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Place => Path.Combine(_folder.FullName, "events.jsonl");
}
