using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Rows that count more or less in training.</summary>
public sealed class SampleWeightTests
{
    private const int Rows = 200;

    [Fact]
    public void ASeriesOfWeight0_DoesNotMoveTheModel_WhateverItsValues()
    {
        Assert.Equal(ForecastOfFirst(Tiny.Wave(Rows, 50, 3, 2), 0), ForecastOfFirst(Tiny.Wave(Rows, 20, 7, 1), 0));
        Assert.NotEqual(ForecastOfFirst(Tiny.Wave(Rows, 50, 3, 2), 1), ForecastOfFirst(Tiny.Wave(Rows, 20, 7, 1), 1));
    }

    [Fact]
    public void RowsOfWeight0_AreNotLearned_NorDoTheyScale()
    {
        // A strike in the middle of the training part: its rows do not count.
        float[] broken = Tiny.Wave(Rows), weights = [.. Enumerable.Repeat(1f, Rows)];
        for (int r = 60; r < 75; r++)
        {
            (broken[r], weights[r]) = (500, 0);
        }

        var plan = ForecastPlan.Make(Set(broken, weights), Options());
        FittedScaler scaler = ForecastScaling.Fit(plan.Split, plan.Design).Series[""][0];
        Assert.InRange(scaler.Offset, 9, 11);
        Assert.InRange(scaler.Scale, 1.5, 3);
        var alone = ForecastPlan.Make(plan.Set, Options() with { Baseline = ForecastBaseline.None });
        var data = new ForecastData(plan.Set, alone.Design, ForecastScaling.Fit(alone.Split, alone.Design));
        Assert.All(data.Truth([new Window(0, 62, 8, 4)]), v => Assert.True(float.IsNaN(v)));
        var windows = new RidgeWindows(
            plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design), plan.Split.Train.Rows);
        double[] truth = new double[4];
        Assert.False(windows.IsKnown(0, 62, 0, truth));
        Assert.True(windows.IsKnown(0, 58, 0, truth));
        Assert.Equal([false, false, true, true], truth.Select(double.IsNaN));
        Assert.True(windows.IsKnown(0, 56, 0, truth));
    }

    [Fact]
    public void EqualWeights_GiveTheBitsOfNone()
    {
        double[] Forecasts(float[]? weights)
        {
            SeriesSet set = Set(Tiny.Wave(Rows), weights);
            using Forecaster model = Tiny.Fit(set, Options());
            return Tiny.Values(model.Predict(set).Quantiles);
        }

        Assert.Equal(Forecasts(null), Forecasts([.. Enumerable.Repeat(1f, Rows)]));
    }

    [Fact]
    public void TheTrees_SeeARowAsOftenAsItCounts()
    {
        // Values say which rows a target is from: the first ones are below the mean, the others above it.
        const int Changed = 70;
        float[] values = [.. Tiny.Wave(Rows).Select((v, r) => r < Changed ? v : v + 100)];
        double EarlyToLate(float[]? weights)
        {
            var plan = ForecastPlan.Make(
                Set(values, weights), Options() with { WindowNormalization = WindowNormalization.None });
            var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
            float[] seen = [];
            WindowTrees.Fit(data, plan.TrainWindows, new BaselineFitting(1, default), grow: (_, targets) =>
            {
                // The last forest reads the values as they are.
                seen = targets;
                return ([], 0);
            });
            return (double)seen.Count(v => v < 0) / seen.Count(v => v > 0);
        }

        double equal = EarlyToLate(null);
        double weighted = EarlyToLate([.. Enumerable.Range(0, Rows).Select(r => r < Changed ? 1f : 3f)]);
        Assert.InRange(weighted / equal, 0.9 / 3, 1.1 / 3);
    }

    [Theory]
    [InlineData("-1", "tiny.csv:3:3: the weight in column 'w' is -1, but must be 0 or more.")]
    [InlineData("", "tiny.csv:3:3: ")]
    [InlineData("inf", "tiny.csv:3:3: ")]
    public void AWeightThatIsNone_IsRefused_WithItsLine(string weight, string expected)
    {
        string text = $"date,y,w\n2024-01-01,1,1\n2024-01-02,2,{weight}\n2024-01-03,3,1\n2024-01-04,1,1\n";
        var exception = Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(
            new StringReader(text), "tiny.csv", new ReadOptions { Targets = ["y"], Weight = "w" }));
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_AreRead_AndAreNoColumn()
    {
        const string text =
            "date,y,w\n2024-01-01,1,1\n2024-01-02,2,0.5\n2024-01-03,3,1\n2024-01-05,3,0\n2024-01-06,2,1\n";
        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader(text), "tiny.csv", new ReadOptions { Weight = "w" });
        Assert.Equal(["y"], set.Columns);
        Assert.Equal(new float[] { 1, 0.5f, 1, 0, 0, 1 }, set[0].Weights!);
        Assert.NotEqual(set.Fingerprint(), Unweighted(set).Fingerprint());
    }

    [Fact]
    public void WeightsThatAreAll0_AreRefused() => Assert.Equal(
        "Weight is 0 in every row to train on, so there is nothing to learn from.",
        Assert.Throws<OptionException>(
            () => ForecastPlan.Make(Set(Tiny.Wave(Rows), new float[Rows]), Options())).Message);

    [Fact]
    public void AMeasurementReadsTheWeightsOfItsFile_APredictionNeedsNone()
    {
        using var folder = new TemporaryFolder();
        string Csv(Func<int, string>? weight)
        {
            float[] wave = Tiny.Wave(Rows);
            return string.Concat(Enumerable.Range(0, Rows).Select(r =>
                $"{Tiny.Days(Rows)[r]:yyyy-MM-dd},{(r % 50 < 6 ? 40 : wave[r]).ToString(CultureInfo.InvariantCulture)}"
                + (weight is null ? "\n" : $",{weight(r)}\n")).Prepend(weight is null ? "date,y\n" : "date,y,w\n"));
        }

        string file = folder.Write("counts.csv", Csv(r => r % 50 < 6 ? "0" : "1"));
        SeriesSet set = SeriesReader.ReadCsv(file, new ReadOptions { Weight = "w" });
        using Forecaster model = Tiny.Fit(set, Options() with { Weight = "w" });
        Assert.Equal(set.Fingerprint(), model.Divide(JobInput.OfFile(file)).Set.Fingerprint());

        // The same rows, which all count: the baselines learn the strikes.
        string equal = folder.Write("equal.csv", Csv(_ => "1")), without = folder.Write("without.csv", Csv(null));
        double RidgeOf(string path) => model.Evaluate(JobInput.OfFile(path), CancellationToken.None).Scores
            .Single(s => s.Name == "ridge").Metrics["mae"];
        Assert.NotEqual(RidgeOf(file), RidgeOf(equal));
        Assert.EndsWith(
            " and its baselines were trained with the weights in column 'w', which " + without
            + " lacks. Add that column; 1 in every row gives equal weights.",
            Assert.Throws<DataFormatException>(() => RidgeOf(without)).Message, StringComparison.Ordinal);
        using var output = new StringWriter();
        model.Predict(JobInput.OfFile(without), output, CancellationToken.None);
        Assert.NotEmpty(output.ToString());
    }

    private static ForecastOptions Options() => Tiny.Options() with
    {
        Transform = TargetTransform.None,
        WindowNormalization = WindowNormalization.Last,
    };

    private static SeriesSet Set(float[] values, float[]? weights) => new(
        [new Series(["y0"], [values], Tiny.Days(values.Length)) { Weights = weights }],
        SeriesRoles.AllTargets(["y0"]), "tiny.csv", timeName: "date");

    private static SeriesSet Unweighted(SeriesSet set) => new(
        [new Series(["y"], [set[0].Column(0).ToArray()], [.. set[0].Times])], set.Roles, set.Name,
        timeName: set.TimeName);

    /// <summary>The forecast of one series, with another series that has the values given.</summary>
    private static double[] ForecastOfFirst(float[] other, float weight)
    {
        float[] Constant(float value) => [.. Enumerable.Repeat(value, Rows)];
        Series first = new(["y"], [Tiny.Wave(Rows)], Tiny.Days(Rows), id: "a") { Weights = Constant(1) };
        Series second = new(["y"], [other], Tiny.Days(Rows), id: "b") { Weights = Constant(weight) };
        SeriesRoles roles = SeriesRoles.AllTargets(["y"]);
        using Forecaster model = Tiny.Fit(
            new SeriesSet([first, second], roles, "two.csv", timeName: "date", idName: "id"),
            Options() with { TrainOnce = true });
        return Tiny.Values(model.Predict(
            new SeriesSet([first], roles, "one.csv", timeName: "date", idName: "id")).Quantiles);
    }
}
