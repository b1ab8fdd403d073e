using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Random convolutions, ridge, neighbours, and the answer that joins them with networks.</summary>
public class BaselineTests
{
    [Fact]
    public void Dilations_FitTheSeries_AndAllFeaturesAreSpread()
    {
        var plan = KernelDilations.Of(steps: 150, features: 119);
        Assert.Equal(119, plan.Counts.Sum());
        Assert.Equal(1, plan.Dilations[0]);
        Assert.Equal(plan.Dilations.Order(), plan.Dilations);
        Assert.True(8 * plan.Dilations[^1] <= 149);
        Assert.Equal([1], KernelDilations.Of(steps: 3, features: 119).Dilations);
    }

    [Fact]
    public void Sums_AreTheConvolution_WorkedTermByTerm()
    {
        float[] x = [.. Enumerable.Range(0, 30).Select(t => MathF.Sin(t * t))];
        var sums = new KernelSums(new BaselineSample(x, 1, 0));
        sums.Begin(2);
        ReadOnlySpan<float> values = sums.Of((1, 4, 6), [0]);
        for (int t = 0; t < x.Length; t++)
        {
            double expected = 0;
            for (int place = 0; place < KernelBank.Length; place++)
            {
                int at = t + ((place - 4) * 2);
                expected += (place is 1 or 4 or 6 ? 2 : -1) * (at >= 0 && at < x.Length ? x[at] : 0);
            }

            Assert.Equal(expected, values[t], 4);
        }
    }

    [Fact]
    public void Shares_AreBetween0And1_AndDoNotDependOnTheLevelInside()
    {
        using var workers = new Workers(1);
        BaselineSample[] series = Waves(10, 60);
        var bank = KernelBank.Fit(series, 60, 10 * KernelBank.Kernels, 1, workers);
        float[] shares = bank.Apply(series[0]);
        Assert.Equal(840, shares.Length);
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.Equal(shares, KernelBank.Of(60, 1, 1, bank.Biases).Apply(series[0]));
        Assert.Contains(shares, s => s is > 0 and < 1);
    }

    [Fact]
    public void Factors_SolveAndGiveTheDiagonalOfTheInverse()
    {
        double[][] a = [[4, 2, 1], [0, 5, 3], [0, 0, 6]];
        var factors = new UpperFactors(a, 0.5);
        double[][] whole = [[4.5, 2, 1], [2, 5.5, 3], [1, 3, 6.5]];
        double[] diagonal = factors.InverseDiagonal();
        for (int i = 0; i < 3; i++)
        {
            double[] unit = new double[3];
            unit[i] = 1;
            double[] x = factors.Solve(unit);
            Assert.Equal(x[i], diagonal[i], 12);
            for (int r = 0; r < 3; r++)
            {
                Assert.Equal(unit[r], whole[r].Zip(x, (w, v) => w * v).Sum(), 12);
            }
        }
    }

    [Fact]
    public void Ridge_TellsRowsApart_ThatOneFeatureTellsApart()
    {
        using var workers = new Workers(1);
        float[][] rows = [.. Enumerable.Range(0, 20).Select(i => new float[] { i % 2, i / 20f, 3 })];
        var ridge = RidgeClassifier.Fit(rows, [.. Enumerable.Range(0, 20).Select(i => i % 2)], 2, workers);
        Assert.All(rows, (row, i) => Assert.True(ridge.Scores(row)[i % 2] > 0));

        // ±1 regressions of two classes are each other's opposite.
        Assert.Equal(0, ridge.Scores(rows[0]).Sum(), 4);
    }

    [Theory]
    [InlineData(ClassBaseline.Convolutions)]
    [InlineData(ClassBaseline.Neighbors)]
    public void Scores_HaveTheSameBits_OverThreads_AndFromAFile(ClassBaseline kind)
    {
        BaselineSample[] known = Waves(24, 40), asked = Waves(12, 40);
        float[][] one = ScoresOf(1, out IClassBaseline baseline), two = ScoresOf(2, out _);
        Assert.Equal(one, two);
        Assert.All(one, (scores, i) => Assert.Equal(asked[i].Class, Array.IndexOf(scores, scores.Max())));

        using var workers = new Workers(1);
        var design = new ClassDesign(
            ClassInput.Numbers, new CellDesign(CellKind.Gru, 1, 4, 0, 1, InitializerKind.Glorot), PoolingKind.Mean, 1)
        {
            Channels = ["x"],
        };
        var origin = new BaselineOrigin(kind, baseline.Sizes, new BaselineAnswer(1, 0.1, 0));
        InnerBaseline? read = InnerBaseline.Read(
            origin, design, 2, name => baseline.ToTensors().FirstOrDefault(t => t.Name == name));
        Assert.Equal(one, read!.Baseline.Scores(asked, workers, CancellationToken.None));
        Assert.Null(InnerBaseline.Read(origin, design, 2, _ => null));

        float[][] ScoresOf(int threads, out IClassBaseline fitted)
        {
            using var workers = new Workers(threads);
            fitted = new BaselineFit(known, 2, 7, workers, CancellationToken.None)
                .All(areTexts: false, inside: null).Single(r => r.Kind == kind);
            return fitted.Scores(asked, workers, CancellationToken.None);
        }
    }

    [Fact]
    public void Draws_AreAveraged_WhereSeriesAreFew_AndOneStandsForItselfElsewhere()
    {
        using var workers = new Workers(1);
        BaselineSample[] known = Waves(24, 40), asked = Waves(6, 13);
        Assert.Equal(5, ConvolutionBaseline.DrawsOf(known));
        Assert.Equal(1, ConvolutionBaseline.DrawsOf(Waves(500, 40)));
        ConvolutionBaseline one = Fit(1), two = Fit(2);
        Assert.Equal((0, 1), (one.Sizes.FurtherDraws, two.Sizes.FurtherDraws));
        Assert.EndsWith("features, 2 draws)", two.Title);

        // The first draw equals the single one; the second is another, or the mean would be the first's.
        float[][] first = one.Scores(asked, workers, CancellationToken.None),
            both = two.Scores(asked, workers, CancellationToken.None);
        Assert.NotEqual(first, both);
        int F = one.Sizes.Features;
        Assert.Equal(one.ToTensors()[0].Values.ToArray(), two.ToTensors()[0].Values.ToArray()[..F]);
        Assert.Equal(one.ToTensors()[1].Values.ToArray(), two.ToTensors()[1].Values.ToArray()[..(2 * (F + 1))]);

        // A file that was written before there were draws says nothing of them.
        Assert.Equal(
            first,
            ConvolutionBaseline.Read(one.Sizes, 1, 2, name => one.ToTensors().First(t => t.Name == name))!
                .Scores(asked, workers, CancellationToken.None));
        Assert.Null(ConvolutionBaseline.Read(
            one.Sizes with { FurtherDraws = 1 }, 1, 2, name => one.ToTensors().First(t => t.Name == name)));

        ConvolutionBaseline Fit(int draws) =>
            ConvolutionBaseline.Fit(known, 2, draws, 7, workers, CancellationToken.None);
    }

    [Fact]
    public void Choose_TakesTheMeanOfAllThatIsSaidOfARow_OverDivisions()
    {
        using var workers = new Workers(2);
        BaselineSample[] known = Waves(40, 40);
        var fit = new BaselineFit(known, 2, 7, workers, CancellationToken.None);
        int[][] divisions =
        [
            [.. Enumerable.Range(0, 40).Select(i => i / 2 % 5)],
            [.. Enumerable.Range(0, 40).Select(i => i / 4 % 5)],
        ];

        // Of two networks that are sure of one answer each, one is right on each row: together they know nothing.
        (int, float[])[] unsure =
        [
            .. known.SelectMany((_, i) => new (int, float[])[] { (i, [20, 0]), (i, [0, 20]) }),
        ];
        Assert.Equal(0, fit.Choose([ClassBaseline.Convolutions], divisions, unsure, 1, isDecided: false)!.Answer.Alpha);

        // Two that know every answer are surer than forty rows let the baseline be.
        (int, float[])[] sure =
        [
            .. known.SelectMany((s, i) => Enumerable.Repeat(
                (i, s.Class == 0 ? new float[] { 20, 0 } : [0, 20]), 2)),
        ];
        Assert.Null(fit.Choose([ClassBaseline.Convolutions], divisions, sure, 1, isDecided: false));

        // After a training that was stopped they get no share.
        Assert.Equal(0, fit.Choose([ClassBaseline.Convolutions], divisions, sure, 1, isDecided: true)!.Answer.Alpha);
    }

    [Fact]
    public void Joined_IsTheBaselineOrTheNetwork_AtTheEnds_AndTheirGeometricMeanBetween()
    {
        double[] baseline = [0.8, 0.2], network = [0.5, 0.5];
        Assert.Same(baseline, BaselineAnswer.Joined(baseline, network, 0));
        Assert.Same(network, BaselineAnswer.Joined(baseline, network, 1));
        double[] half = BaselineAnswer.Joined(baseline, network, 0.5);
        Assert.Equal(2.0 / 3, half[0], 12);
        Assert.Equal(1, half.Sum(), 12);
    }

    [Fact]
    public void Probabilities_AreNoSurerThanRowsAllow()
    {
        var answer = new BaselineAnswer(0.05, BaselineAnswer.SpreadOf(rows: 8, classes: 2), 0);
        double[] told = answer.Probabilities([1, -1]);
        Assert.Equal(0.9, told[0], 6);
        Assert.Equal(1, told.Sum(), 12);
    }

    /// <summary>Slow and quick waves of different phases: of length L, with the class as a speed.</summary>
    private static BaselineSample[] Waves(int count, int steps) =>
    [
        .. Enumerable.Range(0, count).Select(i => new BaselineSample(
            [.. Enumerable.Range(0, steps).Select(t => MathF.Sin((t * (i % 2 == 0 ? 0.3f : 0.9f)) + (i % 5)))],
            1, i % 2)),
    ];
}
