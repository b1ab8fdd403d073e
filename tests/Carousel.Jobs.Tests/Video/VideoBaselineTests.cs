using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Networks;
using Carousel.Video;

namespace Carousel.Jobs.Tests.Video;

public class VideoBaselineTests
{
    private const int Side = 8;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Regression_KnowsAMotionByOnePlace()
    {
        Clip[] clips = [.. Enumerable.Range(0, 40).Select(Sliding)];
        var regression = FrameRegression.Fit([.. clips.Take(30)], Side);
        var baseline = new FrameBaseline(regression, Alpha: 0);
        double Error(FrameErrors errors) => errors.Model / errors.Copy;
        var errors = FrameErrors.Of(
            clip => baseline.Foretell(clip, Even, Side), [.. clips.Skip(30)], new float[Side * Side], None);
        Assert.True(Error(errors) < 0.1, $"{Error(errors)}");
    }

    [Fact]
    public void Share_IsNone_WhereTheNetworkGuesses_AndAll_WhereItKnows()
    {
        Clip[] clips = [.. Enumerable.Range(0, 20).Select(Sliding)];
        var baseline = new FrameBaseline(FrameRegression.Fit(clips, Side), Alpha: 1);
        float[] typical = new float[Side * Side];
        FrameBaseline guessed = baseline.Chosen(clips, Even, typical, Side, None),
            known = baseline.Chosen(clips, Known, typical, Side, None);
        Assert.Equal(0, guessed.Alpha);
        Assert.Equal(0, guessed.Share.Network);
        Assert.True(guessed.IsInside);
        Assert.Equal(1, known.Alpha);
        Assert.Same(AnswerShare.Alone, known.Share);
        Assert.False(known.IsInside);
        Assert.Equal(
            FrameBaseline.OfNetwork(Known(clips[0]))[3], known.Foretell(clips[0], Known, Side)[3]);
    }

    [Fact]
    public async Task NextFrames_OfANetworkThatLearnedNothing_AreTheRegressions_AndTheSameAfterLoading()
    {
        ClipParts parts = ClipParts.Make(
            MadeClips.MovingDigits(6, 3, 8, 1), new VideoOptions { Side = Side }, needsLabels: false);
        var options = new VideoOptions { Side = Side, Window = 4, Fit = Lazy(4) };
        FramePlan plan = FramePlan.Make(parts, options);
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel video", None);
        Assert.Equal(["carousel", "network", "regression", "copy", "typical"], result.Scores.Select(s => s.Name));
        Assert.Equal(result.Scores[2].Metrics["squared_error"], result.Scores[0].Metrics["squared_error"]);
        Assert.True(result.Scores[0].Metrics["squared_error"] < result.Scores[1].Metrics["squared_error"]);
        Assert.Contains("adds nothing", result.Notes[0], StringComparison.Ordinal);
        Assert.Contains(
            "--baseline none",
            Assert.Throws<NotPortableException>(() => model.ToGraphs()).OnCommandLine, StringComparison.Ordinal);

        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (FrameModel)AllModels.Load(file, 1);
        Assert.Equal(model.Foretell(parts.Test[0])[3], again.Foretell(parts.Test[0])[3]);
        File.Delete(file);

        using var alone = (await FramePlan.Make(parts, options with { Baseline = BaselineInside.None })
            .FitAsync(new FitRun(), None)).Model;
        Assert.Single(alone.ToGraphs());
    }

    [Fact]
    public async Task Actions_OfANetworkThatLearnedNothing_AreThoseOfTheNearestClip_AndTheSameAfterLoading()
    {
        ClipParts parts = ClipParts.Make(MadeClips.Figures(10, 2, 0, 1), new VideoOptions(), needsLabels: true);
        ActionPlan plan = ActionPlan.Make(parts, new VideoOptions { Fit = Lazy(4) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel video", None);
        Assert.Equal(
            ["carousel", "network", "nearest_neighbour", "most_frequent"], result.Scores.Select(s => s.Name));
        Assert.True(result.Scores[0].Metrics["accuracy"] > result.Scores[1].Metrics["accuracy"]);
        Assert.Single(model.ToGraphs());

        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (ActionModel)AllModels.Load(file, 1);
        Assert.Equal(
            model.Answer(parts.Data, parts.Test, true, None).Probabilities,
            again.Answer(parts.Data, parts.Test, true, None).Probabilities);
        Assert.Equal(
            result.Scores[2].Metrics["accuracy"],
            again.Score(again.Answer(parts.Data, parts.Test, true, None), parts.Test, None)
                .Scores[2].Metrics["accuracy"]);
        File.Delete(file);
    }

    /// <summary>A pattern of black and white that goes right by a place a frame.</summary>
    private static Clip Sliding(int seed)
    {
        var random = new Random(seed);
        bool[] pattern = [.. Enumerable.Range(0, (Side + 8) * Side).Select(_ => random.Next(2) == 0)];
        float[] values = new float[8 * Side * Side];
        for (int t = 0; t < 8; t++)
        {
            for (int k = 0; k < Side * Side; k++)
            {
                values[(t * Side * Side) + k] = pattern[(k / Side * (Side + 8)) + (k % Side) - t + 8] ? 1 : 0;
            }
        }

        return new Clip("sliding", "", "", 8, values, 1);
    }

    private static List<float[]> Even(Clip clip) =>
        [.. Enumerable.Range(0, clip.Steps).Select(_ => new float[Side * Side])];

    // The next frame itself; after the last one nothing is known.
    private static List<float[]> Known(Clip clip) =>
    [
        .. Enumerable.Range(1, clip.Steps).Select(t => t == clip.Steps
            ? new float[Side * Side]
            : clip.Frame(t).ToArray().Select(v => v > 0 ? 30f : -30f).ToArray()),
    ];

    // A step size that changes next to nothing.
    private static FitOptions Lazy(int hidden) =>
        new() { Hidden = hidden, Layers = 1, Epochs = 1, Threads = 1, LearningRate = 1e-6, Batch = 8 };
}
