using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Video;

namespace Carousel.Jobs.Tests.Video;

public class VideoFitTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Figures_AreAFunctionOfTheirSeed_AndDifferByBody()
    {
        ClipData data = MadeClips.Figures(2, 1, 0, 1);
        Assert.Equal(data.Clips[3].Values, MadeClips.Figures(2, 1, 0, 1).Clips[3].Values);
        Assert.NotEqual(data.Clips[3].Values, data.Clips[7].Values);
        Assert.Equal(StickFigure.Actions, data.Clips.Take(4).Select(c => c.Label));

        // Feet stand near the ground except for jumps, and the head is above the hip.
        Assert.All(data.Clips, c => Assert.True(c.Frame(0)[1] < c.Frame(0)[5]));
    }

    [Fact]
    public void Digits_MoveInsideTheFrame()
    {
        Clip clip = MadeClips.MovingDigits(1, 1, 16, 1).Clips[0];
        Assert.All(clip.Values, v => Assert.InRange(v, 0, 1));
        Assert.NotEqual(clip.Frame(0).ToArray(), clip.Frame(3).ToArray());
        double first = Sum(clip.Frame(0)), last = Sum(clip.Frame(15));
        Assert.True(Math.Abs(first - last) < 0.3 * first, $"{first} {last}");
        static double Sum(ReadOnlySpan<float> frame) => frame.ToArray().Sum(v => (double)v);
    }

    [Fact]
    public async Task Actions_OfPoses_AreLearned_AndTheSameAfterLoading()
    {
        ClipParts parts = ClipParts.Make(MadeClips.Figures(8, 2, 0, 1), new VideoOptions(), needsLabels: true);
        Assert.Empty(parts.Train.Select(c => c.Group).Intersect(parts.Test.Select(c => c.Group)));
        ActionPlan plan = ActionPlan.Make(parts, new VideoOptions { Fit = Small(12, 6) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.True(plan.Fitted(model).Measure("carousel video", None).Scores[0].Metrics["accuracy"] > 0.7);
        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (ActionModel)AllModels.Load(file, 1);
        Assert.Equal(
            model.Answer(parts.Data, parts.Test, true, None).Probabilities,
            again.Answer(parts.Data, parts.Test, true, None).Probabilities);
        File.Delete(file);
    }

    [Fact]
    public async Task Training_EndsAfterHalfOfTheEpochs_IfAllClipsAreCertain()
    {
        ClipData bright = new(
            "made", 0, ["hand_x", "hand_y", "foot_x", "foot_y"],
            [
                .. Enumerable.Range(0, 60).Select(n => new Clip(
                    $"{n}", n % 2 == 0 ? "on" : "off", $"{n}", 5,
                    [.. Enumerable.Range(0, 20).Select(v => n % 2 == v / 2 % 2 ? v % 2 : 0f)], 1)),
            ]);
        ClipParts parts = ClipParts.Make(bright, new VideoOptions(), needsLabels: true);
        ActionPlan plan = ActionPlan.Make(parts, new VideoOptions { Fit = Small(12, 80) with { LearningRate = 0.02 } });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.InRange(model.Summary.History.Count, 40, 79);
    }

    [Fact]
    public void Clips_AreNotMirrored_WhenTheirActionIsASide()
    {
        Assert.DoesNotContain("not mirrored", Model(MadeClips.Figures(8, 2, 0, 1)), StringComparison.Ordinal);
        Assert.Contains("mirrored or not", Model(Swipes("a", "b", isVertical: true)), StringComparison.Ordinal);
        Assert.Contains(
            "not mirrored (mirror images of 'a' are nearest to another action)",
            Model(Swipes("a", "b", isVertical: false)), StringComparison.Ordinal);
        Assert.Contains(
            "not mirrored ('Swiping Left' names a side)",
            Model(Swipes("Swiping Left", "brighter", isVertical: true)), StringComparison.Ordinal);

        static string Model(ClipData data) => ActionPlan.Make(
            ClipParts.Make(data, new VideoOptions(), needsLabels: true), new VideoOptions()).Facts[^1].Fact;

        // A hand above a foot that goes one way or the other.
        static ClipData Swipes(string first, string second, bool isVertical) => new(
            "made", 0, ["hand_x", "hand_y", "foot_x", "foot_y"],
            [
                .. Enumerable.Range(0, 40).Select(n => new Clip(
                    $"{n}", n % 2 == 0 ? first : second, $"{n}", 8,
                    [
                        .. Enumerable.Range(0, 8).SelectMany(t =>
                        {
                            float moved = (n % 2 == 0 ? 1 : -1) * t * (5 + (n % 7));
                            return (float[])(isVertical ? [n, moved, n, 50] : [n + moved, 0, n, 50]);
                        }),
                    ], 1)),
            ]);
    }

    [Fact]
    public async Task NextFrames_AreForetold_AndTheSameAfterLoading()
    {
        ClipParts parts = ClipParts.Make(
            MadeClips.MovingDigits(4, 2, 8, 1), new VideoOptions { Side = 8 }, needsLabels: false);
        FramePlan plan = FramePlan.Make(parts, new VideoOptions { Side = 8, Window = 4, Fit = Small(4, 3) });
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        Assert.True(model.Summary.History[^1].TrainingLoss < model.Summary.History[0].TrainingLoss);
        JobResult result = plan.Fitted(model).Measure("carousel video", None);
        Assert.Equal(
            ["carousel", "regression", "copy", "typical"],
            result.Scores.Select(s => s.Name).Where(name => name != "network"));
        string file = Path.GetTempFileName();
        model.Save(file);
        using var again = (FrameModel)AllModels.Load(file, 1);
        Assert.Equal(model.Foretell(parts.Test[0])[3], again.Foretell(parts.Test[0])[3]);
        File.Delete(file);
    }

    [Fact]
    public void Errors_AreMeansOverPlaces()
    {
        var errors = new FrameErrors();
        errors.Add([1, 0], [0.5f, 0], [0, 0], [1, 1]);
        Assert.Equal((0.125, 0.5, 0.5), (errors.Model, errors.Copy, errors.Typical));
    }

    [Fact]
    public void Patches_GoThereAndBack()
    {
        var design = new FrameDesign(8, 4, 1, 1);
        float[] frame = [.. Enumerable.Range(0, 64).Select(k => (float)k)], patches = new float[64],
            back = new float[64];
        design.ToPatches(frame, patches);
        Assert.Equal([0, 1, 2, 3, 8, 9], patches[..6]);
        design.ToFrame(patches, back);
        Assert.Equal(frame, back);
        design.ToPatches(frame, patches, isMirrored: true);
        Assert.Equal([7, 6, 5, 4, 15, 14], patches[..6]);
    }

    [Fact]
    public void Plan_RefusesWhatItCannotLearn()
    {
        ClipData poses = MadeClips.Figures(4, 1, 0, 1);
        Assert.Contains(
            "contains poses",
            Assert.Throws<DataFormatException>(
                () =>
                    FramePlan.Make(ClipParts.Make(poses, new VideoOptions(), false), new VideoOptions())).OnCommandLine,
                    StringComparison.Ordinal);
        Assert.Contains(
            "has no label",
            Assert.Throws<DataFormatException>(
                () =>
                    ClipParts.Make(
                        poses with { Clips = [.. poses.Clips.Select(c => c with { Label = "" })] }, new VideoOptions(),
                        true)).OnCommandLine, StringComparison.Ordinal);
        Assert.Contains(
            "--poses",
            Assert.Throws<OptionException>(
                () => VideoPlans.Make("data.csv", new VideoOptions { Poses = true })).OnCommandLine,
                StringComparison.Ordinal);
        Assert.Contains(
            "--side must be a multiple of 8",
            Assert.Throws<OptionException>(() => new VideoOptions { Side = 30 }).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AClipWithoutLabelAmongOthers_IsRefused_AndOthersAreInEachPart()
    {
        ClipData frames = MadeClips.Figures(4, 1, 16, 1);
        Assert.True((frames with { Clips = [frames.Clips[0], frames.Clips[1] with { Label = "" }] }).IsLabeled);
        Assert.StartsWith(
            $"{frames.Name}: the clip '{frames.Clips[1].Name}' has no label.",
            Assert.Throws<DataFormatException>(() => ClipParts.RequireLabels(
                frames with { Clips = [frames.Clips[0], frames.Clips[1] with { Label = "" }] }, true)).OnCommandLine,
            StringComparison.Ordinal);

        Clip[] clips =
        [
            .. Enumerable.Range(0, 33).Select(n => frames.Clips[0] with
            {
                Name = $"{n}", Group = $"{n}", Label = n < 15 ? "up" : n < 30 ? "down" : "seldom",
            }),
        ];
        var parts = ClipParts.Make(frames with { Clips = clips }, new VideoOptions(), needsLabels: true);
        Assert.All(
            (IReadOnlyList<Clip>[])[parts.Train, parts.Validation, parts.Test],
            part => Assert.Single(part, c => c.Label == "seldom"));
        Assert.Contains(
            VideoFacts.Split(parts),
            f => f.Fact == $"{parts.Test.Count} of {parts.Test.Count} clips of the test set also appear in the "
                + "training set. Scores on new data may be lower.");
    }

    private static FitOptions Small(int hidden, int epochs) =>
        new() { Hidden = hidden, Layers = 1, Epochs = epochs, Threads = 1, LearningRate = 1e-2, Batch = 8 };
}
