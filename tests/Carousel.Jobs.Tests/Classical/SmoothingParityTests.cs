using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class SmoothingParityTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ClassicalGolden.Smoothing.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AtGivenParameters_LikelihoodAndForecastsAreThoseOfStatsmodels(int index)
    {
        ClassicalGolden golden = ClassicalGolden.Smoothing[index];
        foreach (string part in new[] { "fixed", "fitted" })
        {
            var model = SmoothingOfForm.Of(golden.Values, golden.Season, golden.Form, golden.Parameters(part));
            (double[] mean, double[] deviation) = Made.Forecast(model, golden.Values);

            double expected = golden.Number(part, "logLikelihood");
            Assert.Equal(expected, model.LogLikelihood, 1e-9 * Math.Abs(expected));
            Made.Near(golden.List(part, "forecast"), mean, 1e-9);
            if (part == "fitted" && golden.Form.Error == SmoothingError.Additive)
            {
                double[] relative = [.. deviation.Select(d => d / Math.Sqrt(model.Variance))];
                Made.Near(golden.List(part, "deviation"), relative, 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_IsAtLeastAsLikelyAsThatOfStatsmodels(int index)
    {
        ClassicalGolden golden = ClassicalGolden.Smoothing[index];
        var model = SmoothingOfForm.Fit(golden.Values, golden.Season, golden.Form);
        double theirs = golden.Number("fitted", "ofStatsmodels"), size = Math.Abs(theirs);

        // With a multiplicative season statsmodels has another model, whose likelihood may be a little greater.
        double room = golden.Form.Season == SmoothingSeason.Multiplicative ? 1e-3 : 1e-5;
        Assert.True(
            model.LogLikelihood >= theirs - (room * size), $"{model.Form.Name()}: {model.LogLikelihood} < {theirs}");
        if (Math.Abs(model.LogLikelihood - theirs) < 1e-4 * size)
        {
            Made.Near(golden.List("fitted", "forecast"), Made.Forecast(model, golden.Values).Mean, 0.01);
        }
    }

    [Fact]
    public void Cases_CoverAllForms() =>
        Assert.Equal(
            SmoothingForm.All.Select(form => form.Name()).Order(StringComparer.Ordinal),
            ClassicalGolden.Smoothing.Select(golden => golden.Form.Name()).Distinct().Order(StringComparer.Ordinal));

    // Hyndman and Athanasopoulos 2018, "Forecasting: principles and practice", second edition, section 7.1.
    [Fact]
    public void OilProduction_HasThePublishedRateAndForecast()
    {
        double[] oil =
        [
            445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87,
            456.72, 473.82, 525.95, 549.83, 542.34,
        ];
        var model = SmoothingOfForm.Fit(oil, 1, default);

        Assert.Equal(0.8339, model.Parameters[SmoothingValues.Rate], 2e-4);
        Assert.Equal(446.5868, model.Parameters[SmoothingValues.Level], 0.02);
        Assert.All(Made.Forecast(model, oil).Mean, mean => Assert.Equal(542.68, mean, 0.01));
    }

    // The same, section 7.2.
    [Fact]
    public void AirPassengersOfAustralia_HaveThePublishedForecasts()
    {
        double[] air =
        [
            17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.60,
            44.66, 46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60,
        ];
        var form = new SmoothingForm(SmoothingError.Additive, SmoothingTrend.Additive, SmoothingSeason.None);
        var model = SmoothingOfForm.Fit(air, 1, form);
        var published = SmoothingOfForm.Of(air, 1, form, [0.8321, 0.0001, 0, 1, 15.57, 2.102, 0]);

        Assert.True(model.LogLikelihood >= published.LogLikelihood);
        Assert.Equal(published.LogLikelihood, model.LogLikelihood, 0.01);
        Made.Near([74.60, 76.70, 78.80, 80.91, 83.01], Made.Forecast(published, air, 5).Mean, 2e-4);
        Made.Near([74.60, 76.70, 78.80, 80.91, 83.01], Made.Forecast(model, air, 5).Mean, 5e-4);
    }
}
