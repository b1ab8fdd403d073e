using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Statistics;
using Carousel.Report;
using Series = Carousel.Data.Series;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class BacktestTests
{
    private const float Gap = float.NaN;
    private static readonly double[] _shares = [0.1, 0.5, 0.9];

    /// <summary>
    /// A backtest of 130 hours whose forecast is everywhere the same three quantiles; only the truth of the windows
    /// matters.
    /// </summary>
    private static Backtest Score(float[] values, Func<Window, int, double> median, double half, params int[] origins)
    {
        var set = new SeriesSet(
            [new Series(["y"], [values], Tiny.Hours(values.Length))], SeriesRoles.AllTargets(["y"]), "hours.csv",
            timeName: "time");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Horizon = 2, Seasons = [2] });
        ForecastDesign design = plan.Design with { Quantiles = _shares, Intervals = [80], Levels = [] };
        Window[] windows = [.. origins.Select(o => new Window(0, o, design.Lookback, 2))];
        var table = Tiny.Table<Stage.Reconciled>(
            windows.Length, 2, _shares,
            (w, t) => [median(windows[w], t) - half, median(windows[w], t), median(windows[w], t) + half]);
        return new Backtest(plan.Split, design, windows, table, BaselineTable.Forecasts(plan.Split, design, windows));
    }

    private static float[] Values()
    {
        float[] values = [.. Enumerable.Range(0, 130).Select(r => r % 2 == 0 ? 10f : 14)];
        (values[110], values[111], values[112], values[113]) = (11, 17, Gap, 20);
        return values;
    }

    [Fact]
    public void Metrics_AreThoseOfTheTruthAndTheForecast()
    {
        // Truth 11, 17 and –, 20 against 12 at every step: errors 1, 5 and 8.
        Backtest backtest = Score(Values(), (_, _) => 12, 5, 110, 112);

        Assert.Equal([11f, 17, Gap, 20], backtest.Truth);
        Assert.Equal(14 / 3.0, backtest.Model.MeanAbsoluteError, 1e-9);
        Assert.Equal(Math.Sqrt((1 + 25 + 64) / 3.0), backtest.Model.RootMeanSquaredError, 1e-9);
        Assert.Equal((200.0 / 3) * ((1 / 23.0) + (5 / 29.0) + (8 / 32.0)), backtest.Model.SymmetricError, 1e-6);
        Assert.Equal(2 / 3.0, backtest.Model.Coverage[80], 1e-9);
        Assert.Equal(10, backtest.Model.Width[80], 1e-9);
        Assert.Equal([1.0, 6.5], backtest.Model.ErrorByStep);

        // The training part is half 10 and half 14: its variance is 4.
        Assert.Equal((1 + 25 + 64) / 3.0 / 4, backtest.Model.StandardizedSquaredError, 1e-6);

        // The alternation repeats without an error at its season of 2, so nothing can be scaled by it.
        Assert.True(double.IsNaN(backtest.Model.ScaledError));

        // Pinball losses by hand at 7, 12 and 17: Σ 0.1·(4, 10, 13); 0.5·(1, 5, 8); 0.1·6, 0, 0.9·3, each twice
        // over
        // Σ|y| = 48.
        double expected = 2 * ((0.1 * 27) + (0.5 * 14) + ((0.1 * 6) + (0.9 * 0) + (0.9 * 3))) / 48 / 3;
        Assert.Equal(expected, backtest.Model.WeightedQuantileLoss, 1e-6);
        Assert.Equal("carousel", backtest.Model.Name);
    }

    [Fact]
    public void ScaledError_IsOverTheSeasonalNaiveErrorOfTheTrainingPart()
    {
        float[] values = [.. Enumerable.Range(0, 130).Select(r => (float)(r % 4))];

        // At a season of 2 every value differs by 2.
        Backtest backtest = Score(values, (_, _) => 100, 1, 100);

        Assert.Equal(backtest.Model.MeanAbsoluteError / 2, backtest.Model.ScaledError, 1e-6);
    }

    [Fact]
    public void ErrorByHour_IsTheMeanOfTheHour()
    {
        // Origins 110 and 112 are 14:00 and 16:00 of the fifth day.
        double[] errors = Score(Values(), (_, _) => 12, 5, 110, 112).ErrorByHour();

        Assert.Equal(24, errors.Length);
        Assert.Equal(
            (1.0, 5.0, double.NaN, 8.0, double.NaN), (errors[14], errors[15], errors[16], errors[17], errors[0]));
        using Forecaster daily = Tiny.Fit(Tiny.Daily(Tiny.Wave(130)), Tiny.Options());
        Assert.Empty(daily.Backtest(TemporalSplit.ByCounts(Tiny.Daily(Tiny.Wave(130)), 16, 24), 3).ErrorByHour());
    }

    [Fact]
    public void Baselines_AreThere_BestFirst_AndLookFurtherBackOverGaps()
    {
        Backtest backtest = Score(Values(), (_, _) => 12, 5, 110, 112, 114);

        Assert.Equal(
            ["constant", "last value", "ridge", "seasonal naive, 2", "zero-shot"],
            backtest.Baselines.Select(b => b.Name).Order());
        Assert.Equal(backtest.Baselines.Min(b => b.MeanAbsoluteError), backtest.BestBaseline.MeanAbsoluteError);
        Assert.Equal(
            backtest.BaselineForecasts.Select(b => b.Name).Order(), backtest.Baselines.Select(b => b.Name).Order());

        // Row 112 is missing: row 110, one season earlier, replaces it.
        Assert.Equal(
            [10f, 14, 11, 17, 11, 20], backtest.BaselineForecasts.Single(b => b.Name == "seasonal naive, 2").Values);
        Assert.Equal([14f, 14, 17, 17, 20, 20], backtest.BaselineForecasts.Single(b => b.Name == "last value").Values);
        Assert.All(backtest.Baselines, b => Assert.True(b.Name == "zero-shot" || b.Coverage.Count == 0));
    }

    [Fact]
    public void TheSentence_SaysWhoIsBetter_ByHowMuch()
    {
        float[] values = [.. Enumerable.Range(0, 130).Select(r => r % 2 == 0 ? 10f : 14)];
        (values[110], values[111]) = (11, 17);
        BacktestModel best = Score(values, (_, _) => 0, 1, 110).BestBaseline;

        Assert.Equal(
            $"50 % better than the best baseline ({best.Title}), which may be chance (one origin).",
            Sentence(0.5));
        Assert.Equal(
            $"As good as the best baseline ({best.Title}), within 1 %: use the simpler baseline.",
            Sentence(1.005));
        Assert.Equal(
            $"As good as the best baseline ({best.Title}), within 1 %: use the simpler baseline.",
            Sentence(0.995));
        Assert.Equal(
            $"The baseline '{best.Title}' is better: the forecast's error is 20 % larger, which may be "
            + "chance (one origin). Use that one, or try more data, covariates that are known ahead, or another "
            + "lookback.",
            Sentence(1.2));
        (values[110], values[111]) = (10, 14);
        Assert.Equal("The forecast '2 hours before' has no error at all on the test part: use it.", Sentence(1.2));

        string Sentence(double share) =>
            ForecastSentence.Comparison(Score(
                values, (window, t) => values[window.Origin + t] + (share * best.MeanAbsoluteError), 1, 110));
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0)]
    public void TheSentence_OfAForecastThatNeverChanges_BoastsOfNothing(double median)
    {
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 130).Select(_ => random.Next(10) < 9 ? 0f : random.Next(1, 9))];
        values.AsSpan(110, 6).Clear();
        values[113] = 3;

        Assert.Equal(
            "The forecast is always 0, as are 83 % of the values, so no other guess has a smaller mean absolute error. "
            + "Judge the forecast by its intervals and its sum.",
            ForecastSentence.Comparison(Score(values, (_, _) => median, 1, 110, 112, 114)));
        Assert.DoesNotContain(
            "always", ForecastSentence.Comparison(Score(values, (_, t) => t, 1, 110, 112, 114)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheSentence_SaysWhereADifferenceMayBeChance()
    {
        // No baseline can tell the signs of noise; this one errs by 0, or in turn by 0 and by just under twice as much.
        var random = new Random(2);
        float[] values =
        [
            .. Enumerable.Range(0, 130).Select(r => (r % 2 == 0 ? 10f : 14) + (random.Next(2) == 0 ? 0.5f : -0.5f)),
        ];
        int[] origins = [104, 106, 108, 110, 112, 114, 116, 118];
        Backtest sure = Score(values, (window, t) => values[window.Origin + t], 1, origins);
        double error = sure.BestBaseline.MeanAbsoluteError;
        Backtest lucky = Score(
            values, (window, t) => values[window.Origin + t] + (window.Origin % 4 == 0 ? 0 : 1.9 * error), 1, origins);

        Assert.True(sure.Compare(sure.BestBaseline).IsClear);
        Assert.Equal(
            $"100 % better than the best baseline ({sure.BestBaseline.Title}).",
            ForecastSentence.Comparison(sure));
        Assert.False(lucky.Compare(lucky.BestBaseline).IsClear);
        Assert.Equal(
            $"5 % better than the best baseline ({lucky.BestBaseline.Title}), which may be chance "
            + $"(8 origins).", ForecastSentence.Comparison(lucky));
        Assert.StartsWith(
            $"Against {lucky.BestBaseline.Title} the error is −5.0 % (95 % interval −",
                ForecastSentence.Effect(lucky),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "; 8 origins, p < 0.001, Diebold and Mariano's test).", ForecastSentence.Effect(sure),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheVerdict_CountsAnOriginOnce_WhateverTheSeries_AndHorizonsThatOverlap()
    {
        // The second series begins two hours later: its rows 96 and 98 are the hours 98 and 100.
        Series[] series =
        [
            .. new[] { 0, 2 }.Select(late => new Series(
                ["y"], [Values()[late..]], Tiny.Hours(130)[late..], id: $"{late}")),
        ];
        var set = new SeriesSet(series, SeriesRoles.AllTargets(["y"]), timeName: "time", idName: "id");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Horizon = 4, Seasons = [2] });
        ForecastDesign design = plan.Design with { Quantiles = _shares, Intervals = [80], Levels = [] };
        Window[] windows =
        [
            .. new[] { 98, 100, 102 }.Select(o => new Window(0, o, design.Lookback, 4)),
            .. new[] { 96, 98 }.Select(o => new Window(1, o, design.Lookback, 4)),
        ];
        var table = Tiny.Table<Stage.Reconciled>(windows.Length, 4, _shares, (_, _) => [0, 0, 0]);
        var backtest = new Backtest(
            plan.Split, design, windows, table, BaselineTable.Forecasts(plan.Split, design, windows));
        PairedForecastTest test = backtest.Compare(backtest.BestBaseline);

        Assert.Equal((3, 1), (test.Origins, test.Lags));
    }

    [Fact]
    public void ARandomWalk_IsForecastNoBetterThanByItsLastValue_AndTheSentenceSaysSo()
    {
        var random = new Random(8);
        float[] walk = new float[200];
        for (int r = 1; r < walk.Length; r++)
        {
            walk[r] = walk[r - 1] + (float)(random.NextDouble() - 0.5);
        }

        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(walk), Tiny.Options());
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest backtest = forecaster.Backtest(plan.Split, 1);

        Assert.True(backtest.Model.MeanAbsoluteError > 0.98 * backtest.BestBaseline.MeanAbsoluteError);
        Assert.DoesNotContain(
            "better than the best baseline (",
            ForecastSentence.Comparison(backtest).Replace("No better", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.001, "0.00")]
    [InlineData(12345.6, "12,346")]
    [InlineData(-1000, "-1,000")]
    [InlineData(123.45, "123")]
    [InlineData(14.24, "14.2")]
    [InlineData(0.5, "0.50")]
    public void Number_HasTheDigitsThatAPersonNeeds(double value, string text) =>
        Assert.Equal(text, ForecastSentence.Number(value));

    [Fact]
    public void Outlook_IsASumOfAmounts_TheLastStepOfAnythingElse_OrACount()
    {
        float[] amounts = [.. Tiny.Wave(150, 20, 15).Select(v => MathF.Round(v))];
        SeriesSet sales = Tiny.Daily(amounts), warmth = Tiny.Daily(Tiny.Wave(150, -3, 7));
        using Forecaster forecaster = Tiny.Fit(sales, Tiny.Options()), other = Tiny.Fit(warmth, Tiny.Options());
        Forecast forecast = forecaster.Predict(sales);
        (double median, double low, double high) = forecast.Sum(0, 0, 80);

        Assert.Equal(
            $"Next 4 days: {ForecastSentence.Number(median)} y0 ({ForecastSentence.Number(low)} "
            + $"– {ForecastSentence.Number(high)}).",
            ForecastSentence.Outlook(forecast, forecaster.Design));
        Assert.StartsWith(
            "2024-06-02: y0 ", ForecastSentence.Outlook(other.Predict(warmth), other.Design), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "total", ForecastSentence.Outlook(other.Predict(warmth), other.Design), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_LeaveACellEmpty_ForWhatSinglePrecisionCannotHold()
    {
        Backtest backtest = Score(Values(), (_, _) => -1e39, 1e39, 112);
        string[] lines = Csv(backtest).Split('\n');

        // q0.1 = −2e39, q0.5 = −1e39, q0.9 = 0; the truth of the first step is missing.
        Assert.StartsWith("2024-01-05 16:00,y,1,2024-01-05 15:00,,,0,,", lines[1][1..], StringComparison.Ordinal);
        Assert.StartsWith("2024-01-05 17:00,y,2,2024-01-05 15:00,,,0,20,", lines[2][1..], StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", string.Concat(lines), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ALargeTable_HoldsSomeOrigins()
    {
        Backtest backtest = Score(Values(), (_, _) => 1, 1, 100, 104, 108, 112);
        string[] all = Csv(backtest).Split('\n'), some = Csv(backtest, every: 3).Split('\n');
        int each = backtest.Design.Horizon;
        Assert.Equal([.. all[..(1 + each)], .. all[(1 + (3 * each))..]], some);
    }

    [Fact]
    public void Tables_AreTidy_RowByRow()
    {
        var set = new SeriesSet(
            [new Series(["y"], [[.. Values()[..110], 11, 17, 1.5f, 2]], Tiny.Hours(114), id: "a,b")],
            SeriesRoles.AllTargets(["y"]), "hours.csv", idName: "id");
        ForecastDesign design = ForecastPlan.Make(set, Tiny.Options() with { Horizon = 2 }).Design with
        {
            Quantiles = _shares,
            Levels = [],
            Season = 1,
        };
        var table = Tiny.Table<Stage.Reconciled>(1, 2, _shares, (_, t) => t == 0 ? [1, 2.5, 1e7] : [-0.1, 0, 0.1]);
        var forecast = new Forecast(design, set, [new Window(0, 114, 8, 2)], table, new SamplePaths([]), []);

        Assert.Equal(
            """
            id,time,target,step,cutoff,q0.1,q0.5,q0.9
            "a,b",2024-01-05 18:00,y,1,2024-01-05 17:00,1,2.5,10000000
            "a,b",2024-01-05 19:00,y,2,2024-01-05 17:00,-0.1,0,0.1

            """.ReplaceLineEndings("\n"),
            ForecastTables.ToCsv(forecast, design));

        Backtest backtest = Score([.. Values()], (_, _) => 12, 5, 112);
        string[] lines = Csv(backtest).Split('\n');
        Assert.Equal(
            "id,time,target,step,cutoff,q0.1,q0.5,q0.9,truth,last value,\"seasonal naive, 2\",constant,ridge,"
            + "zero-shot", lines[0]);
        Assert.StartsWith(",2024-01-05 16:00,y,1,2024-01-05 15:00,7,12,17,,17,11,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(
            ",2024-01-05 17:00,y,2,2024-01-05 15:00,7,12,17,20,17,17,", lines[2], StringComparison.Ordinal);
        Assert.Equal(("", 4), (lines[3], lines.Length));
    }

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Elman)]
    public void TheReport_IsMadeForEveryModel_AndHoldsItsCommand(CellKind cell)
    {
        var set = new SeriesSet(
            [new Series(["y"], [Values()], Tiny.Hours(130))], SeriesRoles.AllTargets(["y"]), "hours.csv",
            timeName: "time");
        ForecastOptions options = Tiny.Options();
        ForecastPlan plan = ForecastPlan.Make(set, options with { Fit = options.Fit with { Cell = cell } });
        using Forecaster forecaster = Tiny.Fit(plan);

        string page = ReportWriter.ToHtml(
            plan.Fitted(forecaster).Measure(
                "carousel forecast hours.csv --target y", TestContext.Current.CancellationToken).Report!);

        Assert.Contains("carousel forecast hours.csv --target y", page, StringComparison.Ordinal);
        Assert.Contains("last value", page, StringComparison.Ordinal);
        Assert.Equal(cell == CellKind.Lstm, page.Contains("Forget gate", StringComparison.Ordinal));
        Assert.Contains("Mean absolute error by hour of the day", page, StringComparison.Ordinal);
        Assert.Contains("carousel forecast · hours.csv", page, StringComparison.Ordinal);
        Assert.Contains("sMAPE", page, StringComparison.Ordinal);
        Assert.Contains("80\u00a0% interval covers", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_IsThatOfTheFirstLayerOverTheLookBack()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(130));
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        using Forecaster forecaster = Tiny.Fit(plan);
        Inspection.Traces.LayerTrace trace = forecaster.Trace(set, plan.TestWindows[0]);
        Assert.Equal((plan.Design.Lookback, 4), (trace.Steps, trace.Units));
    }

    private static string Csv(Backtest backtest, int every = 1)
    {
        using var text = new StringWriter();
        ForecastTables.Write(backtest, text, every);
        return text.ToString();
    }
}
