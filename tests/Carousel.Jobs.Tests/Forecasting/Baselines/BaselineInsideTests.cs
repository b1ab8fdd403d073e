using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>The network with a ridge regression inside: ŷ = r + f.</summary>
public sealed class BaselineInsideTests
{
    [Theory]
    [InlineData(WindowNormalization.None)]
    [InlineData(WindowNormalization.Mean)]
    [InlineData(WindowNormalization.Last)]
    public void AnUntrainedNetwork_ForecastsAsTheBaseline_BitForBit(WindowNormalization normalization)
    {
        var opened = Opened.Make(Tiny.Options() with
        {
            WindowNormalization = normalization,
            Ensemble = 3,
        });
        using (opened)
        {
            Assert.Equal(opened.Baseline(), opened.Medians());
        }
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

        public void Dispose() => backend.Dispose();

        private QuantileTable<Stage.Raw> Table() =>
            Inference.Run(backend, tape => model.Quantiles(tape, data, _windows));
    }
}
