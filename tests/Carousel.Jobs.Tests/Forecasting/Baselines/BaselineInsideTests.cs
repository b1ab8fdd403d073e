using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>The network with a ridge regression inside: ŷ = r + α·f.</summary>
public sealed class BaselineInsideTests
{
    [Theory]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Quantile, WindowNormalization.Mean)]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Gaussian, WindowNormalization.Standard)]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.StudentT, WindowNormalization.Last)]
    [InlineData(ForecastStrategy.Segment, ForecastLoss.Absolute, WindowNormalization.None)]
    public void AnUntrainedNetwork_ForecastsAsTheBaseline_BitForBit(
        ForecastStrategy strategy, ForecastLoss loss, WindowNormalization normalization)
    {
        var opened = Opened.Make(Tiny.Options(strategy) with
        {
            Loss = loss,
            WindowNormalization = normalization,
            Ensemble = 3,
        });
        using (opened)
        {
            Assert.Equal(opened.Baseline(), opened.Medians());
        }
    }

    [Theory]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Quantile)]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Gaussian)]
    [InlineData(ForecastStrategy.Segment, ForecastLoss.Huber)]
    public void AShareOfTheNetwork_MovesTheForecast_ByThatShare(ForecastStrategy strategy, ForecastLoss loss)
    {
        using var opened = Opened.Make(Tiny.Options(strategy) with { Loss = loss });
        opened.Disturb();
        float[] whole = opened.Medians(), baseline = opened.Baseline();
        double[] widths = opened.Widths();
        foreach (ForecastNetwork member in opened.Model.Members)
        {
            member.Baseline!.Shrink(member.Output, 0.25f);
        }

        float[] moved = opened.Medians();
        Assert.NotEqual(whole, baseline);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Equal(baseline[i] + (0.25f * (whole[i] - baseline[i])), moved[i], 2e-5f);
            Assert.Equal(widths[i], opened.Widths()[i], 2e-5);
        }
    }

    [Theory]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Quantile)]
    [InlineData(ForecastStrategy.EncoderDecoder, ForecastLoss.Gaussian)]
    [InlineData(ForecastStrategy.Segment, ForecastLoss.Quantile)]
    public void NothingOfTheNetwork_IsTheBaseline_BitForBit(ForecastStrategy strategy, ForecastLoss loss)
    {
        using var opened = Opened.Make(Tiny.Options(strategy) with { Loss = loss, Ensemble = 3 });
        opened.Disturb();
        (float, float, float)[] spread = loss != ForecastLoss.Quantile ? [] :
        [
            .. Enumerable.Range(0, opened.Model.Members[0].Output.OutputSize)
                .Select(row => opened.Model.Design.Quantiles[row % opened.Model.Design.Quantiles.Count] - 0.5)
                .Select(q => ((float)q, strategy == ForecastStrategy.Segment ? 0 : (float)q, 0f)),
        ];
        foreach (ForecastNetwork member in opened.Model.Members)
        {
            member.Baseline!.Drop(member.Output, spread);
        }

        Assert.Equal(opened.Baseline(), opened.Medians());
        Assert.All(opened.Widths(), w => Assert.True(w > 0));
    }

    [Fact]
    public void AWindowOfTheTraining_SeesTheBaselineOfOtherBlocks()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(160));
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
        var windows = new RidgeWindows(set, plan.Design, scaling, rows);
        RidgeFolds folds = RidgeFolds.Fit(windows, rows);
        RowRange block = windows.Divide(rows, RidgeFolds.Count)[0][2];

        // By hand: every window whose horizon shares no row with a horizon of the block.
        RowRange all = windows.Divide(rows, 1)[0][0];
        int first = all.Start, last = all.End, h = plan.Design.Horizon;
        LinearMap others = windows.Sum(
            0, [new RowRange(first, block.Start - h + 1), new RowRange(block.End + h - 1, last)])
            .Solve(plan.Design.BaselinePenalties[0]);
        double[] expected = new double[h], told = new double[h], whole = new double[h];
        new RidgeBaseline(plan.Design, [others]).Forecast(windows[0], 0, block.Start + 1, 0, expected);
        folds.Forecast(windows[0], 0, block.Start + 1, 0, told);
        folds.Whole.Forecast(windows[0], 0, block.Start + 1, 0, whole);

        Assert.NotEqual(whole, told);
        for (int t = 0; t < h; t++)
        {
            Assert.Equal(expected[t], told[t], 1e-5);
        }

        folds.Forecast(windows[0], 0, last + h, 0, told);
        folds.Whole.Forecast(windows[0], 0, last + h, 0, whole);
        Assert.Equal(whole, told);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(5)]
    [InlineData(4)]
    public void AHorizonLongerThanAYear_SeesNothingOfTheFuture(int year)
    {
        ForecastDesign design = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(160)), Tiny.Options()).Design with
        {
            Horizon = 11,
            BaselineLags = 8,
            BaselineYear = year,
        };
        var inputs = new WindowInputs(design, 0);
        float[] values = Tiny.Wave(100), changed = [.. values], cut = values[..60];
        changed.AsSpan(60).Fill(1e6f);
        double[][] seen =
        [
            .. new[] { values, changed, cut }.Select(column =>
            {
                var x = new double[inputs.Count];
                inputs.Write(new BaselineRows(Tiny.Daily(column)[0], design, [new FittedScaler(0, 1)]), 60, x);
                return x;
            }),
        ];

        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(seen[0], seen[2]);
    }

    [Theory]
    [InlineData("white noise")]
    [InlineData("constant and noise")]
    public void WhereNothingHelps_TheForecastIsTheBaselines_AndTheSentenceSaysSo(string kind)
    {
        var random = new Random(5);
        float[] values =
        [
            .. Enumerable.Range(0, 900).Select(_ => kind == "white noise"
                ? (float)(random.NextDouble() - 0.5)
                : (float)(50 + (0.1 * random.NextDouble()))),
        ];
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(values),
            Tiny.Options(epochs: 3) with { TestRows = 100, ValidationRows = 200, Transform = TargetTransform.None });
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest backtest = forecaster.Backtest(plan.Split);
        float[] baseline = forecaster.DataOf(plan.Set).Baseline(backtest.Windows);
        QuantileTable table = forecaster.Run(forecaster.DataOf(plan.Set), backtest.Windows);

        Assert.Equal(0, forecaster.BaselineShare);
        Assert.Contains("adds nothing", backtest.ToResult().Baseline!.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, backtest.ToResult().Baseline!.Change);
        Assert.Equal(backtest.Truth.Count, baseline.Length);
        Assert.True(table.Interval(0, 3, 0, 80).High > table.MedianOf(0, 3, 0));
    }

    [Fact]
    public void TheNetworkThatErrsClearlyLess_OnTheSameWindows_Answers()
    {
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(160)), Tiny.Options() with { Baseline = ForecastBaseline.None });
        var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
        Window[] windows = [.. Enumerable.Range(90, 40).Select(origin => new Window(0, origin, 8, 4))];
        float[] truth = data.Truth(windows);
        ValidationErrors near = Errors(windows, 0.1), far = Errors(windows, 0.2), same = Errors(windows, 0.199);
        Assert.True(near.AreClearlyLessThan(far));
        Assert.False(far.AreClearlyLessThan(near));
        Assert.False(same.AreClearlyLessThan(far));
        Assert.False(Errors(windows[1..], 0.1).AreClearlyLessThan(far));

        ValidationErrors Errors(Window[] some, double error)
        {
            float[] own = truth[^(4 * some.Length)..];
            var table = Tiny.Table<Stage.Raw>(
                some.Length, 4, [0.5], (w, t) => [own[(4 * w) + t] + (error * (1 + (((4 * w) + t) % 7 * 0.1)))]);
            return new ValidationErrors(data, some, table, own);
        }
    }

    [Fact]
    public void AFitThatIsStopped_BeforeItIsKnownWhichAnswers_GoesOn_ToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(160)), Tiny.Options(epochs: 3));
        using Fitted<Forecaster> whole = Tiny.FitWhole(plan);
        using var stop = new CancellationTokenSource();
        var run = new FitRun { Compare = true, Folder = folder.Path, Observers = [new StopAtTheOther(stop)] };
        using (Forecaster stopped = Tiny.FitUntil(plan, run, stop.Token))
        {
            Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
        }

        using Fitted<Forecaster> rest = Tiny.FitWhole(plan, new FitRun { Folder = folder.Path, Resume = true });
        Assert.Equal(whole.Model.Baseline is null, rest.Model.Baseline is null);
        Assert.Equal(Told(whole.Model), Told(rest.Model));
        Assert.Equal(Told(whole.Comparison!), Told(rest.Comparison!));

        double[] Told(Forecaster model) => Tiny.Values(model.Predict(plan.Set).Quantiles);
    }

    [Fact]
    public void TheOtherNetwork_IsARow_WhicheverAnswers()
    {
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(160)), Tiny.Options(epochs: 2));
        using Fitted<Forecaster> fitted = Tiny.FitWhole(plan);
        (Forecaster first, Forecaster second) = (fitted.Model, fitted.Comparison!);
        (Forecaster inside, Forecaster alone) = first.Baseline is null ? (second, first) : (first, second);
        Assert.NotNull(inside.Baseline);
        Assert.Null(alone.Baseline);

        JobResult result = Measured(inside, alone);
        Assert.Equal("network alone", result.Scores[1].Name);
        Assert.True(result.Baseline!.IsInside);

        JobResult other = Measured(alone, inside);
        Assert.Equal("with ridge inside", other.Scores[1].Name);
        Assert.False(other.Baseline!.IsInside);
        Assert.Equal(result.Scores[1].Metrics["mae"], other.Scores[0].Metrics["mae"]);
        Assert.Equal(result.Scores[0].Metrics["mae"], other.Scores[1].Metrics["mae"]);

        JobResult Measured(Forecaster model, Forecaster comparison) =>
            Backtest.Run(model, comparison, plan.Split, null, default).ToResult();
    }

    [Fact]
    public void TheTestPart_HasNoPartInTheModelFile()
    {
        using var folder = new TemporaryFolder();
        float[] values = Tiny.Wave(160), changed = [.. values];
        int test = ForecastPlan.Make(Tiny.Daily(values), Tiny.Options()).Split.Test.Rows[0].Start;
        changed.AsSpan(test).Fill(3);
        changed[^1] = 40;
        string[] names = ["a", "b"];
        foreach ((string name, float[] column) in names.Zip([values, changed]))
        {
            using Forecaster forecaster = Tiny.Fit(Tiny.Daily(column), Tiny.Options(epochs: 3));
            forecaster.Save(folder.File(name));
        }

        Assert.Equal(
            Storage.ModelFile.Read(folder.File("a")).Tensors.SelectMany(t => t.Values.ToArray()),
            Storage.ModelFile.Read(folder.File("b")).Tensors.SelectMany(t => t.Values.ToArray()));
    }

    /// <summary>Stops the fit where the fit of only the network begins.</summary>
    private sealed class StopAtTheOther(CancellationTokenSource stop) : IPartObserver
    {
        public void OnPart(string title)
        {
            if (title.Contains("only the network", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }

    /// <summary>A network with its first weights and the baseline fitted on the training part.</summary>
    private sealed class Opened(CpuBackend backend, ForecastModel model, ForecastData data) : IDisposable
    {
        private static readonly Window[] _windows = [new Window(0, 90, 8, 4), new Window(0, 101, 8, 4)];

        public ForecastModel Model => model;

        public static Opened Make(ForecastOptions options)
        {
            ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(160)), options);
            var backend = new CpuBackend(1);
            var model = new ForecastModel(plan.Design);
            model.Build(backend, 1);
            var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
            RidgeFolds baseline = RidgeFolds.Fit(
                new RidgeWindows(plan.Set, plan.Design, scaling, plan.Split.Train.Rows), plan.Split.Train.Rows);
            return new Opened(backend, model,
                new ForecastData(plan.Set, plan.Design, scaling, baseline: baseline.Whole));
        }

        public float[] Baseline() => data.Baseline(_windows);

        public float[] Medians() => Table().Medians();

        /// <summary>From the lowest to the highest quantile of each cell.</summary>
        public double[] Widths()
        {
            QuantileTable table = Table();
            return
            [
                .. Enumerable.Range(0, _windows.Length * model.Design.Horizon)
                        .Select(i => table[i / model.Design.Horizon, i % model.Design.Horizon, 0].ToArray())
                    .Select(q => q[^1] - q[0]),
            ];
        }

        /// <summary>Gives the last layers different weights, rising from quantile to quantile.</summary>
        public void Disturb()
        {
            foreach (ForecastNetwork member in model.Members)
            {
                int columns = member.Output.InputSize, P = model.Design.OutputsPerStep;
                var weights = new float[member.Output.Weight.Shape.Length];
                member.Output.Weight.Value.Read(weights);
                for (int i = 0; i < weights.Length; i++)
                {
                    weights[i] += 0.02f * ((i % columns % 5) - 2);
                }

                member.Output.Weight.Value.Write(weights);
                member.Output.Weight.MarkChanged();
                member.Output.Bias!.Value.Write(
                    [.. Enumerable.Range(0, member.Output.OutputSize).Select(row => 0.1f * (row % P))]);
                member.Output.Bias.MarkChanged();
            }
        }

        public void Dispose() => backend.Dispose();

        private QuantileTable<Stage.Raw> Table() =>
            Inference.Run(backend, tape => model.Quantiles(tape, data, _windows));
    }
}
