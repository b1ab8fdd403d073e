using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Sets that are worked through by blocks of series: models do not depend on where rows lie or what is kept.
/// </summary>
public sealed class LargeSetTests
{
    private static readonly ReadOptions _reading = new()
    {
        Id = "shop",
        Targets = ["sales", "returns"],
    };

    /// <summary>Days of shops, one day of all of them after the other; cells and rows are missing here and there.
    /// </summary>
    private static string Table()
    {
        var text = new StringBuilder("shop,day,sales,returns\n");
        var random = new Random(5);
        float[][] waves = [.. Enumerable.Range(0, 7).Select(s => Tiny.Wave(150, 20 + (5 * s), 4, s))];
        for (int r = 0; r < 150; r++)
        {
            for (int s = 0; s < waves.Length; s++)
            {
                if (r < 5 * s || (r > 40 && r % 31 == s))
                {
                    continue;
                }

                double noise = random.NextDouble();
                string sales = r % 29 == s ? "" : (waves[s][r] + noise).ToString("0.00", CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture, $"s{s},{Tiny.Monday.AddDays(r):yyyy-MM-dd},{sales},{r % 7}\n");
            }
        }

        return text.ToString();
    }

    private static SeriesSet Large(SeriesSet set, long keptBytes) =>
        new(set.Series, set.Roles, set.Name, set.Notes, set.TimeName, set.IdName)
        {
            Sampling = set.Sampling,
            IsLarge = true,
            KeptBytes = keptBytes,
        };

    private static byte[] Bytes(SeriesSet set, ForecastOptions options, TemporaryFolder folder)
    {
        using Forecaster forecaster = Tiny.Fit(ForecastPlan.Make(set, options));
        string path = folder.File("model.safetensors");
        forecaster.Save(path);
        return File.ReadAllBytes(path);
    }

    [Theory]
    [InlineData(ForecastBaseline.Ridge, false)]
    [InlineData(ForecastBaseline.RidgeEach, false)]
    [InlineData(ForecastBaseline.None, true)]
    public void AModel_HasTheSameBits_InMemoryAndOnDisk_KeptOrNot_OverThreads(ForecastBaseline baseline, bool hasTrees)
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("shops.csv", Table());
        SeriesSet inMemory = SeriesReader.ReadCsv(table, _reading);
        SeriesSet onDisk = SeriesReader.ReadToDisk(
            new StringReader(Table()), table, _reading, folder.Path, mostWaiting: 500);
        ForecastOptions options = Tiny.Options(epochs: 2) with
        {
            Baseline = baseline,
            Methods = hasTrees ? [WindowMethods.Network, WindowTrees.MethodWord] : [WindowMethods.Network],
            EpochWindows = 100,
        };
        ForecastOptions onTwo = options with { Fit = options.Fit with { Threads = 2 } };

        byte[] expected = Bytes(Large(inMemory, long.MaxValue), options, folder);

        Assert.Equal(expected, Bytes(Large(onDisk, long.MaxValue), options, folder));
        Assert.Equal(expected, Bytes(Large(onDisk, 1), onTwo, folder));
        Assert.Equal(expected, Bytes(Large(inMemory, 1), onTwo, folder));
    }

    [Fact]
    public void WhatIsKnownAhead_IsRepeatedBehindALargeSet_AsBehindASmallOne()
    {
        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader(Table()), "shops.csv", _reading with { Targets = ["sales"], Known = ["returns"] });
        using Forecaster forecaster = Tiny.Fit(ForecastPlan.Make(set, Tiny.Options()));

        Forecast small = forecaster.Predict(set, assumeKnown: true, TestContext.Current.CancellationToken);
        Forecast large = forecaster.Predict(
            Large(set, keptBytes: 1), assumeKnown: true, TestContext.Current.CancellationToken);

        Assert.Equal(small.Notes, large.Notes);
        Assert.Equal(ForecastTables.ToCsv(small, forecaster.Design), ForecastTables.ToCsv(large, forecaster.Design));
        Assert.Equal(small.LabelAt(3, 2), large.LabelAt(3, 2));
    }

    [Fact]
    public void ASmallSet_OnDisk_HasTheModelOfMemory()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("shops.csv", Table());
        SeriesSet inMemory = SeriesReader.ReadCsv(table, _reading);
        SeriesSet onDisk = SeriesReader.ReadCsv(table, _reading, new StorageOptions { Place = RowPlace.Disk });

        Assert.False(onDisk.IsLarge);
        Assert.Equal(
            Bytes(inMemory, Tiny.Options(), folder), Bytes(onDisk, Tiny.Options(), folder));
    }

    [Fact]
    public void ABacktest_HasTheSameScores_OfALargeSet_InMemoryAndOnDisk()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("shops.csv", Table());
        SeriesSet inMemory = Large(SeriesReader.ReadCsv(table, _reading), long.MaxValue);
        SeriesSet onDisk = Large(
            SeriesReader.ReadCsv(table, _reading, new StorageOptions { Place = RowPlace.Disk }), keptBytes: 1);
        var plan = ForecastPlan.Make(inMemory, Tiny.Options());
        using Forecaster forecaster = Tiny.Fit(plan);

        Backtest one = forecaster.Backtest(plan.Split, 3, TestContext.Current.CancellationToken);
        Backtest other = forecaster.Backtest(
            ForecastPlan.Make(onDisk, Tiny.Options()).Split, 3, TestContext.Current.CancellationToken);

        Assert.Equal(one.Model.MeanAbsoluteError, other.Model.MeanAbsoluteError);
        Assert.Equal(
            one.Baselines.Select(b => (b.Name, b.MeanAbsoluteError)),
            other.Baselines.Select(b => (b.Name, b.MeanAbsoluteError)));
        Assert.Equal(
            [.. forecaster.Predict(inMemory).Windows], forecaster.Predict(onDisk).Windows);
    }
}
