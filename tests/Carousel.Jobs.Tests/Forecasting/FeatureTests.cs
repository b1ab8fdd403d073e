using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class FeatureTests
{
    private const float Gap = float.NaN;
    private static readonly SeriesRoles _roles = new(["a", "b"], ["price"], ["rain"], ["region", "area"]);

    /// <summary>
    /// a = row, b = 100 + row, price = 200 + row, rain = 300 + row, by hours from a Monday at midnight; rows 5 and 6 of
    /// a are missing.
    /// </summary>
    private static Series Make(int rows = 20, int future = 0)
    {
        float[][] columns =
        [
            .. Enumerable.Range(0, 4)
                .Select(c => Enumerable.Range(0, rows).Select(r => (float)((100 * c) + r)).ToArray()),
        ];
        (columns[0][5], columns[0][6]) = (Gap, Gap);
        for (int r = rows - future; r < rows; r++)
        {
            (columns[0][r], columns[1][r], columns[3][r]) = (Gap, Gap, Gap);
        }

        var statics = new Dictionary<string, StaticValue>
        {
            ["region"] = StaticValue.FromText("north"),
            ["area"] = StaticValue.FromText("12"),
        };
        return new Series(_roles.Columns, columns, Tiny.Hours(rows), statics: statics, futureRows: future);
    }

    private static ForecastDesign Design(WindowNormalization normalization = WindowNormalization.None)
    {
        SeriesSet set = new(
            [
                new Series(
                    ["a", "b", "price", "rain"], [.. Enumerable.Range(0, 4).Select(_ => Tiny.Wave(130))],
                    Tiny.Hours(130)),
            ], new SeriesRoles(["a", "b"], ["price"], ["rain"], []));
        return ForecastPlan.Make(set, Tiny.Options() with { Horizon = 2, Baseline = ForecastBaseline.None }).Design with
        {
            Lookback = 3,
            Lags = [4],
            Levels = [3],
            LevelSpan = 3,
            Rates = [],
            Masked = ["a", "rain"],
            Static = ["region=north", "region=south", "area"],
            Cycles = [CalendarCycle.Day],
            Harmonics = 1,
            Transforms = [TargetTransform.None, TargetTransform.None, TargetTransform.None, TargetTransform.None],
            Normalization = normalization,
        };
    }

    private static WindowBatch Batch(ForecastDesign design, Series series, params int[] origins)
    {
        var batch = new WindowBatch(design);
        Fill(batch, Features(design, series), origins);
        return batch;
    }

    private static SeriesFeatures Features(ForecastDesign design, Series series)
    {
        FittedScaler plain = new(0, 1);
        return new SeriesFeatures(
            series, design, [.. Enumerable.Repeat(plain, design.Columns.Count + design.Rates.Count)],
            [plain, plain, plain]);
    }

    private static void Fill(WindowBatch batch, SeriesFeatures features, params int[] origins)
    {
        batch.Begin(origins.Length);
        for (int w = 0; w < origins.Length; w++)
        {
            batch.Set(w, features, origins[w]);
        }
    }

    private static float Seen(WindowBatch batch, string name, int step, int window = 0) =>
        batch.Encoder.Step(window, step)[batch.Design.EncoderFeatures.ToList().IndexOf(name)];

    private static float Ahead(WindowBatch batch, string name, int step, int window = 0) =>
        batch.Decoder.Step(window, step)[batch.Design.DecoderFeatures.ToList().IndexOf(name)];

    [Fact]
    public void EveryFeature_HasTheValueOfItsName()
    {
        WindowBatch batch = Batch(Design(), Make(), 7, 12);

        Assert.Equal(
            [
                "a", "b", "a 4 before", "b 4 before", "a is there", "rain is there", "rain", "price 4 before", "price",
                "day sin", "day cos", "region=north", "region=south", "area",
            ], batch.Design.EncoderFeatures);
        Assert.Equal(
            [
                "a 4 before", "b 4 before", "mean of 3 a", "mean of 3 b", "price 4 before", "price", "day sin",
                "day cos", "region=north", "region=south", "area", "step",
            ], batch.Design.DecoderFeatures);

        // Origin 7 sees rows 4 to 6, of which a is missing in 5 and 6; origin 12 sees rows 9 to 11.
        Assert.Equal([4f, 0, 0], Steps(t => Seen(batch, "a", t)));
        Assert.Equal([104f, 105, 106], Steps(t => Seen(batch, "b", t)));
        Assert.Equal([1f, 0, 0], Steps(t => Seen(batch, "a is there", t)));
        Assert.Equal([1f, 1, 1], Steps(t => Seen(batch, "rain is there", t)));
        Assert.Equal([304f, 305, 306], Steps(t => Seen(batch, "rain", t)));
        Assert.Equal([0f, 1, 2], Steps(t => Seen(batch, "a 4 before", t)));
        Assert.Equal([0f, 0, 7], Steps(t => Seen(batch, "a 4 before", t, 1)));
        Assert.Equal([200f, 201, 202], Steps(t => Seen(batch, "price 4 before", t)));
        Assert.Equal([209f, 210, 211], Steps(t => Seen(batch, "price", t, 1)));

        Assert.Equal((3f, 104f), (Ahead(batch, "a 4 before", 0), Ahead(batch, "b 4 before", 1)));
        Assert.Equal((8f, 109f), (Ahead(batch, "a 4 before", 0, 1), Ahead(batch, "b 4 before", 1, 1)));
        Assert.Equal(
            [4f, 105, 10, 110],
            [
                Ahead(batch, "mean of 3 a", 0), Ahead(batch, "mean of 3 b", 1), Ahead(batch, "mean of 3 a", 1, 1),
                Ahead(batch, "mean of 3 b", 0, 1),
            ]);
        Assert.Equal((207f, 208f), (Ahead(batch, "price", 0), Ahead(batch, "price", 1)));
        Assert.Equal((208f, 209f), (Ahead(batch, "price 4 before", 0, 1), Ahead(batch, "price 4 before", 1, 1)));
        Assert.Equal((0f, 0.5f), (Ahead(batch, "step", 0), Ahead(batch, "step", 1)));
        Assert.Equal(
            (1f, 0f, 12f), (Ahead(batch, "region=north", 1), Ahead(batch, "region=south", 1), Ahead(batch, "area", 1)));

        // 6 in the morning is a quarter of the day; noon is a half.
        Assert.Equal((1, 0), (Seen(batch, "day sin", 2), Seen(batch, "day cos", 2)));
        Assert.Equal((0, -1), (Ahead(batch, "day sin", 0, 1), Ahead(batch, "day cos", 0, 1)));
    }

    [Fact]
    public void Targets_AreTheRowsOfTheHorizon_WithWeightsWhereKnown()
    {
        WindowBatch batch = Batch(Design(), Make(), 4, 19);

        Assert.Equal([4f, 104, 0, 105, 19, 119, 0, 0], batch.Targets.ToArray());
        Assert.Equal([1f, 1, 0, 1, 1, 1, 0, 0], batch.Weights.ToArray());
        Assert.Equal(5, batch.KnownTargets);
    }

    [Fact]
    public void Normalization_TakesTheLevelFromTargetsTheirLagsAndLevels_AndFromNothingElse()
    {
        WindowBatch batch = Batch(Design(normalization: WindowNormalization.Mean), Make(), 12);

        Assert.Equal((10f, 110f), (batch.Level(0, 0), batch.Level(0, 1)));
        Assert.Equal([-1f, 0, 1], Steps(t => Seen(batch, "a", t)));
        Assert.Equal((-3f, 0f), (Seen(batch, "a 4 before", 2), Seen(batch, "a 4 before", 0)));
        Assert.Equal(
            (-2f, 0f, 0f),
            (Ahead(batch, "b 4 before", 0), Ahead(batch, "mean of 3 a", 0), Ahead(batch, "mean of 3 a", 1)));
        Assert.Equal((212f, 309f), (Ahead(batch, "price", 0), Seen(batch, "rain", 0)));
        Assert.Equal([2f, 2, 3, 3], batch.Targets.ToArray());

        batch = Batch(Design(normalization: WindowNormalization.Last), Make(), 7);
        Assert.Equal((4f, 106f), (batch.Level(0, 0), batch.Level(0, 1)));
    }

    [Fact]
    public void TheHorizonBehindTheHistory_HasWhatIsKnownAhead_AndNoTargets()
    {
        WindowBatch batch = Batch(Design(), Make(rows: 20, future: 2), 18);

        Assert.Equal((218f, 219f), (Ahead(batch, "price", 0), Ahead(batch, "price", 1)));
        Assert.Equal((14f, 115f), (Ahead(batch, "a 4 before", 0), Ahead(batch, "b 4 before", 1)));
        Assert.Equal(0, batch.KnownTargets);
    }

    [Fact]
    public void AnUsedBatch_GivesTheSameAsAFreshOne()
    {
        ForecastDesign design = Design(WindowNormalization.Mean);
        SeriesFeatures features = Features(design, Make(rows: 20, future: 2));
        var used = new WindowBatch(design);
        Fill(used, features, 18, 6, 7, 9, 12);
        Fill(used, features, 8, 7, 18);
        var fresh = new WindowBatch(design);
        Fill(fresh, features, 8, 7, 18);

        Assert.Equal(fresh.Encoder.Values.ToArray(), used.Encoder.Values.ToArray());
        Assert.Equal(fresh.Decoder.Values.ToArray(), used.Decoder.Values.ToArray());
        Assert.Equal(fresh.Targets.ToArray(), used.Targets.ToArray());
        Assert.Equal(fresh.Weights.ToArray(), used.Weights.ToArray());
        Assert.Equal(fresh.KnownTargets, used.KnownTargets);
    }

    [Fact]
    public void ARate_IsTheShareOfACovariate_SeenBeforeTheOrigin()
    {
        ForecastDesign design = Design() with { Rates = [new RateFeature("a", "price")] };
        WindowBatch batch = Batch(design, Make(), 12);

        // (target + 1) / (known + 2)
        Assert.Equal([10 / 211f, 11 / 212f, 12 / 213f], Steps(t => Seen(batch, "a of price", t)));
        Assert.Equal(
            (float)(((10.0f / 211) + (double)(11 / 212f) + (12 / 213f)) / 3), Ahead(batch, "mean of 3 a of price", 1),
            1e-7f);
        Assert.Equal(212f, Ahead(batch, "price", 0));
    }

    [Theory]
    [InlineData(TargetTransform.None, -3)]
    [InlineData(TargetTransform.SquareRoot, 7)]
    [InlineData(TargetTransform.Log, 1234)]
    public void ATransform_IsUndone(TargetTransform transform, float value)
    {
        Assert.Equal(value, ForecastScaling.Invert(transform, ForecastScaling.Transform(transform, value)), 1e-3);
        Assert.Equal(transform == TargetTransform.None ? -1 : 0, ForecastScaling.Invert(transform, -1));
        Assert.True(float.IsNaN(ForecastScaling.Transform(transform, float.NaN)));
    }

    private static float[] Steps(Func<int, float> value) => [value(0), value(1), value(2)];

    [Fact]
    public void SeriesThatShareACalendar_SeeWhatEachSeesAlone_WhateverTheirStampsAre()
    {
        // The same hours, some of them, later ones, every second one, and one with a gap that its stamps leave out.
        ForecastDesign design = Design() with { Static = [], Masked = [] };
        float[] values = Tiny.Wave(60);
        DateTime[] hours = Tiny.Hours(200);
        Series[] several =
        [
            .. new[] { hours[..60], hours[..60], hours[10..70], hours[100..160] }
                .Append([.. hours.Where((_, t) => t % 2 == 0)]).Append([.. hours[..30], .. hours[31..61]])
                .Select(times => new Series(
                    _roles.Columns, [.. Enumerable.Range(0, 4).Select(_ => values[..Math.Min(60, times.Length)])],
                    times[..Math.Min(60, times.Length)])),
        ];
        var calendar = new CalendarRows(design, several);
        FittedScaler[] plain = [.. Enumerable.Repeat(new FittedScaler(0, 1), design.Columns.Count)];

        Assert.Same(calendar.Of(several[0]).Table, calendar.Of(several[2]).Table);
        foreach (Series series in several)
        {
            WindowBatch alone = Batch(design, series, 12, 50, 60), together = new(design);
            Fill(together, new SeriesFeatures(series, design, plain, [], calendar: calendar), 12, 50, 60);
            Assert.Contains(alone.Decoder.Values.ToArray(), v => v is not (0 or 1));
            Assert.Equal(alone.Encoder.Values.ToArray(), together.Encoder.Values.ToArray());
            Assert.Equal(alone.Decoder.Values.ToArray(), together.Decoder.Values.ToArray());
        }
    }
}
