using Carousel.Anomalies;
using Carousel.Benchmarks.Anomalies.WholeSeries;

namespace Carousel.Benchmarks.Tests.Anomalies;

public sealed class WholeSeriesBaselineTests
{
    private const int Season = 24, Odd = 300;

    public static TheoryData<string> Names => [.. WholeSeriesBaseline.All.Select(b => b.Name)];

    private static double[] Score(string name, float[] values, int window = Season) =>
        WholeSeriesBaseline.All.Single(b => b.Name == name).Of(values, window);

    /// <summary>A wave with a little noise; a stretch of it is replaced.</summary>
    private static float[] Wave(int rows, Func<int, double>? odd = null)
    {
        uint state = 1;
        return
        [
            .. Enumerable.Range(0, rows).Select(r =>
            {
                state = unchecked((state * 1664525) + 1013904223);
                double value = r is >= Odd and < Odd + 12 && odd is not null
                    ? odd(r)
                    : Math.Sin(2 * Math.PI * r / Season);
                return (float)(value + (state / 4294967296.0 / 10));
            }),
        ];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OddStretch_HasTheHighestScore(string name)
    {
        double[] scores = Score(name, Wave(600, r => r % 2 == 0 ? 3 : -3));

        int highest = Array.IndexOf(scores, scores.Max());
        Assert.InRange(highest, Odd - Season, Odd + (2 * Season));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_AreFinite_OneForEachRow(string name)
    {
        float[] gaps = Wave(200);
        gaps.AsSpan(0, 3).Fill(float.NaN);
        gaps.AsSpan(90, 40).Fill(float.NaN);
        float[][] all =
        [
            Wave(200), gaps, Wave(20), Wave(7), Wave(2), [5], new float[100], [.. Enumerable.Repeat(float.NaN, 50)],
            [.. Enumerable.Range(0, 100).Select(r => r < 50 ? 1f : 2f)], [.. Enumerable.Repeat(3e7f, 100)],
        ];

        foreach (float[] values in all)
        {
            double[] scores = Score(name, values);

            Assert.Equal(values.Length, scores.Length);
            Assert.All(scores, s => Assert.True(double.IsFinite(s)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_DoNotDependOnTheUnit(string name)
    {
        float[] values = Wave(300);
        double[] scores = Score(name, values), other = Score(name, [.. values.Select(v => (16 * v) + 64)]);

        for (int r = 0; r < scores.Length; r++)
        {
            Assert.Equal(scores[r], other[r], 1e-2 * (1 + scores.Max()));
        }
    }

    [Fact]
    public void MatrixProfile_IsTheNearestWindowsDistance()
    {
        double[] series = SeriesWindows.Standardized([.. Wave(120), .. Enumerable.Repeat(0.5f, 30), .. Wave(60)]);
        const int Window = 10, Count = 201;
        double[] scores = MatrixProfile.Score(series, Window);
        double[][] windows = [.. Enumerable.Range(0, Count).Select(w => Standardized(series[w..(w + Window)]))];

        double[] nearest =
        [
            .. windows.Select((a, i) => windows.Where((_, j) => Math.Abs(i - j) > 3)
                .Min(b => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()))),
        ];

        for (int w = 0; w < Count; w++)
        {
            Assert.Equal(nearest[w], scores[w + (Window / 2)], 1e-5);
        }

        Assert.Equal(nearest.Min(), scores[0], 1e-5);

        // A constant window is zeros, so that its distance to another one is √w, which is ρ = ½.
        static double[] Standardized(double[] window)
        {
            double mean = window.Average(), deviation = Math.Sqrt(window.Average(v => (v - mean) * (v - mean)));
            return [.. window.Select(v => deviation > 1e-9 ? (v - mean) / deviation : 0)];
        }
    }

    [Fact]
    public void PolynomialResidual_IsZeroOnAParabola()
    {
        double[] series = [.. Enumerable.Range(0, 500).Select(r => 1 + (0.01 * r) - (0.00005 * r * r))];

        Assert.All(PolynomialResidual.Score(series, 20), s => Assert.Equal(0, s, 1e-6));
    }

    [Fact]
    public void IsolationForest_GivesTheSameScoresForASeed()
    {
        double[] series = SeriesWindows.Standardized(Wave(200));

        Assert.Equal(IsolationForest.Score(series, 10), IsolationForest.Score(series, 10));
    }

    [Fact]
    public void SpectralResidual_IsTheInverseTransformOfTheResidualSpectrum()
    {
        // Eight frequencies are fewer than the average covers, so that all are divided by one mean amplitude.
        double[] series = [0.5, -1, 2, 0.25, -0.75, 1, -2, 0, 1.5, -1.5, 0.5, 0, 1, -1, 0.25, -0.75];
        System.Numerics.Complex[] spectrum =
        [
            .. Enumerable.Range(0, 16).Select(k => series.Select((v, n) =>
                System.Numerics.Complex.FromPolarCoordinates(1, -Math.PI * k * n / 8) * v)
                .Aggregate((a, b) => a + b)),
        ];
        double usual = Math.Exp(Enumerable.Range(1, 8).Average(k => Math.Log(spectrum[k].Magnitude)));
        double mean = series.Average();

        double[] scores = SpectralResidual.Score(series);

        for (int r = 0; r < 16; r++)
        {
            Assert.Equal(Math.Abs(series[r] - mean) / usual, scores[r], 1e-6);
        }
    }
}
