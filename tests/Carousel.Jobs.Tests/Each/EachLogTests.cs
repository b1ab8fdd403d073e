using Carousel.Jobs.Each;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Each;

/// <summary>The log of series that are done.</summary>
public sealed class EachLogTests
{
    [Fact]
    public void ALog_GoesOn_WithoutTheLineThatAKilledProcessDidNotEnd()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("each.jsonl");
        using (var log = EachLog.Open(path, (_, _) => true))
        {
            log.Add(Line("p1", "ä,b"));
            log.Add(Line("p2", "c"));
        }

        File.AppendAllText(path, "{\"part\":\"p3\",");
        var asked = new List<string>();
        using (var log = EachLog.Open(path, (part, _) =>
        {
            asked.Add(part);
            return part != "p1";
        }))
        {
            Assert.Equal(["p1", "p2"], asked);
            Assert.False(log.Has("p1"));
            log.Add(Line("p4", "d"));
            Assert.Equal(2, log.Count);
            Assert.Equal("c", log.Read("p2").Series);
            EachLine read = log.Read("p4");
            Assert.Equal((7, 2, "id,x\nd,1\n"), (read.Answer.Parameters, read.Answer.BestEpoch, read.Answer.Table));
            Assert.Equal(0.5, read.Answer.Scores[0].Metrics["mase"]);
            log.Sort(["p4", "p3", "p2"]);
        }

        using var sorted = EachLog.Open(path, (_, _) => true);
        Assert.Equal(["p4", "p2"], File.ReadLines(path).Select(l => l[9..11]));
    }

    private static EachLine Line(string part, string series) => new(
        part, series, series,
        new EachAnswer(
            7, 2, "Good.", [new JobFact("rows", "9")],
            [new EachScore("carousel", "carousel", false, new Dictionary<string, double> { ["mase"] = 0.5 })],
            $"id,x\n{series},1\n"));
}
