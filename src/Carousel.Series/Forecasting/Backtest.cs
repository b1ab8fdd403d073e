using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts from many origins, each from only the rows before it, compared with the true values and with the
/// baselines.
/// </summary>
public sealed partial record Backtest
{
    private const string WholeAnswer = "";

    private static readonly JobMetric _weight = new("weight", "weight, %") { Decimals = 0 };

    // Errors as multiples of the naive forecast's: two decimals tell them apart.
    private static readonly JobMetric[] _metrics =
    [
        new("mae", "MAE"), new("rmse", "RMSE"), new("smape", "sMAPE, %") { IsDetail = true, Decimals = 1 },
        new("mase", "MASE") { Decimals = 2 }, new("wql", "weighted quantile loss") { Abbreviation = "WQL" },
    ];

    // Of several series, each by its own scale.
    private static readonly JobMetric[] _seriesMetrics =
    [
        new("mean_mase", "mean MASE of a series") { Abbreviation = "mean MASE", Decimals = 3 },
        new("msis", "MSIS of the widest interval") { IsDetail = true, Decimals = 2 },
    ];

    /// <summary>Rows of the table by level that a terminal shows; the report and the file have all.</summary>
    private const int ShownLevels = 5;

    /// <summary>The series.</summary>
    public SeriesSet Set { get; }

    /// <summary>What was forecast.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The origins, series after series, in order of time.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <summary>[W, H, K, Q]: the forecasts in the unit of the data.</summary>
    public QuantileTable Quantiles { get; }

    /// <summary>[W, H, K]: what came; NaN where missing.</summary>
    public IReadOnlyList<float> Truth => _truth;

    /// <summary>Each [W, H, K]: what the baselines forecast.</summary>
    public IReadOnlyList<(string Name, float[] Values)> BaselineForecasts { get; }

    /// <summary>How well the model did.</summary>
    public BacktestModel Model { get; }

    /// <summary>How well the baselines did, the best first.</summary>
    public IReadOnlyList<BacktestModel> Baselines { get; }

    /// <summary>The baseline with the smallest mean absolute error.</summary>
    public BacktestModel BestBaseline => Baselines[0];

    /// <summary>
    /// How well the network did without the methods that are averaged with it or, for intermittent demand, the other
    /// model of the fit; null without one.
    /// </summary>
    internal BacktestModel? Other { get; init; }

    /// <summary>The weight of each method in the answer, by its word; none where only the network answers.</summary>
    internal IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>What the network adds to the baseline inside it; null without one.</summary>
    internal BaselineEffect? Baseline { get; init; }

    /// <summary>What baselines with quantiles forecast, by name.</summary>
    internal IReadOnlyDictionary<string, QuantileTable<Stage.InUnits>> BaselineQuantiles { get; }

    /// <summary>Whether counts are forecast: then most baselines have quantiles.</summary>
    internal bool HasCounts =>
        Design.HasDemand || BaselineQuantiles.Keys.Any(name => !WindowMethods.All.Contains(name));

    /// <summary>How many sums of counts over the horizon lay inside their intervals; null where sums have none, or no
    /// counts with many zeros are forecast.</summary>
    internal SumCoverage? Sums { get; init; }

    /// <summary>The errors by level of a hierarchy; null without one.</summary>
    internal LevelTable? Levels { get; init; }

    /// <summary>As the table that every job has: the model, the network for comparison, the baselines.</summary>
    /// <returns>Table and sentence, without report and files.</returns>
    public JobResult ToResult()
    {
        BacktestModel[] rows = [Model, .. Optional.Of(Other), .. Baselines];
        JobMetric[] metrics =
        [
            .. _metrics, .. double.IsNaN(Model.MeanScaledError) ? Array.Empty<JobMetric>() : _seriesMetrics,
            .. Weights.Count == 0 ? Array.Empty<JobMetric>() : [_weight],
        ];
        JobScore own = ScoreOf(Model, WholeAnswer);
        foreach ((string key, double share) in Sums?.Measures() ?? [])
        {
            own = own with { Metrics = new Dictionary<string, double>(own.Metrics) { [key] = share } };
        }

        string verdict = DemandVerdict.Of(this) is { } byLoss
            ? $"{byLoss} {Sums?.Sentence(Design.Intervals[0])}".TrimEnd()
            : ForecastSentence.Comparison(this);
        return new(
            metrics,
            [
                own,
                .. rows.Skip(1).Select(m => ScoreOf(m, WindowMethods.WordOf(m.Name))),
            ],
            verdict)
        {
            Baseline = Baseline,
            Details = Levels?.ToLines(ShownLevels) ?? [],
            Files = Levels is { } levels ? [JobFile.OfText(LevelTable.FileName, levels.ToCsv())] : [],
        };
    }

    private JobScore ScoreOf(BacktestModel method, string word)
    {
        JobScore score = method.ToScore();
        return Weights.Count == 0 ? score : score with
        {
            Metrics = new Dictionary<string, double>(score.Metrics)
            {
                [_weight.Key] = word == WholeAnswer ? 100
                    : Weights.TryGetValue(word, out double weight) ? Math.Round(100 * weight)
                    : double.NaN,
            },
        };
    }

    /// <summary>The mean absolute error of the model at each hour of the day; empty where rows have no hours.</summary>
    /// <returns>[24]; NaN where no forecast fell.</returns>
    public double[] ErrorByHour() => ErrorByHour(Quantiles.Medians());

    /// <summary>The same of other forecasts.</summary>
    /// <param name="values">[W, H, K].</param>
    internal double[] ErrorByHour(float[] values) => Set.Frequency is { Days: < 1 }
        ? MeanBy(24, values, (window, step) => Set[window.Series].TimeAt(window.Origin + step)?.Hour ?? 0)
        : [];

    /// <summary>What a baseline forecast.</summary>
    /// <param name="baseline">One of <see cref="Baselines"/>.</param>
    /// <returns>[W, H, K].</returns>
    internal float[] ValuesOf(BacktestModel baseline) =>
        BaselineForecasts.First(b => b.Name == baseline.Name).Values;

    /// <summary>How the model compares with a baseline, origin by origin.</summary>
    /// <param name="baseline">One of <see cref="Baselines"/>.</param>
    /// <returns>The comparison; the model is the first.</returns>
    internal PairedForecastTest Compare(BacktestModel baseline) => Compare(ValuesOf(baseline));

    /// <summary>How the model compares with other forecasts, origin by origin.</summary>
    /// <param name="values">[W, H, K]: the other forecasts.</param>
    /// <remarks>As single precision, in which the others are: equal forecasts have equal errors.</remarks>
    internal PairedForecastTest Compare(float[] values) => Compare(i => (
        Math.Abs((double)Truth[i] - (float)Quantiles.MedianOf(i)), Math.Abs((double)Truth[i] - values[i])));

    /// <summary>The same by quantile losses.</summary>
    /// <param name="other">The other forecasts.</param>
    internal PairedForecastTest CompareLosses(QuantileTable other) => Compare(i => (
        DemandScore.Pinball(Truth[i], Quantiles.Shares, Quantiles[i]),
        DemandScore.Pinball(Truth[i], other.Shares, other[i])));

    /// <summary>The same by the mean losses of a window's known values; windows without any are left out.</summary>
    private PairedForecastTest Compare(Func<int, (double Own, double Other)> lossOf)
    {
        var errors = new SortedDictionary<long, List<(double Own, double Other)>>();
        int cells = Design.Horizon * Design.TargetCount;
        for (int w = 0; w < Windows.Count; w++)
        {
            (double own, double other, int known) = (0, 0, 0);
            for (int i = w * cells; i < (w + 1) * cells; i++)
            {
                (double here, double there) = lossOf(i);
                if (!double.IsNaN(here) && !double.IsNaN(there))
                {
                    (own, other, known) = (own + here, other + there, known + 1);
                }
            }

            if (known > 0)
            {
                long place = PlaceOf(Windows[w]);
                errors.TryAdd(place, []);
                errors[place].Add((own / known, other / known));
            }
        }

        long[] places = [.. errors.Keys];
        int overlap = places
            .Select((from, i) => places.Skip(i + 1).TakeWhile(p => p < from + Design.Horizon).Count())
            .DefaultIfEmpty(0).Max();
        return PairedForecastTest.Of(
            [.. errors.Values.Select(e => e.Average(v => v.Own))],
            [.. errors.Values.Select(e => e.Average(v => v.Other))], overlap);
    }

    /// <summary>Which row of a clock that all series share an origin is.</summary>
    private long PlaceOf(Window window) => WindowClock.PlaceOf(Set[0], Set[window.Series], window.Origin);

    private double[] MeanBy(int groups, float[] values, Func<Window, int, int> groupOf)
    {
        var sums = new double[groups];
        var counts = new long[groups];
        int targets = Design.TargetCount;
        for (int i = 0; i < Truth.Count; i++)
        {
            if (!float.IsNaN(Truth[i]) && !float.IsNaN(values[i]))
            {
                int w = i / targets / Design.Horizon, t = i / targets % Design.Horizon;
                int group = groupOf(Windows[w], t);
                sums[group] += Math.Abs((double)Truth[i] - values[i]);
                counts[group]++;
            }
        }

        return [.. sums.Select((s, g) => counts[g] == 0 ? double.NaN : s / counts[g])];
    }
}
