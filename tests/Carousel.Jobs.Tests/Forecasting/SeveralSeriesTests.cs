using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Long format: series with ids and separate values.</summary>
public sealed class SeveralSeriesTests
{
    private static readonly ReadOptions _reading = new()
    {
        Id = "shop",
        Targets = ["sales"],
        Static = ["region", "area"],
    };

    /// <summary>A weekly wave for each shop, each at its own level; the third begins later.</summary>
    private static SeriesSet Shops(params string[] ids)
    {
        var text = new System.Text.StringBuilder("shop,day,region,area,sales\n");
        foreach (string id in ids)
        {
            int shop = id[^1] - '0';
            float[] wave = Tiny.Wave(150, 20 * shop, 5 * shop);
            for (int r = shop == 3 ? 40 : 0; r < 150; r++)
            {
                string sales = r % 29 == 5
                    ? ""
                    : wave[r].ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                text.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{id},{Tiny.Monday.AddDays(r):yyyy-MM-dd},{(shop % 2 == 0 ? "north" : "south")},{100 * shop},"
                    + $"{sales}\n");
            }
        }

        return SeriesReader.ReadCsv(new StringReader(text.ToString()), "shops.csv", _reading);
    }

    [Fact]
    public void MeansOverSeries_CountEachByItsOwnScale()
    {
        // A season that repeats exactly would have no scale.
        var set = new SeriesSet(
            [
                .. Enumerable.Range(1, 3).Select(s => new Series(
                    ["sales"], [[.. Tiny.Wave(150, 20 * s, 5 * s).Select((v, r) => v + (r * r % 11))]], id: $"s{s}")),
            ],
            SeriesRoles.AllTargets(["sales"]), "shops.csv", idName: "id");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest backtest = forecaster.Backtest(plan.Split, 3);

        double expected = Enumerable.Range(0, set.Count).Average(s =>
        {
            var errors = new List<double>();
            for (int w = 0; w < backtest.Windows.Count; w++)
            {
                for (int t = 0; t < 4 && backtest.Windows[w].Series == s; t++)
                {
                    double truth = backtest.Truth[(w * 4) + t];
                    errors.Add(Math.Abs(truth - (float)backtest.Quantiles.MedianOf(w, t, 0)));
                }
            }

            RowRange rows = plan.Split.Train.Rows[s];
            return errors.Where(double.IsFinite).Average()
                / ForecastMetrics.SeasonalNaiveScale(
                    set[s].Column(0)[rows.Start..rows.End], Math.Max(1, plan.Design.Season));
        });
        Assert.Equal(expected, backtest.Model.MeanScaledError, 1e-9);
        Assert.True(backtest.Model.MeanScaledIntervalScore > expected);
        Assert.All(
            backtest.Baselines,
            b => Assert.Equal(b.Name != "zero-shot", double.IsNaN(b.MeanScaledIntervalScore)));
    }

    [Fact]
    public void OneModel_ForecastsAllSeries_AndOneItDoesNotKnow()
    {
        SeriesSet set = Shops("s1", "s2", "s3");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Learning());
        using Forecaster forecaster = Tiny.Fit(plan);

        Assert.Equal(["region=north", "region=south", "area"], plan.Design.Static);
        Assert.Equal(["sales"], plan.Design.Masked);
        Assert.Equal("shop", plan.Design.IdName);
        Backtest backtest = forecaster.Backtest(plan.Split, 1);
        Assert.Equal([0, 1, 2], backtest.Windows.Select(w => w.Series).Distinct());
        Assert.True(
            backtest.Model.MeanAbsoluteError
                < 0.3 * backtest.Baselines.First(b => b.Name == "last value").MeanAbsoluteError);

        foreach (string id in new[] { "s1", "s3", "new4" })
        {
            Forecast forecast = forecaster.Predict(Shops(id));
            int shop = id[^1] - '0';
            float[] expected = Tiny.Wave(154, 20 * shop, 5 * shop);
            for (int t = 0; t < 4; t++)
            {
                Assert.Equal(expected[150 + t], forecast.Quantiles.MedianOf(0, t, 0), 2.0 * shop);
            }
        }
    }

    [Fact]
    public void ASeriesThatBeginsInTheTestPart_IsScaledByItsFirstRows()
    {
        float[][] levels = [Tiny.Wave(150), Tiny.Wave(30, 5000, 300)];
        var set = new SeriesSet(
            [
                new Series(["y"], [levels[0]], Tiny.Days(150), id: "long"),
                new Series(["y"], [levels[1]], [.. Tiny.Days(150).Skip(120)], id: "late"),
            ],
            SeriesRoles.AllTargets(["y"]), "late.csv", timeName: "day", idName: "id");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Transform = TargetTransform.None });

        FittedScaler late = ForecastScaling.Fit(plan.Split, plan.Design).Series["late"][0];

        Assert.InRange(late.Offset, 4700, 5300);
        using Forecaster forecaster = Tiny.Fit(plan);
        Assert.Contains(forecaster.Backtest(plan.Split, 3).Windows, w => w.Series == 1);
    }

    [Fact]
    public void AShortSeries_IsLeftOut_WithANote()
    {
        SeriesSet set = Shops("s1", "s2");
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());
        var shorter = new SeriesSet([set[0], Cut(set[1], 5)], set.Roles, "shops.csv", timeName: "day", idName: "shop");

        Forecast forecast = forecaster.Predict(shorter);

        Assert.Single(forecast.Windows);
        Assert.Equal(
            "Series 's2' has 5 rows, fewer than the look-back of 8; it is left out. "
            + "A forecast without training (zero-shot) needs only 3 rows.",
            Assert.Single(forecast.Notes));
        var tooShort = new SeriesSet([Cut(set[0], 5)], set.Roles, "shops.csv");
        Assert.Equal(
            "shops.csv covers 5 days, but the model looks back 8 days. Pass a file that covers at least as many.",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(tooShort)).Message);
    }

    [Fact]
    public void OtherColumnsAndFrequencies_AreRefusedInASentence()
    {
        using Forecaster forecaster = Tiny.Fit(Tiny.Daily(Tiny.Wave(150)), Tiny.Options());

        Assert.Equal(
            "The model was trained on columns y0; value.csv lacks 'y0'.",
            Assert.Throws<DataFormatException>(
                () =>
                    forecaster.Predict(
                        SeriesSet.FromValues(Tiny.Wave(60)) is var s
                            ? new SeriesSet([s[0]], s.Roles, "value.csv")
                            : s)).Message);
        Assert.Equal(
            "The model was trained on columns y0; two.csv has y0, y1 in other roles.",
            Assert.Throws<DataFormatException>(
                () =>
                    forecaster.Predict(new SeriesSet(
                        [.. Tiny.Daily(Tiny.Wave(60), Tiny.Wave(60)).Series], SeriesRoles.AllTargets(["y0", "y1"]),
                        "two.csv"))).Message);
        var one = new SeriesSet([new Series(["y0"], [[5]], Tiny.Days(1))], SeriesRoles.AllTargets(["y0"]), "one.csv");
        Assert.StartsWith(
            "one.csv covers 1 row, but the model looks back 8 rows.",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(one)).Message, StringComparison.Ordinal);
        var hourly = new SeriesSet(
            [new Series(["y0"], [Tiny.Wave(60)], Tiny.Hours(60))], SeriesRoles.AllTargets(["y0"]), "hours.csv");
        Assert.Contains(
            "frequency", Assert.Throws<DataFormatException>(() => forecaster.Predict(hourly)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "frequency",
            Assert.Throws<DataFormatException>(() => MeasuredRows.Split(forecaster, hourly, null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotKnownAhead_IsRefused_OrAssumed_WithANote()
    {
        var roles = new SeriesRoles(["y"], ["price"], [], []);
        var set = new SeriesSet(
            [new Series(["y", "price"], [Tiny.Wave(150), Tiny.Wave(150, 3, 1)], Tiny.Days(150))], roles, "price.csv");
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());

        Assert.StartsWith(
            "The model was trained on columns y, price; price.csv has 'price' only 0 rows ahead, and the model needs "
            + "it 4 days ahead.",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(set)).Message, StringComparison.Ordinal);
        Forecast assumed = forecaster.Predict(set, assumeKnown: true);
        Assert.Equal(
            [
                "Values of price are not known beyond 2024-05-29; the last season was repeated.",
                "These are the values of 7 rows before. To use your own, add rows with price and an empty target to "
                + "price.csv.",
            ],
            assumed.Notes);
        Assert.EndsWith(
            "Values of price are not known beyond 2024-05-29; the last season was repeated.",
            ForecastSentence.Outlook(assumed, forecaster.Design), StringComparison.Ordinal);

        // The same rows given by hand: those of one season before.
        float[] ahead = [.. Tiny.Wave(150, 3, 1), .. Tiny.Wave(150, 3, 1)[143..147]];
        var given = new SeriesSet(
            [
                new Series(
                    ["y", "price"], [[.. Tiny.Wave(150), float.NaN, float.NaN, float.NaN, float.NaN], ahead],
                    Tiny.Days(154), futureRows: 4),
            ], roles, "price.csv");
        Assert.Equal(Tiny.Values(forecaster.Predict(given).Quantiles), Tiny.Values(assumed.Quantiles));
        Assert.DoesNotContain(
            "known", ForecastSentence.Outlook(forecaster.Predict(given), forecaster.Design), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyCellsKnownAhead_AreRefused_OrRepeated_LikeMissingRows()
    {
        float[] empty = [.. Enumerable.Repeat(float.NaN, 4)], price = Tiny.Wave(154, 3, 1);
        SeriesSet Set(float[] ahead, float[] offer) => new(
            [
                new Series(
                    ["y", "price", "offer"],
                    [[.. Tiny.Wave(150), .. empty], [.. price[..150], .. ahead], offer], Tiny.Days(154), futureRows: 4),
            ], new SeriesRoles(["y"], ["price", "offer"], [], []), "price.csv");

        // Offers are rare: an empty cell is no offer, before the last target and after it.
        float[] offers = [.. Enumerable.Range(0, 154).Select(t => t % 5 == 0 && t < 150 ? 1 : float.NaN)];
        SeriesSet half = Set([price[150], .. empty[1..]], offers);
        using Forecaster forecaster = Tiny.Fit(half, Tiny.Options());

        Assert.Equal(
            "price.csv has no 'price' in the row of 2024-05-31, and the model needs it 4 days ahead. Fill in the empty "
            + "cells after the last target, or pass --repeat-known.",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(half)).OnCommandLine);
        Forecast assumed = forecaster.Predict(half, assumeKnown: true);
        Assert.Equal(
            "Values of price are not known beyond 2024-05-30; the last season was repeated.", assumed.Notes[0]);
        Assert.Equal(
            Tiny.Values(forecaster.Predict(Set([price[150], .. price[144..147]], offers)).Quantiles),
            Tiny.Values(assumed.Quantiles));

        // The second of four rows ahead has no cell at all: reading takes it for the last row of the history.
        SeriesSet gap = half.With([new Series(
            half[0].Columns,
            [[.. Tiny.Wave(150), .. empty], [.. price[..151], float.NaN, .. price[152..]], offers], Tiny.Days(154),
            futureRows: 2)]);
        Assert.StartsWith(
            "price.csv has no 'price' in the row of 2024-05-31, and",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(gap)).OnCommandLine, StringComparison.Ordinal);
    }

    private static Series Cut(Series series, int rows) =>
        new(
            series.Columns, [.. series.Columns.Select((_, c) => series.Column(c)[^rows..].ToArray())],
            [.. series.Times[^rows..].ToArray()], series.Frequency, series.Id, series.Statics);
}
