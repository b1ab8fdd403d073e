using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Division of the data, temperature, and the baselines.</summary>
public class ClassPartsTests
{
    [Fact]
    public void Sources_DifferForOtherGroupsAndOtherSound()
    {
        var sound = new SoundRecording("a", 4000, [0.1f, 0.2f]);
        var sample = new ClassSample("a", 1) { Id = "1", Values = [1, 2], Group = "ann", Sound = sound };
        string first = Of(sample);
        Assert.Equal(first, Of(sample with { Id = "2" }));
        Assert.NotEqual(first, Of(sample with { Group = "ben" }));
        Assert.NotEqual(first, Of(sample with { Sound = sound with { Samples = [0.1f, 0.3f] } }));
        Assert.NotEqual(first, Of(sample with { Sound = null }));

        static string Of(ClassSample sample) => new ClassData("data", ["x"], [sample]).Sources();
    }

    [Fact]
    public void Folds_AreEqual_AndHoldEachClassInItsShare()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(i => i < 70 ? 0 : i < 97 ? 1 : 2)];
        int[] part = ClassFolds.Divide(classes, 5, seed: 1, "test");

        Assert.All(Enumerable.Range(0, 5), p => Assert.Equal(20, part.Count(x => x == p)));
        Assert.All(
            Enumerable.Range(0, 5), p => Assert.Equal(14, part.Where((x, i) => x == p && classes[i] == 0).Count()));
        Assert.Equal(part, ClassFolds.Divide(classes, 5, seed: 1, "test"));
        Assert.NotEqual(part, ClassFolds.Divide(classes, 5, seed: 2, "test"));
    }

    [Fact]
    public void FewSeries_AreDividedTwice_WhileThatTakesSeconds()
    {
        Assert.Equal((2, 1, 1), (
            FewSeries.Divisions(499, 20_000), FewSeries.Divisions(500, 5_000), FewSeries.Divisions(20, 20_001)));
    }

    [Fact]
    public void Split_TakesAShareOfEveryClass_AndNeverAll()
    {
        ClassSplit split = ClassSplit.Make(
            Data([.. Enumerable.Repeat("a", 50), .. Enumerable.Repeat("b", 2)]), null, 0.2, seed: 1);
        Assert.Equal(10, split.Test.Samples.Count(s => s.Label == "a"));
        Assert.Equal(1, split.Test.Samples.Count(s => s.Label == "b"));
        Assert.Equal(41, split.Train.Samples.Count);
    }

    [Fact]
    public void Split_NamesTheLine_OfAClassThatOccursOnce() => Assert.StartsWith(
        "data:4: the class 'b' occurs only here",
        Assert.Throws<DataFormatException>(() => ClassSplit.Make(Data(["a", "a", "b"]), null, null, 1)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Split_Refuses_OneClass() =>
        Assert.Contains(
            "only one class",
            Assert.Throws<DataFormatException>(() => ClassSplit.Make(Data(["a", "a"]), null, null, 1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Split_NamesTheLine_OfAClassThatTheTrainingDoesNotHave() => Assert.StartsWith(
        "data:3: the class 'c' does not occur in the training data, which has a, b",
        Assert.Throws<DataFormatException>(
            () => ClassSplit.Make(Data(["a", "a", "b", "b"]), Data(["a", "c"]), null, 1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Split_Refuses_OtherChannels() => Assert.Contains(
        "Pass a file with the same channels",
        Assert.Throws<DataFormatException>(() => ClassSplit.Make(Numbers("x"), Numbers("y"), null, 1)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Temperature_FindsByHowMuchScoresAreTooSure()
    {
        // Of four answers with equal scores three are right, so the best probability is 3/4: score / T = ln 3.
        float[] scores = [4, 0];
        Assert.Equal(4 / Math.Log(3), Temperature.Fit([(scores, 0), (scores, 0), (scores, 0), (scores, 1)]), 4);
        Assert.Equal(1, Temperature.Fit([]));
    }

    [Fact]
    public void Warping_IsWorkedByHand()
    {
        var warping = new NearestNeighbor.Warping(longest: 4, features: 1, stride: 1);

        // 0 1 2 and 0 0 1 2: the first step matches two, so the distance is 0.
        Assert.Equal(0, warping.Distance([0, 1, 2], [0, 0, 1, 2], double.PositiveInfinity));
        Assert.Equal(1 + 1, warping.Distance([0, 0], [1, 1], double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, warping.Distance([0, 0], [1, 1], enough: 1));
    }

    [Fact]
    public void NaiveBayes_IsWorkedByHand()
    {
        // Units of a are x, "_x", y, "x y", and of b z, "_z". With six units: p(x|a) = 2/10, p(x|b) = 1/8, and the same
        // for "_x"; the classes are equal.
        ClassData data = Data(["a", "b"]) with { Samples = [Text("a", "x y"), Text("b", "z")] };
        var bayes = new NaiveBayes(
            [new EncodedSample(data.Samples[0], 0, 2, []), new EncodedSample(data.Samples[1], 1, 1, [])], classes: 2);
        ClassAnswers asked = new("", "", [new ClassCase("1", "a")], ["a", "b"], new double[2], [0]);
        double a = 0.2 * 0.2, b = 0.125 * 0.125;
        Assert.Equal(a / (a + b), bayes.Answer(data with { Samples = [Text("a", "x")] }, asked).Probabilities[0], 12);
    }

    private static ClassSample Text(string label, string text) => new(label, 1) { Id = "1", Text = text };

    private static ClassData Data(string[] labels) =>
        new("data", [], [.. labels.Select((l, i) => new ClassSample(l, i + 2) { Id = $"{i}", Text = "some words" })]);

    private static ClassData Numbers(string channel) =>
        new(
            "data", [channel],
            [
                .. new[] { "a", "a", "b", "b" }.Select(
                    (l, i) => new ClassSample(l, i + 2) { Id = $"{i}", Values = [1, 2] }),
            ]);
}
