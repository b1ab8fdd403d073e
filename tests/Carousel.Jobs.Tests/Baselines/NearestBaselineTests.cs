using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;

namespace Carousel.Jobs.Tests.Baselines;

public class NearestBaselineTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Scores_AreLargestForTheNearest_WhateverVectorsAreMeasuredIn()
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            float[][] rows = [.. Enumerable.Range(0, 12).Select(_ => Vector(random, 4))];
            int[] classes = [.. rows.Select((_, i) => i % 3)];
            float[] asked = Vector(random, 4);
            float[] scores = new NearestVectors(rows).Scores(asked, classes, 3);
            Assert.Equal(classes[new NearestVectors(rows).Nearest(asked)], Array.IndexOf(scores, scores.Max()));

            // A hundred times longer: all scores move by the same.
            float[] longer = new NearestVectors([.. rows.Select(r => r.Select(v => 100 * v).ToArray())])
                .Scores([.. asked.Select(v => 100 * v)], classes, 3);
            Assert.Equal(scores[0] - scores[2], longer[0] - longer[2], 1e-3);
        }
    }

    [Fact]
    public void Inside_GivesItsOwnAnswers_WhereTheNetworkKnowsNothing()
    {
        (NearestBaseline baseline, float[][] asked, int[] truth) = Clusters(60, noise: 0.1);
        NearestBaseline inside = baseline.Inside(asked, Told(truth, sure: 0, wrongEvery: 0), truth, None);
        Assert.Equal(0, inside.Answer!.Alpha);
        Assert.Equal(0, inside.Share.Network);

        double[] joined = [.. asked.SelectMany(_ => new[] { 0.2, 0.8 })];
        inside.Join(asked, joined, None);
        Assert.Equal(truth, ProbabilityMetrics.Answers(2, joined));
    }

    [Fact]
    public void Inside_StaysBeside_WhereTheNetworkKnowsAll()
    {
        (NearestBaseline baseline, float[][] asked, int[] truth) = Clusters(60, noise: 4);
        NearestBaseline inside = baseline.Inside(asked, Told(truth, sure: 0.99, wrongEvery: 0), truth, None);
        Assert.Null(inside.Answer);
        Assert.Same(AnswerShare.Alone, inside.Share);

        double[] network = [0.2, 0.8], joined = [.. network];
        inside.Join(asked.Take(1), joined, None);
        Assert.Equal(network, joined);
    }

    [Fact]
    public void Inside_IsJoined_WhereBothKnowSomething()
    {
        (NearestBaseline baseline, float[][] asked, int[] truth) = Clusters(400, noise: 1);
        double[][] network = Told(truth, sure: 0.8, wrongEvery: 7);
        NearestBaseline inside = baseline.Inside(asked, network, truth, None);
        Assert.InRange(inside.Answer!.Alpha, 0.25, 0.75);

        double[] joined = [.. network.SelectMany(row => row)];
        inside.Join(asked, joined, None);
        int Wrong(double[] told) => ProbabilityMetrics.Answers(2, told).Zip(truth).Count(p => p.First != p.Second);
        Assert.True(Wrong(joined) < Wrong([.. network.SelectMany(row => row)]));
    }

    [Fact]
    public void Inside_StaysBeside_WhereAClassHasNoExample()
    {
        var baseline = new NearestBaseline(new NearestVectors([[0f], [1f]]), [0, 0], 2);
        Assert.Null(baseline.Inside([[0f]], [[0.5, 0.5]], [0], None).Answer);
    }

    /// <summary>Two classes about −1 and 1, of which every other one is known and the rest is asked.</summary>
    private static (NearestBaseline Baseline, float[][] Asked, int[] Truth) Clusters(int count, double noise)
    {
        var random = new Random(7);
        (float[] Vector, int Class)[] all =
        [
            .. Enumerable.Range(0, 2 * count).Select(i => (
                new[] { (float)((i / 2 % 2 * 2) - 1 + (noise * Normal(random))) }, i / 2 % 2)),
        ];
        (float[] Vector, int Class)[] known = [.. all.Where((_, i) => i % 2 == 0)];
        return (
            new NearestBaseline(
                new NearestVectors([.. known.Select(k => k.Vector)]), [.. known.Select(k => k.Class)], 2),
            [.. all.Where((_, i) => i % 2 == 1).Select(a => a.Vector)],
            [.. all.Where((_, i) => i % 2 == 1).Select(a => a.Class)]);
    }

    /// <summary>A network that gives the true class half and half of <paramref name="sure"/> more.</summary>
    private static double[][] Told(int[] truth, double sure, int wrongEvery) =>
    [
        .. truth.Select((t, i) =>
        {
            double right = 0.5 + (wrongEvery > 0 && i % wrongEvery == 0 ? -sure / 2 : sure / 2);
            return t == 0 ? new[] { right, 1 - right } : [1 - right, right];
        }),
    ];

    private static float[] Vector(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)Normal(random))];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
