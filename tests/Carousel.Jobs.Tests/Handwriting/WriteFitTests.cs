using Carousel.Data;
using Carousel.Handwriting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Handwriting;

public class WriteFitTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Classifier_LearnsMadeDigits_AndIsTheSameAfterLoading()
    {
        DrawingData data = MadeDigits.Make(8, 2, 5);
        DrawingSet set = DrawingSet.Make(data, new WriteOptions(), needsLabels: true);
        RecognizerPlan plan = RecognizerPlan.Make(
            set, new WriteOptions { Mode = WriteMode.Classify, Fit = Small(16, 1, 10) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel write", None);
        double accuracy = result.Scores[0].Metrics["accuracy"], majority = result.Scores[^1].Metrics["accuracy"];
        Assert.True(accuracy > 0.6 && accuracy > 2 * majority, $"{accuracy} beside {majority}");

        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (RecognizerModel)AllModels.Load(file, 1);
        Assert.Equal(
            model.Classify(set.Parts.Test, true, None).Probabilities,
            again.Classify(set.Parts.Test, true, None).Probabilities);

        // The nearest training drawing is in the file: measured again it gives the same figure.
        Assert.Equal(
            result.Scores.Select(s => s.Name), plan.Fitted(again).Measure(
                "carousel write", None).Scores.Select(s => s.Name));
        Assert.Equal(
            result.Scores[1].Metrics["accuracy"],
            plan.Fitted(again).Measure("carousel write", None).Scores[1].Metrics["accuracy"]);
        File.Delete(file);
    }

    [Fact]
    public async Task Fit_HasEqualBits_ForAnyNumberOfThreads()
    {
        DrawingSet set = DrawingSet.Make(MadeDigits.Make(3, 1, 5), new WriteOptions(), needsLabels: true);
        var options = new WriteOptions { Mode = WriteMode.Recognize, Join = new WholeRange(2, 3), Lines = 12 };
        var files = new List<byte[]>();
        foreach (int threads in new[] { 1, 3 })
        {
            using var model = (await RecognizerPlan.Make(
                set, options with { Fit = Small(8, 1, 1) with { Threads = threads } })
                    .FitAsync(new FitRun(), None)).Model;
            string file = Path.GetTempFileName();
            model.Save(file);
            files.Add(await File.ReadAllBytesAsync(file, None));
            File.Delete(file);
        }

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public async Task Recognizer_MeasuresLines_BesideTheNearestNeighbor()
    {
        DrawingSet set = DrawingSet.Make(MadeDigits.Make(4, 1, 5), new WriteOptions(), needsLabels: true);
        RecognizerPlan plan = RecognizerPlan.Make(
            set,
            new WriteOptions
            {
                Mode = WriteMode.Recognize,
                Join = new WholeRange(1, 2),
                Lines = 48,
                Fit = Small(8, 1, 2),
            });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.True(model.Summary.History[1].Score < model.Summary.History[0].Score);
        JobResult result = plan.Fitted(model).Measure("carousel write", None);
        Assert.Equal(["carousel", "nearest_neighbour_gaps", "nearest_neighbour"], result.Scores.Select(s => s.Name));
        Assert.InRange(result.Scores[1].Metrics["symbol_error_rate"], 0, 1);

        // The test lines are stored next to the model: read again they give the same figure.
        string lines = Path.GetTempFileName();
        await File.WriteAllBytesAsync(
            lines, result.Files.Single(f => f.Name == "joined_test.ndjson").Content.ToArray(), None);
        string file = Path.GetTempFileName();
        model.Save(file);
        using var loaded = (RecognizerModel)AllModels.Load(file, 1);
        JobResult evaluated = loaded.Evaluate(JobInput.OfFile(lines), None);
        Assert.Equal(result.Scores.Select(s => s.Name), evaluated.Scores.Select(s => s.Name));
        File.Delete(file);
        Assert.Equal(
            result.Scores[0].Metrics["symbol_error_rate"], evaluated.Scores[0].Metrics["symbol_error_rate"], 0.002);
        File.Delete(lines);
    }

    [Fact]
    public async Task Pen_LearnsAndDrawsTheSameWithTheSameSeed()
    {
        DrawingSet set = DrawingSet.Make(MadeDigits.Make(6, 1, 5), new WriteOptions(), needsLabels: false);
        PenPlan plan = PenPlan.Make(
            set,
            new WriteOptions { Components = 3, Generate = 3, Baseline = BaselineInside.None, Fit = Small(16, 1, 4) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.True(model.Summary.History[^1].Score < model.Summary.History[0].Score - 0.2);
        IReadOnlyList<Drawing> drawn = model.Draw(3, 0.5, 9, None);
        Assert.Equal(["0", "1", "2"], drawn.Select(d => d.Label));
        Assert.All(
            drawn,
            d =>
                Assert.True(
                    d.Points.Count >= 2 && d.Points[^1].IsLift
                        && d.Points.All(p => float.IsFinite(p.X) && float.IsFinite(p.Y))));
        Assert.Equal(drawn[2].Points, model.Draw(3, 0.5, 9, None)[2].Points);
        Assert.NotEqual(drawn[2].Points, model.Draw(3, 0.5, 10, None)[2].Points);

        JobResult result = plan.Fitted(model).Measure("carousel write", None);
        Assert.Equal(["carousel", "last_offset_mixture", "markov", "normal"], result.Scores.Select(s => s.Name));
        Assert.True(result.Scores[1].Metrics["nats"] < result.Scores[2].Metrics["nats"], result.Sentence);
        string file = Path.GetTempFileName();
        model.Save(file);
        using var loaded = (PenModel)AllModels.Load(file, 1);
        Assert.Equal(
            result.Scores[1].Metrics["nats"], plan.Fitted(loaded).Measure(
                "carousel write", None).Scores[1].Metrics["nats"]);
        File.Delete(file);
        Assert.Equal(["drawings.svg", "drawings.ndjson"], result.Files.Select(f => f.Name));
        Assert.Equal(
            result.Scores[0].Metrics["nats"],
            result.Scores[0].Metrics["offset_nats"] + result.Scores[0].Metrics["lift_nats"], 1e-9);
    }

    [Fact]
    public void Plan_RefusesWhatItCannotLearn()
    {
        DrawingData made = MadeDigits.Make(1, 1, 1);
        string Said(DrawingData data, WriteMode mode) => Assert.Throws<DataFormatException>(() =>
            RecognizerPlan.Make(
                DrawingSet.Make(data, new WriteOptions(), needsLabels: true),
                new WriteOptions { Mode = mode })).OnCommandLine;
        Assert.Contains(
            "has no label",
            Said(made with { Drawings = [.. made.Drawings.Select(d => d with { Label = "" })] }, WriteMode.Classify),
            StringComparison.Ordinal);
        Assert.Contains(
            "only one class",
            Said(made with { Drawings = [.. made.Drawings.Select(d => d with { Label = "x" })] }, WriteMode.Classify),
            StringComparison.Ordinal);
        Assert.Contains(
            "pass --mode recognise",
            Said(
                made with { Drawings = [.. made.Drawings.Select((d, i) => d with { Label = $"{i}" })] },
                WriteMode.Classify), StringComparison.Ordinal);
        Assert.Contains(
            "needs 44",
            Said(
                made with
                {
                    Drawings =
                    [
                        .. made.Drawings.Select(d => d with { Label = new string('a', 22) + new string('b', 1) }),
                    ],
                }, WriteMode.Recognize), StringComparison.Ordinal);
        Assert.Contains(
            "At least 6 are needed", Said(made with { Drawings = [.. made.Drawings.Take(3)] }, WriteMode.Classify),
            StringComparison.Ordinal);
        Assert.Contains(
            "has several. Give each drawing a label of one character, or leave out --join.",
            Assert.Throws<DataFormatException>(() => RecognizerPlan.Make(
                DrawingSet.Make(
                    made with { Drawings = [.. made.Drawings.Select(d => d with { Label = $"x{d.Label}" })] },
                    new WriteOptions(), needsLabels: true),
                new WriteOptions { Mode = WriteMode.Recognize, Join = new WholeRange(2, 3) })).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Contains(
            "--join",
            Assert.Throws<OptionException>(
                () => WritePlans.Make(null, new WriteOptions { Join = new WholeRange(1, 2) })).OnCommandLine,
                StringComparison.Ordinal);
    }

    [Fact]
    public void ADrawingWithoutLabelAmongOthers_IsRefusedWithItsLine_UnlessAModeIsGiven()
    {
        string file = Path.GetTempFileName();
        File.WriteAllLines(file, Enumerable.Range(1, 12).Select(
            k => $"{{\"strokes\":[[0,0,0],[{k},1,1]]{(k == 7 ? "" : $",\"label\":\"{k % 2}\"")}}}"));
        Assert.Contains(
            $"{file}:7: the drawing has no label.",
            Assert.Throws<DataFormatException>(() => WritePlans.Make(file, new WriteOptions())).OnCommandLine,
            StringComparison.Ordinal);
        Assert.IsType<PenPlan>(WritePlans.Make(file, new WriteOptions { Mode = WriteMode.Generate }));
        File.Delete(file);
    }

    [Fact]
    public void Parts_HaveEachClass_AndCopiesAreCounted()
    {
        DrawingData made = MadeDigits.Make(30, 1, 5);
        Drawing[] seldom = [.. made.Drawings.Where(d => d.Label == "3").Take(3)];
        DrawingSet set = DrawingSet.Make(
            made with { Drawings = [.. made.Drawings.Where(d => d.Label != "3"), .. seldom] }, new WriteOptions(),
            needsLabels: true);
        foreach (IReadOnlyList<Drawing> part in (IReadOnlyList<Drawing>[])[
            set.Parts.Training, set.Parts.Validation, set.Parts.Test,
        ])
        {
            Assert.Single(part, d => d.Label == "3");
        }

        DrawingSet twice = set with { Parts = set.Parts with { Test = [.. set.Parts.Test, set.Parts.Training[0]] } };
        Assert.Equal(["drawings", "split"], set.Facts("").Select(f => f.Name));
        Assert.StartsWith("1 of ", twice.Facts("").Last(f => f.Name == "note").Fact, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task PenDigits_AreKnownToNinetyFivePercent_AfterAFewEpochs()
    {
        string? train = SharedData.Find("pendigits/pendigits.tra");
        Assert.SkipWhen(train is null, "The pen digits are not here.");
        IJobPlan plan = WritePlans.Make(
            train,
            new WriteOptions
            {
                Test = SharedData.Find("pendigits/pendigits.tes"),
                Fit = Small(48, 1, 6) with { Threads = 0 },
            });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.True(plan.Fitted(model).Measure("carousel write", None).Scores[0].Metrics["accuracy"] > 0.95);
    }

    private static FitOptions Small(int hidden, int layers, int epochs) =>
        new() { Hidden = hidden, Layers = layers, Epochs = epochs, Threads = 1, LearningRate = 1e-2, Batch = 16 };
}
