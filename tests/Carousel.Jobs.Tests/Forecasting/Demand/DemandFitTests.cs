using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

/// <summary>A network of counts with its regression inside.</summary>
public sealed class DemandFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ForecastLoss.ZeroInflated)]
    [InlineData(ForecastLoss.NegativeBinomial)]
    public void AModelsFile_AnswersAsTheModelDid(ForecastLoss loss)
    {
        SeriesSet set = DemandSamples.Shops(2, 220);
        using Forecaster fitted = Tiny.Fit(set, Tiny.Options() with { Loss = loss });
        string file = _folder.File("model.safetensors");
        fitted.Save(file);
        using var loaded = Forecaster.Load(file, threads: 1);

        Forecast told = fitted.Predict(set, cancellation: TestContext.Current.CancellationToken);
        Forecast again = loaded.Predict(set, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Tiny.Values(told.Quantiles), Tiny.Values(again.Quantiles));
        Assert.Equal(told.Sum(0, 0, 80), again.Sum(0, 0, 80));
        Assert.All(Tiny.Values(told.Quantiles), q => Assert.True(q >= 0 && double.IsFinite(q)));
    }

    [Fact]
    public void TheForecast_IsThatOfTheRegression_WhichIsNotTrained()
    {
        SeriesSet set = DemandSamples.Shops(2, 220);
        ForecastPlan plan = ForecastPlan.Make(
            set, Tiny.Options() with { Loss = ForecastLoss.ZeroInflated, TrainOnce = true });
        using Forecaster fitted = Tiny.Fit(plan);
        Assert.Equal(0, fitted.Summary.Steps);
        Assert.Throws<OptionException>(fitted.Inspect);

        // The table names it once, and no network adds anything to it.
        JobResult result = plan.Fitted(fitted).Measure("carousel forecast", TestContext.Current.CancellationToken);
        Assert.Null(result.Baseline);
        double loss = result.Scores[0].Metrics["wql"];
        Assert.DoesNotContain(result.Scores.Skip(1), s => s.Metrics.TryGetValue("wql", out double own) && own == loss);
        var regression = CountRegression.Fit(
            set, plan.Split.Train.Rows, 0, ForecastLoss.ZeroInflated, plan.Design.DemandForm);

        Forecast told = fitted.Predict(set, cancellation: TestContext.Current.CancellationToken);
        var expected = new double[plan.Design.Quantiles.Count];
        for (int w = 0; w < told.Windows.Count; w++)
        {
            CountDistribution[] own = regression.Forecast(
                set[w].Column(0)[..told.Windows[w].Origin], plan.Design.DemandForm);
            for (int t = 0; t < own.Length; t++)
            {
                own[t].Quantiles(plan.Design.Quantiles, expected);
                Assert.Equal(expected, told.Quantiles[w, t, 0].ToArray());
            }
        }
    }

    [Fact]
    public void CountsOrQuantiles_AreComparedOnValidation_AndBothStandInTheTable()
    {
        ForecastPlan plan = ForecastPlan.Make(DemandSamples.Shops(2, 220), Tiny.Options());
        using Fitted<Forecaster> fitted = Tiny.FitWhole(plan);

        Assert.Equal(
            fitted.Choice!.Contains("part: quantiles;", StringComparison.Ordinal),
            fitted.Model.Design.Loss == ForecastLoss.Quantile);
        Assert.Equal("network of quantiles", fitted.Trainings[0].Name);
        JobResult result = fitted.Measure("carousel forecast", TestContext.Current.CancellationToken);
        Assert.Contains(result.Notes, n => n.StartsWith("Chosen on ", StringComparison.Ordinal));
        Assert.Contains(result.Scores, s => s.Name.Contains(" of quantiles", StringComparison.Ordinal)
            || s.Name.StartsWith("regression of counts", StringComparison.Ordinal));
        Assert.InRange(result.Scores[0].Metrics["sum_coverage_80"], 0, 1);
        Assert.All(
            ["last quantiles", "smoothed demand", "ridge", "boosted trees"],
            name => Assert.True(double.IsFinite(result.Scores.Single(s => s.Name == name).Metrics["wql"]), name));
        Assert.Contains(result.Files, f => f.Name == SumTable.FileName);
    }

    [Fact]
    public void TheVerdict_ComparesWithEveryRow_AlsoTheOtherModelOfTheFit()
    {
        ForecastPlan plan = ForecastPlan.Make(
            DemandSamples.Shops(2, 220), Tiny.Options() with { Loss = ForecastLoss.ZeroInflated, TrainOnce = true });
        using Forecaster fitted = Tiny.Fit(plan);
        Backtest backtest = Backtest.Run(fitted, null, plan.Split, null, TestContext.Current.CancellationToken);
        double loss = backtest.Model.WeightedQuantileLoss;

        Assert.Contains(" best baseline (", DemandVerdict.Of(backtest), StringComparison.Ordinal);
        Assert.Equal(
            "Weighted quantile loss 25.0 % above that of the other model (network of quantiles).",
            DemandVerdict.Of(backtest with
            {
                Other = backtest.Model with { Title = "network of quantiles", WeightedQuantileLoss = 0.8 * loss },
            }));
    }

    [Fact]
    public void SumsOfOtherValues_HaveNoCoverage()
    {
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(220)), Tiny.Options());
        using Forecaster fitted = Tiny.Fit(plan);
        Assert.Null(fitted.Backtest(plan.Split).Sums);
    }

    /// <summary>Nothing from the origin on is read, whatever a baseline is.</summary>
    [Fact]
    public void BaselinesWithQuantiles_DoNotLookAhead()
    {
        SeriesSet set = DemandSamples.Shops(2, 220);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Loss = ForecastLoss.ZeroInflated });
        BaselineData data = new(set, plan.Design, 0, plan.Split.Train.Rows, plan.Split.Validation.Rows);
        const int Origin = 200;
        SeriesSet changed = new(
            [
                .. set.Series.Select(s => new Series(
                    ["sales"], [[.. s.Column(0).ToArray().Select((v, t) => t < Origin ? v : v + 9)]], Tiny.Days(220),
                    id: s.Id)),
            ],
            set.Roles, set.Name, timeName: "date", idName: "id");
        var fitting = new BaselineFitting(1, default);
        int told = 0;
        foreach ((IWindowBaseline baseline, IWindowBaseline other) in BaselineTable.For([data], fitting).Select(f =>
            f(data))
            .Zip(BaselineTable.For([data], fitting).Select(f => f(data with { Set = changed }))))
        {
            if (baseline is IQuantileBaseline own)
            {
                told++;
                Assert.Equal(Of(own), Of((IQuantileBaseline)other));
            }
        }

        Assert.True(told >= 5, string.Create(CultureInfo.InvariantCulture, $"{told} baselines have quantiles"));

        double[] Of(IQuantileBaseline baseline)
        {
            var quantiles = new double[plan.Design.Horizon * plan.Design.Quantiles.Count];
            baseline.Quantiles(1, Origin, plan.Design.Quantiles, quantiles);
            for (int t = 0; t < plan.Design.Horizon; t++)
            {
                double[] step = quantiles[(t * plan.Design.Quantiles.Count)..((t + 1) * plan.Design.Quantiles.Count)];
                Assert.Equal(step.Order(), step);
                Assert.All(step, q => Assert.True(q >= 0));
            }

            return quantiles;
        }
    }
}
