using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Forecasting.Beside;
using Carousel.Forecasting.Rivals;
using Carousel.Jobs.Fitting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting.Beside;

/// <summary>A smoothing of each series with dilated layers on what it leaves, averaged with the network.</summary>
public sealed class LearnedSmoothingTests
{
    private const int Season = 6;

    /// <summary>Series with levels of their own that wander, and a season that drifts.</summary>
    private static SeriesSet Seasonal(int count = 5, int rows = 330, Action<int, float[]>? change = null) => new(
        [
            .. Enumerable.Range(0, count).Select(s =>
            {
                float[] values =
                [
                    .. Enumerable.Range(0, rows).Select(t => (float)(
                        20 + s + (0.01 * t * ((s % 3) - 1)) + (0.3 * Math.Sin(0.7 * t * t))
                        + ((2 + (0.004 * t)) * Math.Sin(2 * Math.PI * t / Season)))),
                ];
                change?.Invoke(s, values);
                return new Series(["value"], [values], id: $"s{s}");
            }),
        ],
        SeriesRoles.AllTargets(["value"]), "seasonal.csv", idName: "id");

    private static ForecastOptions Options(ForecastCompanion beside = ForecastCompanion.Smoothing) =>
        Tiny.Options(epochs: 1) with
        {
            Beside = beside,
            Rival = ForecastRival.None,
            Seasons = [Season],
            Transform = TargetTransform.None,
            TestRows = 24,
            ValidationRows = 36,
        };

    private static Window At(int series, int origin) => new(series, origin, Season, Tiny.Options().Horizon ?? 0);

    [Fact]
    public void Smoothing_HasItsShareChosen_AndASavedModelForecastsTheSameBits_OnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.File("one.safetensors"), folder.File("two.safetensors")];
        SeriesSet set = Seasonal();
        for (int threads = 1; threads <= 2; threads++)
        {
            ForecastOptions options = Options(ForecastCompanion.All);
            options = options with { Fit = options.Fit with { Threads = threads } };
            using Forecaster fitted = Tiny.Fit(set, options);
            fitted.Save(paths[threads - 1]);
            using Forecaster loaded = Forecaster.Load(paths[threads - 1]);

            Assert.Equal(2, loaded.Beside.All.Count);
            Assert.Equal(fitted.Beside.All.Select(c => c.Share), loaded.Beside.All.Select(c => c.Share));
            Assert.Contains(loaded.Beside.All, c => c is { Forecasts: LearnedSmoothing, Share: > 0 });
            Assert.Equal(Tiny.Values(fitted.Predict(set).Quantiles), Tiny.Values(loaded.Predict(set).Quantiles));
        }

        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }

    [Fact]
    public void RowsThatAStreamKeeps_AreEnough()
    {
        SeriesSet set = Seasonal(count: 1, rows: 420);
        using Forecaster fitted = Tiny.Fit(set, Options());
        Assert.True(fitted.Beside.All.Single().Share > 0);

        Series series = set[0];
        int kept = Companions.Reach(fitted.Design) + fitted.Design.Lookback;
        Assert.InRange(kept, 1, series.HistoryLength - 1);
        var tail = new SeriesSet(
            [new Series(["value"], [series.Column(0)[^kept..].ToArray()], id: series.Id)], set.Roles, set.Name,
            idName: "id");

        // Widths follow the errors of all rows before, medians do not.
        Assert.Equal(Medians(fitted.Predict(set)), Medians(fitted.Predict(tail)));
    }

    private static double[] Medians(Forecast forecast) =>
        [.. Enumerable.Range(0, forecast.Quantiles.Horizon).Select(t => forecast.Quantiles.MedianOf(0, t, 0))];

    [Fact]
    public void Forecasts_AreGood_DependOnNoLaterRow_AndOnNoOtherWindow()
    {
        using var trained = new Fitted(Seasonal());
        (ForecastData data, LearnedSmoothing smoothing) = (trained.Data, trained.Smoothing);
        Window[] windows = [At(0, 300), At(1, 301), At(4, 310)];
        var fitting = new RivalFitting(2, default);
        double[] together = smoothing.Forecast(data, windows, fitting);

        int H = data.Design.Horizon;
        float[] truth = data.Truth(windows);
        QuantileTable table = new(windows.Length, H, 1, [0.5]);
        for (int i = 0; i < together.Length; i++)
        {
            table[i / H, i % H, 0][0] = together[i];
        }

        data.ToData(table, windows);
        double error = 0;
        for (int i = 0; i < together.Length; i++)
        {
            Window window = windows[i / H];
            error += Math.Abs(table[i / H, i % H, 0][0] - trained.Set[window.Series][window.Origin + (i % H), 0])
                / together.Length;
        }

        Assert.True(error < 0.6, $"{error}: the season alone has a size of 2 to 3, the noise 0.2");
        Assert.True(truth.All(float.IsFinite));

        for (int w = 0; w < windows.Length; w++)
        {
            Assert.Equal(
                together[(w * H)..((w + 1) * H)], smoothing.Forecast(data, [windows[w]], new RivalFitting(1, default)));
        }

        ForecastData later = trained.DataOf(Seasonal(change: (_, values) => values.AsSpan(310).Fill(1000)));
        Assert.Equal(together, smoothing.Forecast(later, windows, fitting));
    }

    [Fact]
    public void MissingRows_ShortSeries_AndSeriesNeverSeen_HaveAForecast_OrNone()
    {
        using var trained = new Fitted(Seasonal(change: (s, values) =>
        {
            for (int t = s; t < values.Length; t += 11)
            {
                values[t] = float.NaN;
            }
        }));
        var fitting = new RivalFitting(1, default);
        ForecastData data = trained.Data;

        Assert.All(trained.Smoothing.Forecast(data, [At(2, 300)], fitting), v => Assert.True(double.IsFinite(v)));

        // Two rounds to begin with, and one row more.
        Assert.All(
            trained.Smoothing.Forecast(data, [At(2, (2 * Season) + 1)], fitting),
            v => Assert.True(double.IsFinite(v)));
        Assert.All(
            trained.Smoothing.Forecast(data, [At(2, 2 * Season)], fitting), v => Assert.True(double.IsNaN(v)));

        var other = new SeriesSet(
            [new Series(["value"], [trained.Set[1].Column("value").ToArray()], id: "new")],
            SeriesRoles.AllTargets(["value"]), "other.csv", idName: "id");
        Assert.All(
            trained.Smoothing.Forecast(trained.DataOf(other), [At(0, 300)], fitting),
            v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void WithoutASeason_OrEnoughRows_ItIsRefused()
    {
        Assert.Contains(
            "season",
            Assert.Throws<OptionException>(
                () => ForecastPlan.Make(Seasonal(), Options() with { Seasons = [1] })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "to learn from",
            Assert.Throws<OptionException>(
                () => ForecastPlan.Make(Seasonal(rows: 120), Options() with { Seasons = [40] })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedTensors_AreRefused()
    {
        using var trained = new Fitted(Seasonal());
        StoredTensor[] tensors = [.. trained.Smoothing.ToTensors()];
        string[] ids = [.. trained.Set.Series.Select(s => s.Id!)];
        StoredTensor? Find(string name) => tensors.FirstOrDefault(t => t.Name == name);
        var read = LearnedSmoothing.Read(trained.Data.Design, ids, Find, "it");
        Assert.Equal(
            tensors.Select(t => t.Values.ToArray()), read.ToTensors().Select(t => t.Values.ToArray()));

        Assert.Throws<ModelFileException>(
            () => LearnedSmoothing.Read(trained.Data.Design, ids[1..], Find, "it"));
        Assert.Throws<ModelFileException>(() => LearnedSmoothing.Read(
            trained.Data.Design, ids, name => name.EndsWith("bias", StringComparison.Ordinal) ? null : Find(name),
            "it"));
    }

    /// <summary>A forecaster whose smoothing is looked at alone.</summary>
    private sealed class Fitted : IDisposable
    {
        private readonly Forecaster _forecaster;

        public Fitted(SeriesSet set)
        {
            (Set, _forecaster) = (set, Tiny.Fit(set, Options()));
            Data = DataOf(set);
            Smoothing = (LearnedSmoothing)_forecaster.Beside.All.Single().Forecasts;
        }

        public SeriesSet Set { get; }

        public ForecastData Data { get; }

        public LearnedSmoothing Smoothing { get; }

        public ForecastData DataOf(SeriesSet set) => _forecaster.DataOf(set);

        public void Dispose() => _forecaster.Dispose();
    }
}
