using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Closed;

public sealed class RareZerosTests
{
    private const int Rows = 200;

    [Fact]
    public void RareZeros_AreReadAsMissing_InTrainingAndBeforeTheOrigin()
    {
        Forecast told = Next(0), missing = Next(float.NaN);

        Assert.Equal(Tiny.Values(missing.Quantiles), Tiny.Values(told.Quantiles));
        Assert.All(told.Quantiles.Medians(), median => Assert.InRange(median, 90, 110));
    }

    [Fact]
    public void RareZeros_AreCountedInANote_AndNotScored()
    {
        ForecastPlan plan = ForecastPlan.Make(Shop(0), Tiny.Options());

        Assert.Contains(plan.Facts, f => f.Fact.StartsWith("5 zeros among much larger", StringComparison.Ordinal));
        Assert.Equal(5, plan.Split.Set[0].Column(0).Count(float.NaN));
        Assert.Equal(0, plan.Given.Set[0].Column(0).Count(float.NaN));
    }

    [Fact]
    public void AModel_ReadsAZeroAsMissing_WhateverRowsItIsGiven()
    {
        using Forecaster model = Tiny.Fit(Shop(0), Tiny.Options());
        Forecast Last(float last) => model.Predict(
            Tiny.Daily([.. Tiny.Wave(Rows, level: 100)[..^1], last]),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(Tiny.Values(Last(float.NaN).Quantiles), Tiny.Values(Last(0).Quantiles));
    }

    [Fact]
    public void AStream_ScoresAndReadsAZero_AsAMissingValue()
    {
        using Forecaster model = Tiny.Fit(Shop(0), Tiny.Options());
        Assert.Contains("pass NaN for rare zeros", ForecastPortable.WithoutOf(model), StringComparison.Ordinal);
        (string Last, string Scores) Told(string closed)
        {
            using var stream = new ForecastStream(model);
            stream.Take("date,y0", 1);
            float[] values = Tiny.Wave(60, level: 100);
            string last = "";
            foreach ((int row, DateTime day) in Tiny.Days(60).Index())
            {
                string value = row is 40 or 59 ? closed : values[row].ToString(CultureInfo.InvariantCulture);
                last = stream.Take(Invariant.Of($"{day:yyyy-MM-dd},{value}"), row + 2)!.ToCsv();
            }

            return (last, string.Join(' ', stream.Summary.Metrics.Values));
        }

        Assert.Equal(Told(""), Told("0"));
        Assert.NotEqual(Told(""), Told("1"));
    }

    [Fact]
    public void ZerosOfSlowSales_AreValues()
    {
        var random = new Random(1);
        float Count() => Enumerable.Range(0, 40).Count(_ => random.Next(10) == 0);
        float[] counts = [.. Enumerable.Range(0, 2 * Rows).Select(_ => Count())];

        Assert.Contains(0f, counts);
        Assert.Null(Found(Tiny.Daily(counts)));
    }

    [Fact]
    public void ZerosBetweenLowValues_AreValues()
    {
        float[] values = Tiny.Wave(Rows, level: 100);
        foreach (int t in (int[])[40, 90, 150])
        {
            (values[t - 1], values[t], values[t + 1]) = (10, 0, 10);
        }

        Assert.Null(Found(Tiny.Daily([.. values, .. Tiny.Wave(2 * Rows, level: 100)])));
    }

    [Fact]
    public void TwoZeros_AreValues()
    {
        float[] values = Tiny.Wave(Rows, level: 100);
        values[50] = values[90] = 0;

        Assert.Null(Found(Tiny.Daily(values)));
    }

    [Fact]
    public void WeekdaysThatAreAlwaysZero_StayZero_NextToRareZeros()
    {
        DateTime first = Tiny.Days(1)[0];
        float[] values =
        [
            .. Tiny.Wave(2 * Rows, level: 100).Select((v, t) =>
                first.AddDays(t).DayOfWeek == DayOfWeek.Sunday || t is 40 or 90 or 110 or 150 ? 0 : v),
        ];
        SeriesSet set = Tiny.Daily(values);
        RareZeros zeros = Assert.IsType<RareZeros>(Found(set));

        Assert.Equal([DayOfWeek.Sunday], zeros.AlwaysOf("y0", null));
        Assert.True(zeros.Has("y0", null, new DateTime(2024, 1, 1)));
        Assert.False(zeros.Has("y0", null, new DateTime(2024, 1, 7)));
        Assert.False(zeros.Has("x", null, first));
        float[] past = [.. zeros.Mask(set)[0].Column(0)];
        ClosedDays closed = ClosedDays.Of(set[0], past.Length, past, [DayOfWeek.Sunday])!;
        Assert.DoesNotContain(float.NaN, past);
        Assert.Equal(
            [DayOfWeek.Sunday], Enumerable.Range(0, 7).Where(closed.Has)
                .Select(step => first.AddDays(past.Length + step).DayOfWeek));
    }

    private static RareZeros? Found(SeriesSet set) => ForecastPlan.Make(set, Tiny.Options()).Design.RareZeros;

    private static Forecast Next(float closed)
    {
        using Forecaster model = Tiny.Fit(Shop(closed), Tiny.Options());
        return model.Predict(Shop(closed), cancellation: TestContext.Current.CancellationToken);
    }

    private static SeriesSet Shop(float closed) => Tiny.Daily(
        [.. Tiny.Wave(Rows, level: 100).Select((v, t) => t is 40 or 90 or 110 or 150 or Rows - 5 ? closed : v)]);
}
