using Carousel.Handwriting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Handwriting;

public class WriteBaselineTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Classes_OfANetworkThatLearnedNothing_AreThoseOfTheNearestDrawing_AndTheSameAfterLoading()
    {
        DrawingSet set = DrawingSet.Make(MadeDigits.Make(12, 2, 5), new WriteOptions(), needsLabels: true);
        var options = new WriteOptions { Mode = WriteMode.Classify, Fit = Lazy(8) };
        RecognizerPlan plan = RecognizerPlan.Make(set, options);
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel write", None);
        Assert.Equal(
            ["carousel", "network", "nearest_neighbour", "most_frequent"], result.Scores.Select(s => s.Name));
        Assert.True(result.Scores[0].Metrics["accuracy"] > result.Scores[1].Metrics["accuracy"]);
        Assert.Contains("nearest training example", result.Notes[0], StringComparison.Ordinal);
        Assert.Single(model.ToGraphs());
        Assert.Equal(0, model.Share.Network);

        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (RecognizerModel)AllModels.Load(file, 1);
        Assert.Equal(
            model.Classify(set.Parts.Test, true, None).Probabilities,
            again.Classify(set.Parts.Test, true, None).Probabilities);
        Assert.Equal(
            result.Scores.Select(s => s.Name), plan.Fitted(again).Measure(
                "carousel write", None).Scores.Select(s => s.Name));
        File.Delete(file);

        using var alone = (await RecognizerPlan.Make(set, options with { Baseline = BaselineInside.None })
            .FitAsync(new FitRun(), None)).Model;
        Assert.Single(alone.ToGraphs());
        Assert.Equal(
            ["carousel", "nearest_neighbour", "most_frequent"],
            plan.Fitted(alone).Measure("carousel write", None).Scores.Select(s => s.Name));
    }

    [Fact]
    public void Origin_RefusesWhatDoesNotFit()
    {
        RecognizerDesign classes = Design(isLine: false), lines = Design(isLine: true);
        var inside = new BaselineAnswer(1, 0.1, 0.5);
        RecognizerOrigin Origin(BaselineAnswer? answer, params string[] nearest) =>
            new("", [], 0, "", nearest, answer);
        Assert.True(Origin(null).Fits(classes));
        Assert.True(Origin(inside, "a", "b", "a").Fits(classes));
        Assert.False(Origin(inside, "a").Fits(classes));
        Assert.False(Origin(null, "c").Fits(classes));
        Assert.False(Origin(inside with { Temperature = 0 }, "a", "b").Fits(classes));
        Assert.False(Origin(inside, "a", "b").Fits(lines));
        Assert.True(Origin(null, "a", "b").Fits(lines));

        static RecognizerDesign Design(bool isLine) =>
            new(new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot), isLine, ["a", "b"]);
    }

    [Fact]
    public void Mixture_BehindAnOffset_CostsWhatItSays_AndCanBeJoined()
    {
        LastOffsetMixture mixture = LastOffsetMixture.Fit(Offsets(MadeDigits.Make(4, 1, 5)), 3);
        OffsetMixture other = new([1], [new NormalPair(0.3, -0.2, 0.5, 0.7, 0.1)], 0.25);
        foreach (PenMove move in Offsets(MadeDigits.Make(1, 1, 6)).SelectMany(d => d.Moves))
        {
            OffsetMixture behind = mixture.Behind(move.Before);
            PenNats own = behind.Nats(move), told = mixture.Nats(move), others = other.Nats(move);
            Assert.Equal(told.Offset, own.Offset, 1e-6);
            Assert.Equal(told.Lift, own.Lift, 1e-6);

            PenNats joined = other.With(behind, 0.25).Nats(move);
            Assert.Equal(
                -Math.Log((0.25 * Math.Exp(-others.Offset)) + (0.75 * Math.Exp(-own.Offset))), joined.Offset, 1e-6);
            Assert.Equal(
                -Math.Log((0.25 * Math.Exp(-others.Lift)) + (0.75 * Math.Exp(-own.Lift))), joined.Lift, 1e-6);
        }
    }

    [Fact]
    public void Share_IsNone_WhereTheNetworkGuesses_AndAll_WhereItKnows()
    {
        IReadOnlyList<PenOffsets> drawings = Offsets(MadeDigits.Make(4, 1, 5));
        LastOffsetMixture mixture = LastOffsetMixture.Fit(drawings, 3);
        OffsetMixture[] Told(PenOffsets drawing, Func<PenMove, OffsetMixture> said) =>
            [.. drawing.Moves.Select(said)];
        PenBaseline? guessed = PenBaseline.Choose(
            mixture, drawings,
            [.. drawings.Select(d => Told(d, _ => new OffsetMixture([1], [new NormalPair(5, 5, 1, 1, 0)], 0.5)))]);
        PenBaseline? known = PenBaseline.Choose(
            mixture, drawings,
            [
                .. drawings.Select(d => Told(d, m => new OffsetMixture(
                    [1], [new NormalPair(m.X, m.Y, 0.01, 0.01, 0)], m.Lift ? 0.999 : 0.001))),
            ]);
        Assert.Equal(0, guessed!.Alpha);
        Assert.Null(known);
    }

    [Fact]
    public async Task Pen_OfANetworkThatLearnedNothing_DrawsByTheMixture_AndIsTheSameAfterLoading()
    {
        DrawingSet set = DrawingSet.Make(MadeDigits.Make(6, 1, 5), new WriteOptions(), needsLabels: false);
        PenPlan plan = PenPlan.Make(set, new WriteOptions { Components = 3, Generate = 3, Fit = Lazy(8) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel write", None);
        Assert.Equal(
            ["carousel", "network", "last_offset_mixture", "markov", "normal"], result.Scores.Select(s => s.Name));
        Assert.Equal(result.Scores[2].Metrics["nats"], result.Scores[0].Metrics["nats"], 1e-6);
        Assert.Throws<NotPortableException>(() => model.ToGraphs());

        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (PenModel)AllModels.Load(file, 1);
        Assert.Equal(
            result.Scores[0].Metrics["nats"], plan.Fitted(again).Measure(
                "carousel write", None).Scores[0].Metrics["nats"]);
        Assert.Equal(model.Draw(2, 0.5, 9, None)[1].Points, again.Draw(2, 0.5, 9, None)[1].Points);
        File.Delete(file);
    }

    private static IReadOnlyList<PenOffsets> Offsets(DrawingData data) =>
        [.. data.Drawings.Select(d => PenOffsets.Of(d.Points, PenOffsets.ScaleOf(data.Drawings), -1))];

    // A step size that changes next to nothing.
    private static FitOptions Lazy(int hidden) =>
        new() { Hidden = hidden, Layers = 1, Epochs = 1, Threads = 1, LearningRate = 1e-6, Batch = 16 };
}
