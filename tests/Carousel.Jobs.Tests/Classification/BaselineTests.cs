using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Convolutions, ridge, and the answer that joins them with networks.</summary>
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
    public void Features_AreTheSameFromKnownBiases_AndDoNotDependOnTheLevelInside()
    {
        using var workers = new Workers(1);
        BaselineSample[] series = Waves(10, 60);
        var pooled = PooledFeatures.Fit(series, 60, 10 * 84, 1, workers);
        var features = new ConvolutionFeatures(
            pooled, new CompetingFeatures(60, 1, 4, 1), new IntervalQuantiles(60, 1));
        float[] own = features.Of(series[0]);
        Assert.Equal(features.Count, own.Length);
        Assert.All(own, f => Assert.True(float.IsFinite(f)));
        Assert.Equal(
            own,
            new ConvolutionFeatures(
                new PooledFeatures(60, 1, pooled.Biases.Length / PooledFeatures.Forms, 1, pooled.Biases),
                new CompetingFeatures(60, 1, 4, 1),
                new IntervalQuantiles(60, 1)).Of(series[0]));

        // The first of four poolings is a share of steps.
        Assert.All(own[..pooled.Count].Where((_, i) => i % 4 == 0), f => Assert.InRange(f, 0, 1));
        Assert.Contains(own[..pooled.Count].Where((_, i) => i % 4 == 0), f => f is > 0 and < 1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(7, 2)]
    [InlineData(150, 12)]
    public void Features_AreFinite_ForAnyLengthAndNumberOfChannels(int steps, int channels)
    {
        using var workers = new Workers(2);
        BaselineSample[] series =
        [
            .. Enumerable.Range(0, 6).Select(i => new BaselineSample(
                [.. Enumerable.Range(0, (steps + i) * channels).Select(t => MathF.Sin(t * (i + 1)))], channels, i % 2)),
        ];
        (ConvolutionBaseline baseline, float[][] heldOut) =
            ConvolutionBaseline.Fit(series, 2, null, 3, workers, CancellationToken.None);
        Assert.All(heldOut.Concat(baseline.Scores(series, workers, CancellationToken.None)),
            scores => Assert.All(scores, s => Assert.True(float.IsFinite(s))));
    }

    [Fact]
    public void Factors_SolveAndGiveTheDiagonalOfTheInverse()
    {
        double[][] a = [[4, 2, 1], [0, 5, 3], [0, 0, 6]];
        var factors = new UpperFactors(a, 0.5);
        double[][] whole = [[4.5, 2, 1], [2, 5.5, 3], [1, 3, 6.5]];
        using var workers = new Workers(2);
        double[] diagonal = factors.InverseDiagonal(workers);
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
        float[][] Rows() => [.. Enumerable.Range(0, 20).Select(i => new float[] { i % 2, i / 20f, 3 })];
        int[] known = [.. Enumerable.Range(0, 20).Select(i => i % 2)];
        (RidgeClassifier ridge, float[][] heldOut) =
            RidgeClassifier.Fit(Rows(), [Rows()[0].Length], [[1]], known, null, 2, 1, workers);
        Assert.All(Rows(), (row, i) => Assert.True(ridge.Scores(row)[i % 2] > 0));
        Assert.All(heldOut, (scores, i) => Assert.True(scores[i % 2] > 0));

        // ±1 regressions of two classes are each other's opposite.
        Assert.Equal(0, ridge.Scores(Rows()[0]).Sum(), 4);
    }

    [Fact]
    public void HeldOut_AreTheScoresOfARidge_ThatWasFittedWithoutTheRow()
    {
        using var workers = new Workers(1);
        float[][] Rows() =>
        [
            .. Enumerable.Range(0, 200).Select(i => Enumerable.Range(0, 6).Select(f => MathF.Sin((i * 7) + (f * i)))
                .ToArray()),
        ];
        int[] known = [.. Rows().Select((row, i) => row[0] + row[1] + (0.5 * Math.Sin(i)) > 0 ? 1 : 0)];
        (_, float[][] heldOut) = RidgeClassifier.Fit(Rows(), [Rows()[0].Length], [[1]], known, null, 2, 1, workers);
        foreach (int left in new[] { 0, 17, 101 })
        {
            (RidgeClassifier other, _) = RidgeClassifier.Fit(
                [.. Rows().Where((_, i) => i != left)], [6], [[1]], [.. known.Where((_, i) => i != left)], null, 2, 1,
                workers);

            // Means, deviations and the penalty's scale are those of all rows: a two-hundredth apart.
            Assert.Equal(other.Scores(Rows()[left])[1], heldOut[left][1], 0.03);
        }
    }

    [Fact]
    public void HeldOut_ByFolds_DoNotKnowTheFold()
    {
        using var workers = new Workers(2);
        int[] folds = [.. Enumerable.Range(0, 40).Select(i => i / 4)], known = [.. folds.Select(f => f % 2)];

        // A feature for each fold, so that other rows of the fold say everything and other folds nothing.
        float[][] Rows() =>
        [
            .. folds.Select((fold, i) => Enumerable.Range(0, 10)
                .Select(f => (f == fold ? 1 : 0) + (0.01f * MathF.Sin((7 * i) + f))).ToArray()),
        ];
        (_, float[][] oneByOne) = RidgeClassifier.Fit(Rows(), [10], [[1]], known, null, 2, 1, workers);
        (_, float[][] byFolds) = RidgeClassifier.Fit(Rows(), [10], [[1]], known, folds, 2, 1, workers);
        int Right(float[][] scores) => scores.Where((s, i) => s[known[i]] > s[1 - known[i]]).Count();
        Assert.Equal(40, Right(oneByOne));
        Assert.InRange(Right(byFolds), 0, 30);
    }

    [Fact]
    public void Rows_AreDrawnOfEachClass_AndAreNotEverySecondOne()
    {
        int[] classes = [.. Enumerable.Range(0, 1000).Select(i => i == 500 ? 2 : i % 2)];
        int[] rows = RowDraw.Of(classes, 100, 1);
        Assert.Equal(100, rows.Length);
        Assert.Equal(rows.Order().Distinct(), rows);
        Assert.Equal([0, 1, 2], rows.Select(r => classes[r]).Distinct().Order());
        Assert.InRange(rows.Count(r => classes[r] == 0), 30, 70);
        Assert.Equal(Enumerable.Range(0, 3), RowDraw.Of([1, 0, 1], 100, 1));
    }

    [Fact]
    public void Factors_AreNotFinite_WhereTheMatrixIsIndefinite()
    {
        double[][] a = [[1, 2], [0, 1]];
        Assert.False(new UpperFactors(a, 0.5).AreFinite);
        Assert.True(new UpperFactors(a, 1.5).AreFinite);
    }

    [Fact]
    public void Quantiles_AreFewer_WithManyStepsOrChannels()
    {
        Assert.Equal(11_151, new IntervalQuantiles(1_460, 1).Count);
        Assert.InRange(new IntervalQuantiles(100_000, 1).Count, 3_000, IntervalQuantiles.Most);
        Assert.InRange(new IntervalQuantiles(10_000, 400).Count, 1_200, IntervalQuantiles.Most);
        Assert.InRange(new IntervalQuantiles(1, 1).Count, 1, 10);
    }

    [Fact]
    public void Scores_HaveTheSameBits_OverThreads_AndFromAFile()
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
        var origin = new BaselineOrigin(baseline.Kind, baseline.Sizes, new BaselineAnswer(1, 0.1, 0));
        InnerBaseline? read = InnerBaseline.Read(
            origin, design, 2, name => baseline.ToTensors().FirstOrDefault(t => t.Name == name));
        Assert.Equal(one, read!.Baseline.Scores(asked, workers, CancellationToken.None));
        Assert.Null(InnerBaseline.Read(origin, design, 2, _ => null));

        float[][] ScoresOf(int threads, out IClassBaseline fitted)
        {
            using var workers = new Workers(threads);
            fitted = new BaselineFit(known, 2, null, 7, workers, CancellationToken.None).Fitted.Baseline;
            return fitted.Scores(asked, workers, CancellationToken.None);
        }
    }

    [Fact]
    public void Choose_TakesTheMeanOfAllThatNetworksSayOfARow()
    {
        using var workers = new Workers(2);
        BaselineSample[] known = Waves(40, 40);
        var fit = new BaselineFit(known, 2, null, 7, workers, CancellationToken.None);

        // Of two networks that are sure of one answer each, one is right on each row: together they know nothing.
        (int, float[])[] unsure =
        [
            .. known.SelectMany((_, i) => new (int, float[])[] { (i, [20, 0]), (i, [0, 20]) }),
        ];
        Assert.Equal(0, fit.Choose(unsure, 1)!.Answer.Alpha);

        // Two that know every answer are not surer than forty rows let the baseline be, which knows them, too.
        (int, float[])[] sure =
        [
            .. known.SelectMany((s, i) => Enumerable.Repeat(
                (i, s.Class == 0 ? new float[] { 20, 0 } : [0, 20]), 2)),
        ];
        Assert.Equal(0, fit.Choose(sure, 1)!.Answer.Alpha);
        Assert.All(fit.NatsOfShares(sure, 1)[^1], nats => Assert.Equal(-Math.Log(41 / 42.0), nats, 6));

        // Where the baseline knows nothing, only they answer.
        BaselineSample[] noise =
        [
            .. known.Select((s, i) => s with
            {
                Values = [.. s.Values.Select((_, t) => MathF.Sin(((i * 37) + t) * ((i * 37) + t)))],
            }),
        ];
        Assert.Null(new BaselineFit(noise, 2, null, 7, workers, CancellationToken.None).Choose(sure, 1));

        // Without answers of networks the baseline answers.
        Assert.Equal(0, fit.Choose([], 1)!.Answer.Alpha);
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
