using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class ExponentialSmoothingTests
{
    private static readonly SmoothingForm _additiveWithSeason = new(
        SmoothingError.Additive, SmoothingTrend.Additive, SmoothingSeason.Additive);

    public static TheoryData<string> Forms => [.. SmoothingForm.All.Select(form => form.Name())];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Gradient_IsThatOfDifferences(string name)
    {
        SmoothingForm form = Form(name);
        int season = form.Season == SmoothingSeason.None ? 1 : 4;
        double[] values = WithGaps(Made.Sales(41, season));
        var filter = new SmoothingFilter(values, form, season);
        double[] at = SmoothingStart.Grid(SmoothingStart.States(values, form, season)!, filter, form)[0];
        double[] gradient = new double[at.Length], ignored = new double[at.Length];
        filter.Deviance(at, gradient);
        for (int i = 0; i < at.Length; i++)
        {
            double step = 1e-5 * Math.Max(0.1, Math.Abs(at[i])), kept = at[i];
            at[i] = kept + step;
            double above = filter.Deviance(at, ignored);
            at[i] = kept - step;
            double below = filter.Deviance(at, ignored);
            at[i] = kept;
            double expected = (above - below) / (2 * step);

            Assert.Equal(expected, gradient[i], 1e-5 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Fit_DoesNotDependOnUnits(string name)
    {
        SmoothingForm form = Form(name);
        double[] values = Made.Sales(48, 4), large = [.. values.Select(value => 1000 * value)];
        var model = SmoothingOfForm.Fit(values, 4, form);
        (double[] mean, double[] deviation) = Made.Forecast(model, values);
        (double[] largeMean, double[] largeDeviation) = Made.Forecast(
            SmoothingOfForm.Fit(large, 4, form), large);

        Made.Near([.. mean.Select(value => 1000 * value)], largeMean, 1e-4);
        Made.Near([.. deviation.Select(value => 1000 * value)], largeDeviation, 1e-4);
        Assert.All(deviation, value => Assert.True(value > 0));
        Assert.Equal(name, model.Form.Name());
    }

    [Theory]
    [InlineData("ETS(A,N,N)")]
    [InlineData("ETS(A,A,N)")]
    [InlineData("ETS(A,Ad,N)")]
    [InlineData("ETS(A,N,A)")]
    [InlineData("ETS(A,A,A)")]
    [InlineData("ETS(A,Ad,A)")]
    public void AdditiveForms_FollowAShiftOfTheLevel(string name)
    {
        double[] values = Made.Sales(48, 4), high = [.. values.Select(value => value + 10_000)];
        (double[] mean, double[] deviation) = Made.Forecast(
            SmoothingOfForm.Fit(values, 4, Form(name)), values);
        (double[] highMean, double[] highDeviation) = Made.Forecast(
            SmoothingOfForm.Fit(high, 4, Form(name)), high);

        Made.Near([.. mean.Select(value => value + 10_000)], highMean, 1e-6);
        Made.Near(deviation, highDeviation, 1e-3);
    }

    [Fact]
    public void Fit_ChoosesTheFormWithTheSmallestCriterion()
    {
        double[] values = Made.Sales(96, 12);
        var chosen = ExponentialSmoothing.Fit(values, 12);

        Assert.Equal(SmoothingSeason.Multiplicative, chosen.Form.Season);
        Assert.All(
            SmoothingForm.All,
            form => Assert.True(chosen.Aicc <= SmoothingOfForm.Fit(values, 12, form).Aicc + 0.1, form.Name()));
    }

    [Fact]
    public void TheSameValues_GiveTheSameBits()
    {
        double[] values = Made.Sales(60, 12);
        (double[] mean, double[] deviation) = Made.Forecast(ExponentialSmoothing.Fit(values, 12), values);
        (double[] again, double[] deviationAgain) = Made.Forecast(ExponentialSmoothing.Fit(values, 12), values);

        Assert.Equal(mean, again);
        Assert.Equal(deviation, deviationAgain);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(40, 12)]
    [InlineData(150, 52)]
    public void ConstantSeries_IsForecastWithoutDeviation(int count, int season)
    {
        double[] values = [.. Enumerable.Repeat(7.3, count)];
        values[1] = double.NaN;
        values[2] = 7.3;
        var model = ExponentialSmoothing.Fit([.. values, 7.3], season);
        (double[] mean, double[] deviation) = Made.Forecast(model, values);

        Assert.All(mean, value => Assert.Equal(7.3, value));
        Assert.All(deviation, value => Assert.Equal(0, value));
        Assert.Equal(double.NegativeInfinity, model.Aicc);
    }

    [Fact]
    public void ShortSeries_HaveAFiniteForecast()
    {
        for (int count = 3; count < 30; count++)
        {
            foreach (int season in new[] { 1, 4, 12, 52 })
            {
                double[] values = Made.Sales(count, season);
                var model = ExponentialSmoothing.Fit(values, season);
                (double[] mean, double[] deviation) = Made.Forecast(model, values);

                Assert.All(mean, value => Assert.InRange(value, -500, 1000));
                Assert.All(deviation, value => Assert.InRange(value, 0, 1000));
                Assert.True(count >= 8 || model.Form.Season == SmoothingSeason.None);
            }
        }
    }

    [Fact]
    public void MissingValues_MoveForecastsLittle()
    {
        double[] values = Made.Sales(96, 12), gaps = WithGaps(values);
        double[] whole = Made.Forecast(ExponentialSmoothing.Fit(values, 12), values).Mean;
        double[] part = Made.Forecast(ExponentialSmoothing.Fit(gaps, 12), gaps).Mean;

        Made.Near(whole, part, 0.06);
    }

    [Fact]
    public void AMissingEnd_GivesTheForecastsOfLaterSteps()
    {
        double[] values = Made.Sales(48, 4), ended = [.. values, double.NaN, double.NaN, double.NaN];
        var model = SmoothingOfForm.Fit(values, 4, _additiveWithSeason);

        Made.Near(Made.Forecast(model, values, 9).Mean[3..], Made.Forecast(model, ended, 6).Mean, 1e-12);
    }

    [Fact]
    public void Forecast_FollowsALongerHistory_AsOneOfKnownStates()
    {
        double[] values = Made.Sales(60, 4);
        var model = SmoothingOfForm.Fit(values.AsSpan(0, 48), 4, _additiveWithSeason);
        var whole = SmoothingOfForm.Of(values, 4, model.Form, model.Parameters);

        Assert.Equal(Made.Forecast(whole, values).Mean, Made.Forecast(model, values).Mean);
        Assert.NotEqual(Made.Forecast(model, values[..48]).Mean, Made.Forecast(model, values).Mean);
    }

    [Fact]
    public void DeviationOfARandomWalk_GrowsAsTheRootOfTheSteps()
    {
        double[] walk = Made.Walk(300);
        (_, double[] deviation) = Made.Forecast(SmoothingOfForm.Fit(walk, 1, default), walk, 100);

        Assert.Equal(10 * deviation[0], deviation[99], 0.15 * deviation[99]);
        Assert.All(deviation.Zip(deviation.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void ALongSeason_IsRemovedBeforeAndRestoredAfter()
    {
        double[] values = Made.Sales(260, 52);
        var model = ExponentialSmoothing.Fit(values.AsSpan(0, 208), 52);
        (double[] mean, double[] deviation) = Made.Forecast(model, values[..208], 52);

        Assert.Equal(SmoothingSeason.None, model.Form.Season);
        Made.Near(values[208..], mean, 0.1);
        Assert.All(deviation, value => Assert.True(value > 0));
    }

    [Fact]
    public void ValuesThatAreNotPositive_HaveOnlyAdditiveForms()
    {
        double[] values = [.. Made.Sales(48, 4).Select(value => value - 120)];

        Assert.False(ExponentialSmoothing.Fit(values, 4).Form.NeedsPositive);
    }

    [Fact]
    public void UnusableInput_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => ExponentialSmoothing.Fit([1, 2, double.NaN], 1));
        Assert.Throws<ArgumentException>(() => ExponentialSmoothing.Fit([1, 2, double.PositiveInfinity, 3], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialSmoothing.Fit([1, 2, 3], 0));
    }

    // Simulated paths of the model itself: the formulas for multiplicative errors are not those of additive ones.
    [Theory]
    [InlineData("ETS(M,N,N)", 0.03)]
    [InlineData("ETS(M,A,N)", 0.03)]
    [InlineData("ETS(M,Ad,A)", 0.03)]
    [InlineData("ETS(M,A,M)", 0.05)]
    public void DeviationsOfMultiplicativeErrors_AreThoseOfSimulatedPaths(string name, double share)
    {
        const int Paths = 20_000, Steps = 8;
        SmoothingForm form = Form(name);
        double[] values = Made.Sales(80, 4);
        var model = SmoothingOfForm.Fit(values, 4, form);
        int season = form.Season == SmoothingSeason.None ? 1 : 4;
        (double[] mean, double[] deviation) = Made.Forecast(model, values, Steps);
        double[] squares = new double[Steps], path = [.. values, .. new double[Steps]];
        var random = new Random(5);
        double[] next = new double[1], spread = new double[1];
        for (int p = 0; p < Paths; p++)
        {
            for (int h = 0; h < Steps; h++)
            {
                model.Forecast(path.AsSpan(0, values.Length + h), next, spread);
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                    * Math.Cos(2 * Math.PI * random.NextDouble());
                path[values.Length + h] = next[0] * (1 + (Math.Sqrt(model.Variance) * normal));
                squares[h] += Math.Pow(path[values.Length + h] - mean[h], 2) / Paths;
            }
        }

        Assert.True(season == model.Parameters.Length - SmoothingValues.Season);
        Made.Near([.. squares.Select(Math.Sqrt)], deviation, share);
    }

    private static SmoothingForm Form(string name) => SmoothingForm.All.Single(form => form.Name() == name);

    private static double[] WithGaps(double[] values) =>
        [.. values.Select((value, t) => t % 13 == 5 || t is 0 or 20 or 21 ? double.NaN : value)];
}
