using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting.Hierarchies;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>What comes next is forecast by a model that learned from all rows.</summary>
public sealed class LatestFitTests
{
    private const int Rows = 240;

    [Fact]
    public void TheMeasuredModel_IsTheSame_WithAndWithoutIt()
    {
        ForecastPlan plan = Plan();
        using Fitted<Forecaster> whole = Tiny.FitWhole(plan);
        using Fitted<Forecaster> alone = plan.Fitted(Tiny.Fit(plan));
        Forecaster latest = whole.Latest!;
        Forecaster same = whole.Model.Baseline is null ? whole.Comparison! : whole.Model;
        Assert.Equal(Next(alone.Model, plan.Set), Next(same, plan.Set));
        Assert.NotEqual(Next(whole.Model, plan.Set), Next(latest, plan.Set));
        Assert.Equal("2024-08-28", latest.Origin.TrainedTo);
        Assert.Contains(
            "0 rows that were not used in the model's training",
            Assert.Throws<DataFormatException>(() => MeasuredRows.Split(latest, plan.Set, null)).Message,
            StringComparison.Ordinal);
        Assert.Null(alone.Latest);
    }

    [Fact]
    public void ItLearnsFromTheRowsThatMeasure_TheOtherDoesNot()
    {
        float[] values = [.. Values()], changed = [.. values];
        foreach (ref float value in changed.AsSpan(Rows - 20, 8))
        {
            value += 3;
        }

        using Fitted<Forecaster> one = Tiny.FitWhole(Plan(values)), other = Tiny.FitWhole(Plan(changed));
        SeriesSet set = Tiny.Daily(values);
        Assert.Equal(Next(one.Model, set), Next(other.Model, set));
        Assert.NotEqual(Next(one.Latest!, set), Next(other.Latest!, set));
    }

    [Fact]
    public void ItsIntervals_GoOnFromWhereThoseOfTheMeasuredOneWere()
    {
        using var folder = new TemporaryFolder();
        ForecastPlan plan = Plan();
        using Fitted<Forecaster> fitted = Tiny.FitWhole(plan);
        Forecaster whole = fitted.Model;
        fitted.Latest!.Save(folder.File("latest.safetensors"));
        using Forecaster latest = Forecaster.Load(folder.File("latest.safetensors"), threads: 1);
        IntervalAdaptation measured = whole.Calibration.Adaptation!, adaptation = latest.Calibration.Adaptation!;
        Assert.True(measured.IsOn);
        IReadOnlyList<double> start = Assert.Single(adaptation.Start!).Value;
        ForecastDesign design = whole.Design;
        ForecastData data = whole.DataOf(plan.Set);
        Assert.Equal(
            start,
            whole.Adapting(measured, data).ScalesOf([new Window(0, Rows, design.Lookback, design.Horizon)]).Single()!);
        Assert.Contains(start, s => s != 0);
        Assert.Equal(Next(fitted.Latest, plan.Set), Next(latest, plan.Set));

        // New rows: a prediction and a stream go on from there with the same bits.
        float[] later = [.. Values(), .. Values().Take(30).Select(v => v + 1)];
        using var stream = new ForecastStream(latest, new ForecastStreamOptions { Steps = 1, Interval = 80 });
        stream.Begin(plan.Set);
        for (int r = Rows; r < later.Length; r++)
        {
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{later[r]:R}");
            string answer = stream.Take(line, r + 1)!.ToCsv();
            Forecast forecast = latest.Predict(Tiny.Daily(later[..(r + 1)]));
            (double low, double high) = forecast.Quantiles.Interval(0, 0, 0, 80);
            Assert.EndsWith(
                string.Create(CultureInfo.InvariantCulture, $",{(float)low:R},{(float)high:R}"), answer.TrimEnd(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TrainedAtTheSameTimeAsTheRefit_BothAreAsOneAfterTheOther()
    {
        ForecastOptions options = Tiny.Options(epochs: 2) with { TestRows = 100, Stride = 4 };
        SeriesSet set = Tiny.Daily([.. Values()]);
        using Fitted<Forecaster> apart = Tiny.FitWhole(ForecastPlan.Make(set, options));
        var titles = new List<string>();
        using Fitted<Forecaster> together = Tiny.FitWhole(
            ForecastPlan.Make(set, options with { Fit = Threads(3) }),
            new FitRun { Observers = [new PartTitles(titles)] });
        Assert.Equal([FitPart.LatestAndRefit.Title], titles);
        Assert.Equal(Next(apart.Model, set), Next(together.Model, set));
        Assert.Equal(Next(apart.Latest!, set), Next(together.Latest!, set));
        Assert.Equal(["first", "refit", "latest"], together.Trainings.Select(t => t.Name));
        Assert.Equal(apart.Trainings.Select(t => t.Summary.Steps), together.Trainings.Select(t => t.Summary.Steps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StoppedInIt_TheFitGoesOn_ToTheSameBits(int threads) => CheckGoesOn("all rows, for", ForecastPlan.Make(
        Tiny.Daily([.. Values()]), Tiny.Options(epochs: 2) with
        {
            TestRows = 100,
            Baseline = ForecastBaseline.None,
            Fit = Threads(threads),
        }));

    [Theory]
    [InlineData("newest rows")]
    [InlineData("all rows, for")]
    public void StoppedInThatOfAHierarchy_TheFitGoesOn_ToTheSameBits(string title) => CheckGoesOn(
        title, ForecastPlan.Make(
            Groups.Read(Groups.Csv(150)),
            Tiny.Options(epochs: 2) with { Hierarchy = Groups.Form, Baseline = ForecastBaseline.None }));

    private static void CheckGoesOn(string title, ForecastPlan plan)
    {
        using var folder = new TemporaryFolder();
        using Fitted<Forecaster> whole = Tiny.FitWhole(plan);
        using var stop = new CancellationTokenSource();
        var run = new FitRun { Compare = true, Folder = folder.Path, Observers = [new StopAt(stop, title)] };
        using (Forecaster stopped = Tiny.FitUntil(plan, run, stop.Token))
        {
            Assert.Equal(Training.StopReason.Canceled, stopped.Summary.Reason);
        }

        using Fitted<Forecaster> rest = Tiny.FitWhole(plan, new FitRun { Folder = folder.Path, Resume = true });
        Assert.Equal(Next(whole.Model, plan.Set), Next(rest.Model, plan.Set));
        Assert.Equal(Next(whole.Latest!, plan.Set), Next(rest.Latest!, plan.Set));
    }

    [Fact]
    public void ASeriesThatTheRegressionForecastsExactly_IsForecastByItAfterTheLastRow()
    {
        // The best forecast of a ramp is the regression's.
        float[] ramp = [.. Enumerable.Range(0, Rows).Select(r => (float)r)];
        using Fitted<Forecaster> fitted = Tiny.FitWhole(ForecastPlan.Make(
            Tiny.Daily(ramp), Tiny.Options() with
            {
                Methods = [WindowMethods.Network, WindowTrees.MethodWord],
            }));
        Forecaster latest = fitted.Latest!;
        Assert.Equal(1, fitted.Model.Weights[WindowMethods.Ridge]);
        Assert.Equal(1, latest.Weights[WindowMethods.Ridge]);
        Assert.InRange(latest.Predict(Tiny.Daily(ramp)).Quantiles.MedianOf(0, 3, 0), Rows + 2.9, Rows + 3.1);
    }

    private static FitOptions Threads(int threads) => Tiny.Options(epochs: 2).Fit with { Threads = threads };

    private static ForecastPlan Plan() => Plan([.. Values()]);

    private static ForecastPlan Plan(float[] values) => ForecastPlan.Make(
        Tiny.Daily(values), Tiny.Options(epochs: 2) with { TestRows = 100, Stride = 4 });

    private static IEnumerable<float> Values()
    {
        var noise = new float[Rows];
        new CounterRandom(3, CounterRandom.Purpose("noise")).Uniform(0, noise);
        return Tiny.Wave(Rows).Zip(noise, (wave, own) => wave + own);
    }

    private static double[] Next(Forecaster model, SeriesSet set) => Tiny.Values(model.Predict(set).Quantiles);

    private sealed class PartTitles(List<string> titles) : IPartObserver
    {
        public void OnPart(string part) => titles.Add(part);
    }

    private sealed class StopAt(CancellationTokenSource stop, string title) : IPartObserver
    {
        public void OnPart(string part)
        {
            if (part.Contains(title, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
