using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting.Events;
using Carousel.Jobs.Tests.Forecasting.Hierarchies;

namespace Carousel.Jobs.Tests.Forecasting.Contributions;

/// <summary>What inputs contribute to forecasts.</summary>
public sealed class ContributionTests
{
    [Fact]
    public void OfARegression_AreItsWeightsTimesTheDistanceFromTheMeanInput()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of());
        using Forecaster fitted = Tiny.Fit(set, PlantedPrices.Options);
        Forecaster model = PlantedPrices.With(fitted, new RidgeMethod());
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(model, set);
        Assert.Equal(["past values", "x0", "x1", "calendar"], found.Names);

        ForecastDesign design = model.Design;
        (int lags, int horizon) = (design.BaselineLags, design.Horizon);
        FittedScaler scaler = model.Scaling.Series[""][0];
        var inputs = new WindowInputs(design, 0);
        var rows = new BaselineRows(set[0], design, model.Scaling.Series[""]);
        double[] Inputs(int origin)
        {
            var x = new double[inputs.Count];
            inputs.Write(rows, origin, x);
            return x;
        }

        double[] own = Inputs(forecast.Windows[0].Origin);
        double[][] others = [.. Background(design, forecast.Windows[0].Origin).Select(Inputs)];
        int[] groupOf =
        [
            .. Enumerable.Repeat(0, lags),
            .. Enumerable.Range(1, 2).SelectMany(g => Enumerable.Repeat(0, lags).Concat(Enumerable.Repeat(g, horizon))),
            .. Enumerable.Repeat(3, inputs.Count - lags - (2 * (lags + horizon))),
        ];
        float[] weights = model.Baseline!.Maps[0].Weights.ToArray();
        for (int t = 0; t < horizon; t++)
        {
            for (int g = 0; g < 4; g++)
            {
                double expected = scaler.Scale * Enumerable.Range(0, own.Length).Where(i => groupOf[i] == g)
                    .Sum(i => weights[(i * horizon) + t] * (own[i] - others.Average(x => x[i])));
                Assert.Equal(expected, found.Windows[0]!.Values[g][t], 1e-3);
            }
        }

        Assert.InRange(PlantedPrices.LargestGap(forecast, found, design), 0, 1e-4);
    }

    [Fact]
    public void OfTrees_AreTheMeanOverAllOrdersOfAllMixedWindows()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of(hasTimes: false));
        using Forecaster fitted = Tiny.Fit(set, PlantedPrices.Options);
        ForecastData data = fitted.DataOf(set);
        Windows windows = new([new RowRange(0, PlantedPrices.Rows)], 8, 4);
        Forecaster model = PlantedPrices.With(
            fitted, WindowTrees.Fit(data, windows, new BaselineFitting(1, TestContext.Current.CancellationToken)));
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(model, set);
        Assert.Equal(["past values", "x0", "x1"], found.Names);

        int origin = forecast.Windows[0].Origin;
        double[] Mean(HashSet<int> chosen) => Background(model.Design, origin).Select(other => Naive(
            model, set, origin, other, chosen)).Aggregate(
                new double[4], (sum, one) => [.. sum.Zip(one, (a, b) => a + (b / 16))]);
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for (int g = 0; g < 3; g++)
        {
            double[][] changes =
            [
                .. orders.Select(order =>
                {
                    HashSet<int> before = [.. order.TakeWhile(one => one != g)];
                    return Mean([.. before, g]).Zip(Mean(before), (with, without) => with - without).ToArray();
                }),
            ];
            for (int t = 0; t < 4; t++)
            {
                Assert.Equal(changes.Average(c => c[t]), found.Windows[0]!.Values[g][t], 1e-4);
            }
        }

        Assert.Equal(Mean([]), found.Windows[0]!.Base.Select(v => Math.Round(v, 12)), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    public static TheoryData<string> Cases =>
        ["several series", "several targets", "log", "sqrt", "gaps", "closed days", "new series"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AddUpToTheForecast(string kind)
    {
        Series Shop(string id, double size) => PlantedPrices.Of(id, size: size, hasPast: true);
        SeriesSet set = kind switch
        {
            "several series" or "new series" => PlantedPrices.Set(Shop("a", 1), Shop("b", 10), Shop("c", 100)),
            "several targets" => PlantedPrices.Set(PlantedPrices.Of(targets: 2, hasPast: true)),
            "gaps" => PlantedPrices.Set(PlantedPrices.Of(hasGaps: true)),
            "closed days" => PlantedPrices.Set(PlantedPrices.Of(hasSundays: false)),
            _ => PlantedPrices.Set(PlantedPrices.Of()),
        };
        ForecastOptions options = PlantedPrices.Options with
        {
            Methods = [.. WindowMethods.Words],
            Transform = kind switch
            {
                "log" => TargetTransform.Log,
                "sqrt" => TargetTransform.SquareRoot,
                _ => TargetTransform.None,
            },
        };
        using Forecaster model = Tiny.Fit(set, options);
        set = kind == "new series" ? PlantedPrices.Set(Shop("a", 1), Shop("d", 50)) : set;
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(model, set);

        Assert.InRange(PlantedPrices.LargestGap(forecast, found, model.Design), 0, 1e-4);
        Assert.All(found.Windows, w => Assert.Null(w!.Errors));
        string[] lines = ForecastTables.ToCsv(forecast, model.Design, found).TrimEnd('\n').Split('\n');
        Assert.StartsWith("id,time,target,step,cutoff,forecast,base,past values,", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            1 + (forecast.Windows.Count * (kind == "closed days" ? 3 : 4) * model.Design.TargetCount), lines.Length);
    }

    [Fact]
    public void AFixedEffect_IsRecovered()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of(rows: 400, noise: 1));
        using Forecaster model = Tiny.Fit(
            set, Tiny.Learning() with { Methods = null, Transform = TargetTransform.None });
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(model, set);
        Assert.NotEmpty(model.Champion.Methods);

        int origin = forecast.Windows[0].Origin;
        double[] planted =
        [
            .. Enumerable.Range(0, 4).Select(t => PlantedPrices.Effect
                * (set[0][origin + t, 1] - Background(model.Design, origin).Average(b => (double)set[0][b + t, 1]))),
        ];
        double error = planted.Zip(found.Windows[0]!.Values[1], (a, b) => Math.Abs(a - b)).Sum();
        Assert.InRange(error, 0, 0.1 * planted.Sum(Math.Abs));
    }

    [Fact]
    public void SpecialDays_AreAGroup()
    {
        // The rows end on 31 December.
        SeriesSet set = Planted.Set(day => day is { Month: 1, Day: 1 } ? -100 : 0);
        using Forecaster model = Tiny.Fit(
            set, Planted.Options with { Holidays = ["US"], Methods = [WindowMethods.Network] });
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(model, set);

        Assert.Equal("special days", found.Names[^1]);
        Assert.InRange(found.Windows[0]!.Values[^1][0], -120, -20);
        Assert.All(found.Windows[0]!.Values[^1][3..], v => Assert.InRange(v, -20, 20));
        Assert.InRange(PlantedPrices.LargestGap(forecast, found, model.Design), 0, 1e-4);
    }

    [Fact]
    public void OfManyGroups_AreSampled_WithTheSameBitsOnAnyNumberOfThreads()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of(known: 8));
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster fitted = Tiny.Fit(
            set, PlantedPrices.Options with { Methods = [WindowMethods.Network, WindowTrees.MethodWord] }))
        {
            fitted.Save(path);
        }

        ShapleyValues[] found =
        [
            .. new[] { 1, 2 }.Select(threads =>
            {
                using Forecaster model = Forecaster.Load(path, threads);
                (Forecast forecast, ForecastContributions own) = PlantedPrices.Explain(model, set, pairs: 2);
                Assert.Equal(10, own.Names.Count);
                Assert.Contains("sampled over", own.Lines()[^1], StringComparison.Ordinal);
                Assert.InRange(PlantedPrices.LargestGap(forecast, own, model.Design), 0, 1e-4);
                string header = ForecastTables.ToCsv(forecast, model.Design, own).Split('\n')[0];
                Assert.EndsWith(",calendar standard error", header, StringComparison.Ordinal);
                return own.Windows[0]!;
            }),
        ];
        Assert.Equal(found[0].Base, found[1].Base);
        Assert.Equal(found[0].Values, found[1].Values);
        Assert.Equal(found[0].Errors!, found[1].Errors!);
    }

    [Fact]
    public void HierarchiesAndTooFewRows_AreRefused()
    {
        SeriesSet groups = Groups.Read(Groups.Csv(150));
        using Forecaster sums = Tiny.Fit(groups, Tiny.Options() with { Hierarchy = Groups.Form });
        Assert.StartsWith(
            "--why cannot explain the forecasts of a hierarchy",
            Assert.Throws<OptionException>(
                () => ForecastContributions.Require(new RowChoices { Why = true }, sums.Design, 3)).OnCommandLine,
            StringComparison.Ordinal);

        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of());
        using Forecaster model = Tiny.Fit(set, PlantedPrices.Options);
        Assert.Equal(
            "--why compares a forecast with those of at least 2 earlier windows, and needs 13 rows before the "
            + "forecast.",
            Assert.Throws<OptionException>(() => PlantedPrices.Explain(
                model, PlantedPrices.Set(PlantedPrices.Of(rows: 12)))).OnCommandLine);
        Assert.Equal(
            "--why explains at most 100 series, but the file has 101: keep the rows of fewer.",
            Assert.Throws<OptionException>(
                () => ForecastContributions.Require(new RowChoices { Why = true }, model.Design, 101)).OnCommandLine);
    }

    [Fact]
    public void ASeriesWithTooFewRows_IsLeftOut_WithANote()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of("a"), PlantedPrices.Of("b"));
        using Forecaster model = Tiny.Fit(set, PlantedPrices.Options);
        (Forecast forecast, ForecastContributions found) = PlantedPrices.Explain(
            model, PlantedPrices.Set(PlantedPrices.Of("a"), PlantedPrices.Of("b", rows: 12)));

        Assert.Equal([true, false], found.Windows.Select(w => w is not null));
        Assert.Equal(
            "1 forecast left out: fewer than 2 earlier windows.", found.Lines()[^1]);
        Assert.Equal(
            1 + PlantedPrices.Ahead, ForecastTables.ToCsv(forecast, model.Design, found).Count(c => c == '\n'));
    }

    [Fact]
    public void ATestSet_HasATable()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("y.csv");
        File.WriteAllLines(file, Tiny.Wave(200).Select(
            (y, r) => Invariant.Of($"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{y}")).Prepend("date,y0"));
        using Forecaster model = Tiny.Fit(Tiny.Daily(Tiny.Wave(200)), Tiny.Options());
        JobResult result = model.Evaluate(
            JobInput.OfFile(file).With(new RowChoices { Why = true, TestRows = 60, Stride = 1 }),
            TestContext.Current.CancellationToken);

        Assert.Equal(4, result.Details.Count);
        Assert.StartsWith("mean absolute contribution, 29 forecasts", result.Details[0], StringComparison.Ordinal);
        Assert.StartsWith("past values", result.Details[1], StringComparison.Ordinal);
    }

    // As the documentation states: evenly spread windows that end before the origin, moved by the golden ratio.
    private static IEnumerable<int> Background(ForecastDesign design, int origin)
    {
        int first = design.RowsBefore, count = origin - design.Horizon - first + 1;
        return Enumerable.Range(0, 16).Select(b => first + (int)((b + (b * 0.6180339887498949 % 1)) * count / 16));
    }

    // Rows before the origin from one window, columns known ahead each from one of both.
    private static double[] Naive(Forecaster model, SeriesSet set, int origin, int other, HashSet<int> chosen)
    {
        float[][] values = [.. set.Columns.Select(_ => new float[origin + 4])];
        for (int c = 0; c < values.Length; c++)
        {
            for (int r = 0; r < origin + 4; r++)
            {
                bool isOwn = chosen.Contains(r < origin ? 0 : c);
                int source = isOwn ? r : r - origin + other;
                values[c][r] = source < 0 || (c == 0 && r >= origin) ? float.NaN : set[0][source, c];
            }
        }

        SeriesSet mixed = new([new Series(set.Columns, values, futureRows: 4)], set.Roles, set.Name);
        return [.. model.RunApart(model.DataOf(mixed), [new Window(0, origin, 8, 4)]).Medians().Select(v => (double)v)];
    }
}
