using System.Text;
using Carousel.Jobs.Each;

namespace Carousel.Jobs.Tests.Each;

/// <summary>Scores over many series, and their tables.</summary>
public sealed class EachScoresTests
{
    [Fact]
    public void Scores_CountAllSeriesAlike()
    {
        EachScores scores = Scores();
        IReadOnlyList<JobScore> summary = scores.Summary();

        Assert.Equal(["carousel", "network alone", "naive", "ridge"], summary.Select(s => s.Name));
        Assert.Equal((2.5, 4, 4), Of(summary[0], "median_mase", "mean_mase", "series"));
        Assert.Equal((3, 5, 3), Of(summary[2], "median_mase", "mean_mase", "series"));
        // Equal but for the last digits is not better.
        Assert.Equal((1, 1, 3), Of(summary[3], "model_better", "model_worse", "series"));
        Assert.Equal(40, scores.Parameters);
        Assert.Equal(
            "By the median MASE, 3.000 against 3.000 of 'The naive', neither is better. Of 3 series, the model is "
                + "better in 0 and worse in 0, by 1 % or more.",
            scores.Sentence("MASE"));
        Assert.Equal(["c", "d"], scores.Worst(2).Select(w => w.Series));
        Assert.Equal(("c", 10.0, "The ridge", 9.0), scores.Worst(1)[0]);
    }

    [Fact]
    public void TheTable_HasARowForEach_AndSaysWhatIsMissing()
    {
        string table = Encoding.UTF8.GetString(
            Scores().ToFile("each.csv", [("a,\"1\"", "m/a", null), ("x", "m/x", "It is \"short\".")]).Content.Span);
        Assert.Equal(
            "series,model,parameters,best_epoch,mase,simple,simple_mase,fault\n"
                + "\"a,\"\"1\"\"\",m/a,10,3,1,,,\nx,,,,,,,\"It is \"\"short\"\".\"\n",
            table);
        Assert.Equal("No series had rows enough to tell its MASE.", new EachScores("mase").Sentence("MASE"));
    }

    [Fact]
    public void Tables_AreJoinedByRecords()
    {
        var text = new StringWriter();
        EachTable.Append(text, "id,q\n\"a\nb\",1\nc,2\n", isFirst: true, "g,1");
        EachTable.Append(text, "id,q\nd,3\n", isFirst: false, "h");
        Assert.Equal("group,id,q\n\"g,1\",\"a\nb\",1\n\"g,1\",c,2\nh,d,3\n", text.ToString());
    }

    private static (double, double, double) Of(JobScore score, string a, string b, string c) =>
        (score.Metrics[a], score.Metrics[b], score.Metrics[c]);

    private static EachScores Scores()
    {
        var scores = new EachScores("mase");
        scores.Add("a,\"1\"", Answer(1));
        scores.Add("b", Answer(2, ("naive", 2), ("ridge", 2.000001)));
        scores.Add("c", Answer(10, ("naive", 10), ("ridge", 9)));
        scores.Add("d", Answer(3, ("naive", 3), ("network alone", 2.5), ("ridge", 4)));
        return scores;
    }

    private static EachAnswer Answer(double own, params (string Name, double Mase)[] others) => new(
        10, 3, "", [],
        [
            Score("carousel", own, false), .. others.Select(o => Score(o.Name, o.Mase, o.Name != "network alone")),
        ],
        "id\n");

    private static EachScore Score(string name, double mase, bool isSimple) =>
        new(name, $"The {name}", isSimple, new Dictionary<string, double> { ["mase"] = mase });
}
