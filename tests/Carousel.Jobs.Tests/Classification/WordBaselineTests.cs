using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Log-count ratios of words, pairs and letters, their regression, and the descent that fits it.</summary>
public class WordBaselineTests
{
    private static readonly string[] _words = ["fine", "dull", "film", "plot", "actors", "story", "slow", "bright"];

    [Fact]
    public void Descent_FindsTheLeastOfAQuadratic_AndOfAForwardSlope()
    {
        // ½·xᵀ·A·x − b·x has its least at A⁻¹·b.
        double[] least = ConvexDescent.Least(
            [5, -3, 1],
            (x, slope) =>
            {
                (slope[0], slope[1], slope[2]) =
                    ((4 * x[0]) + x[1] - 1, x[0] + (3 * x[1]) - 2, (0.01 * x[2]) - 3);
                return (2 * x[0] * x[0]) + (x[0] * x[1]) + (1.5 * x[1] * x[1]) + (0.005 * x[2] * x[2])
                    - x[0] - (2 * x[1]) - (3 * x[2]);
            },
            rounds: 200, tolerance: 1e-10);
        Assert.Equal(1 / 11.0, least[0], 6);
        Assert.Equal(7 / 11.0, least[1], 6);
        Assert.Equal(300, least[2], 3);
    }

    [Fact]
    public void Parts_AreWordsPairsAndRuns_EachOnce_Rising()
    {
        // 2 words, 3 pairs with both ends; " ab " has 3 runs of letters ( ab, ab , and the whole), " c " one.
        int[] bare = TextParts.Of("ab c ab", letters: false), whole = TextParts.Of("ab c ab", letters: true);
        Assert.Equal(2 + 4, bare.Length);
        Assert.Equal(bare.Length + 3 + 1, whole.Length);
        Assert.Equal(whole.Order().Distinct(), whole);
        Assert.All(bare, part => Assert.Contains(part, whole));
        Assert.Equal(TextParts.Of("AB  c ab", letters: true), whole);
        Assert.NotEqual(TextParts.Of("c ab", letters: false), TextParts.Of("ab c", letters: false));
        Assert.All(whole, part => Assert.Equal(part, (int)(float)part));
    }

    [Theory]
    [InlineData("not a good film", true)]
    [InlineData("isn't good", true)]
    [InlineData("hardly a very good film", true)]
    [InlineData("never was good", false)]
    [InlineData("not, good", false)]
    [InlineData("not at all a good film", true)]
    [InlineData("not not good", true)]
    [InlineData("nicht gut, good", false)]
    public void AWordAfterANegation_IsItsOpposite(string text, bool isNegated)
    {
        int good = TextParts.Of("good", letters: false).Intersect(TextParts.Of("x good y", letters: false)).Single();

        int[] parts = TextParts.Of(text, letters: false);

        Assert.Equal(isNegated, parts.Contains(~good));
        Assert.Equal(!isNegated, parts.Contains(good));
        var counted = CountedTexts.Of([[1], [~1], [2], [2]], [1, 0, 1, 0], least: 2);
        Assert.Equal([[0], [~0], [1], [1]], counted.Rows);
        Assert.Equal(Math.Log(3), counted.LogRatios(1)[0] - counted.LogRatios(1)[1], 12);
    }

    [Fact]
    public void NegatedPairsAndLetters_AreOpposites_WithAPartByThemselves()
    {
        int[] plain = TextParts.Of("a dull film", letters: true);
        int[] negated = TextParts.Of("not a dull film", letters: true);
        int[] opposite = [.. negated.Where(part => part < 0).Select(part => ~part)];

        // "a", "dull", the pairs "a dull" and "dull film", and the runs of " a " and " dull ".
        Assert.Equal(4 + 1 + 4 + 3 + 2, opposite.Length);
        Assert.All(opposite, part => Assert.Contains(part, plain));
        Assert.True(negated.Except(plain).Count(part => part > 0) > opposite.Length - 2);
        Assert.All(TextParts.Of("pas mal, un bon film", letters: true), part => Assert.True(part >= 0));
    }

    [Fact]
    public void ANegatedWord_TurnsTheAnswer_ThoughNoTextOfTheTrainingHasANegation()
    {
        string[] texts = ["a fine film", "so fine", "fine and fresh", "a dull film", "so dull", "dull and stale"];
        WordBaseline baseline = WordBaseline.Path(
            [.. texts.Select(t => TextParts.Of(t, letters: true))], [1, 1, 1, 0, 0, 0], letters: true, all: 6,
            classes: 2, least: 0, CancellationToken.None)[^1];

        float[] Of(string text) => baseline.Score(TextParts.Of(text, letters: true));
        Assert.True(Of("this is fine")[1] > 0 && Of("this isn't fine at all")[1] < 0);
        Assert.True(Of("this is dull")[1] < 0 && Of("this isn't dull at all")[1] > 0);
    }

    [Fact]
    public void Ratios_AreThoseOfTheFormula()
    {
        var counted = CountedTexts.Of([[1, 2], [1, 3], [2, 3], [3, 4]], [1, 1, 0, 0], least: 2);
        Assert.Equal([1, 2, 3], counted.Parts);
        Assert.Equal([7, 8], CountedTexts.Of([[7], [8]], [0, 1], least: 2).Parts);
        double[] ratios = counted.LogRatios(1);

        // p = 1 + [2, 1, 1], q = 1 + [0, 1, 2].
        Assert.Equal(Math.Log(3 / 7.0 / (1 / 6.0)), ratios[0], 12);
        Assert.Equal(Math.Log(2 / 7.0 / (2 / 6.0)), ratios[1], 12);
        Assert.Equal(Math.Log(2 / 7.0 / (3 / 6.0)), ratios[2], 12);
    }

    [Fact]
    public void Regression_HasNoSlope_WhereItsFitEnded()
    {
        (int[][] texts, int[] classes) = Texts(60, 2);
        var counted = CountedTexts.Of(texts, classes, least: 1);
        var regression = new RatioRegression(counted, 1);
        float[] weights = regression.Fit(0.4, CancellationToken.None);
        double[] ratios = counted.LogRatios(1);
        double[] w = [.. ratios.Zip(weights, (ratio, weight) => ratio == 0 ? 0 : weight / ratio), weights[^1]];
        double least = Surprise(w);
        foreach (int place in Enumerable.Range(0, w.Length).Where(i => i == w.Length - 1 || ratios[i] != 0))
        {
            double step = 1e-4, slope = (Surprise(Moved(place, step)) - Surprise(Moved(place, -step))) / (2 * step);
            Assert.InRange(slope, -0.05, 0.05);
        }

        Assert.True(least < Surprise([.. ratios.Select(_ => 0.0), w[^1]]) - 1);

        double[] Moved(int place, double by)
        {
            double[] moved = [.. w];
            moved[place] += by;
            return moved;
        }

        double Surprise(double[] at) => (0.2 * at.SkipLast(1).Sum(v => v * v)) + counted.Rows.Select((row, i) =>
        {
            double scale = RatioRegression.Scale(row.Sum(p => ratios[p] * ratios[p]));
            double odds = (scale * row.Sum(p => at[p] * ratios[p])) + at[^1];
            return Math.Log(1 + Math.Exp(classes[i] == 1 ? -odds : odds));
        }).Sum();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Scores_HaveTheSameBits_OverThreads_AndFromAFile(int classes)
    {
        BaselineSample[] asked = Samples(20, classes, seed: 2);
        float[][] one = ScoresOf(1, out IClassBaseline baseline), two = ScoresOf(2, out _);
        Assert.Equal(one, two);
        Assert.InRange(one.Where((s, i) => Array.IndexOf(s, s.Max()) == asked[i].Class).Count(), 16, 20);

        using var workers = new Workers(1);
        WordBaseline? read = WordBaseline.Read(baseline.Sizes, classes, Find);
        Assert.Equal(one, read!.Scores(asked, workers, CancellationToken.None));
        Assert.Null(WordBaseline.Read(baseline.Sizes, classes, _ => null));
        Assert.Null(WordBaseline.Read(baseline.Sizes with { Features = baseline.Sizes.Features - 1 }, classes, Find));
        Assert.Equal("NB-SVM on words and letters", baseline.Title);

        Storage.StoredTensor? Find(string name) => baseline.ToTensors().FirstOrDefault(t => t.Name == name);

        float[][] ScoresOf(int threads, out IClassBaseline fitted)
        {
            using var own = new Workers(threads);
            var fit = new BaselineFit(Samples(60, classes, seed: 1), classes, null, 1, own, CancellationToken.None);
            fitted = fit.Fitted.Baseline;
            return fitted.Scores(asked, own, CancellationToken.None);
        }
    }

    [Fact]
    public void Choose_TakesTheBaselinesOwnAnswer_WhereTheNetworkKnowsNothing()
    {
        using var workers = new Workers(2);
        BaselineSample[] texts = Samples(80, 2, seed: 3);
        var fit = new BaselineFit(texts, 2, null, 1, workers, CancellationToken.None);
        InnerBaseline? found = fit.Choose(
            [.. texts.Select((_, i) => (i, new float[] { 0.1f, 0 }))], 1);
        Assert.Equal(0, found!.Answer.Alpha);
        Assert.Equal(ClassBaseline.Words, found.Baseline.Kind);

        // A network that knows every answer needs no baseline.
        Assert.Null(fit.Choose(
            [.. texts.Select((t, i) => (i, t.Class == 0 ? new float[] { 9, 0 } : [0, 9]))], 1));
    }

    [Fact]
    public void Affordable_LeavesLetters_AndThenTexts_WhereThereAreMany()
    {
        BaselineSample text = new([], 1, 0) { Text = new string('a', 1000) };
        (IReadOnlyList<BaselineSample> few, bool withLetters) = WordBaseline.Affordable([text, text, text], classes: 2);
        Assert.Equal((3, true), (few.Count, withLetters));
        (IReadOnlyList<BaselineSample> all, bool letters) =
            WordBaseline.Affordable([.. Enumerable.Repeat(text, 10_000)], classes: 2);
        Assert.Equal((10_000, false), (all.Count, letters));
        Assert.InRange(
            WordBaseline.Affordable([.. Enumerable.Repeat(text, 100_000)], classes: 2).Texts.Count, 30_000, 40_000);
        Assert.InRange(
            WordBaseline.Affordable([.. Enumerable.Repeat(text, 10_000)], classes: 10).Texts.Count, 3_000, 4_000);
    }

    private static (int[][] Texts, int[] Classes) Texts(int count, int classes)
    {
        BaselineSample[] samples = Samples(count, classes, seed: 4);
        return ([.. samples.Select(s => TextParts.Of(s.Text, letters: true))], [.. samples.Select(s => s.Class)]);
    }

    /// <summary>Texts of which two words in three are those of their class.</summary>
    private static BaselineSample[] Samples(int count, int classes, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("texts"));
        var drawn = new float[count * 8];
        random.Uniform(0, drawn);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new BaselineSample([], 1, i % classes)
            {
                Text = string.Join(' ', Enumerable.Range(0, 6).Select(k =>
                {
                    int word = (int)(drawn[(i * 8) + k] * _words.Length);
                    return _words[k % 3 == 0 ? word : ((word / classes * classes) + (i % classes)) % _words.Length];
                })),
            }),
        ];
    }
}
