using Carousel.Anomalies;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Scores of planted anomalies in a wave of 48 rows with noise.</summary>
public sealed class SeriesViewsTests
{
    private const int Rows = 1920, Season = 48, Place = 1000;

    [Theory]
    [InlineData("spike", 1)]
    [InlineData("level", 60)]
    [InlineData("reversed", Season)]
    [InlineData("burst", Season)]
    [InlineData("stuck", Season)]
    public void HighestScore_IsInThePlantedStretch(string kind, int length)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            double[] scores = Scores(Noise(seed, Rows, (t, e) => t < Place || t >= Place + length ? Usual(t, e)
                : kind switch
                {
                    "spike" => Usual(t, e) + 12,
                    "level" => Usual(t, e) + 6,
                    "reversed" => Usual((2 * Place) + length - 1 - t, e),
                    "burst" => Usual(t, 5 * e),
                    _ => Usual(Place, 0),
                }));

            Assert.All(scores, s => Assert.True(double.IsFinite(s)));
            Assert.InRange(Array.IndexOf(scores, scores.Max()), Place, Place + length - 1);
        }
    }

    [Fact]
    public void ConstantsGapsAndFewRows_HaveFiniteScores()
    {
        double[] gaps = Noise(1, Rows, (t, e) => t is < 5 or > 600 and < 900 || t % 11 == 3 ? double.NaN : Usual(t, e));
        foreach (double[] values in (double[][])
            [new double[Rows], [.. Enumerable.Repeat(7.0, 40)], Noise(2, 40), gaps, [.. gaps.Select(_ => double.NaN)]])
        {
            double[] scores = Scores(values);

            Assert.Equal(values.Length, scores.Length);
            Assert.All(scores, s => Assert.True(double.IsFinite(s)));
        }
    }

    [Fact]
    public void Scores_DoNotDependOnUnitAndOrigin()
    {
        // Multiples of 1/64, so that the other unit is exact in single precision.
        double[] values = Noise(3, Rows, (t, e) => Math.Round(64 * (Usual(t, e) + (t == Place ? 12 : 0))) / 64);

        Assert.Equal(Scores(values), Scores([.. values.Select(v => (1000 * v) - 20_000)]));
    }

    /// <summary>Two harmonics, so that a cycle has a direction, and noise.</summary>
    private static double Usual(int row, double noise) => Wave(row, Season) + (0.6 * Wave(row + 7, 24)) + noise;

    private static double[] Scores(double[] values)
    {
        float[] column = [.. values.Select(v => (float)v)];
        var scale = RobustScale.Of(column);
        return SeriesViews.Of([.. column.Select(v => scale.Units(v))], Season).Scores;
    }
}
