using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Runs the rivals over the windows of a backtest and measures everybody by the same rules.</summary>
internal sealed class BacktestScorer
{
    private readonly ForecastDesign _design;
    private readonly SeriesSet _set;
    private readonly IReadOnlyList<Window> _windows;
    private readonly float[] _truth;
    private readonly double[] _scales;
    private readonly double[] _ownScales;
    private readonly double[] _variances;

    private BacktestScorer(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, IReadOnlyList<RowRange> training)
    {
        (_set, _design, _windows) = (set, design, windows);
        _truth = Truth();
        _ownScales =
        [
            .. set.Series.SelectMany((s, i) => Enumerable.Range(0, design.TargetCount).Select(
                k => ForecastMetrics.SeasonalNaiveScale(
                    s.Column(k)[training[i].Start..training[i].End], Math.Max(1, design.Season)))),
        ];
        _scales = [.. Enumerable.Range(0, design.TargetCount).Select(Scale)];
        _variances = [.. Enumerable.Range(0, design.TargetCount).Select(k => Variance(k, training))];
    }

    /// <summary>
    /// Measures a model's forecasts beside the rivals, which are fitted here on the training and validation rows.
    /// </summary>
    /// <param name="set">The series.</param>
    /// <param name="design">What was forecast.</param>
    /// <param name="windows">The origins.</param>
    /// <param name="quantiles">The model's forecasts.</param>
    /// <param name="training">For each series the rows that rivals learn from.</param>
    /// <param name="validation">For each series the rows that choose their settings.</param>
    /// <param name="fitting">How the rivals are fitted.</param>
    public static Backtest Score(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, QuantileTable quantiles,
        IReadOnlyList<RowRange> training, IReadOnlyList<RowRange> validation, RivalFitting fitting = default)
    {
        IReadOnlyList<RivalValues> rivals = Rivals(set, design, windows, training, validation, fitting);
        return Score(set, design, windows, quantiles, training, rivals);
    }

    /// <summary>Measures a model's forecasts beside those of rivals.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">What was forecast.</param>
    /// <param name="windows">The origins.</param>
    /// <param name="quantiles">The model's forecasts.</param>
    /// <param name="training">For each series the rows that scale errors.</param>
    /// <param name="rivals">The rivals' forecasts.</param>
    public static Backtest Score(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, QuantileTable quantiles,
        IReadOnlyList<RowRange> training, IReadOnlyList<RivalValues> rivals)
    {
        var scorer = new BacktestScorer(set, design, windows, training);
        BacktestModel model = scorer.Measure("carousel", Medians(design, quantiles), quantiles);
        BacktestModel[] scores =
        [
            .. rivals.Select(r => scorer.Measure(r.Name, r.Values, r.Quantiles) with { Title = r.Title })
                .OrderBy(b => double.IsNaN(b.MeanAbsoluteError)).ThenBy(b => b.MeanAbsoluteError),
        ];
        return new Backtest(
            set, design, windows, quantiles, scorer._truth, [.. rivals.Select(r => (r.Name, r.Values))], model, scores)
        {
            RivalQuantiles = rivals.Where(r => r.Quantiles is not null).ToDictionary(r => r.Name, r => r.Quantiles!),
        };
    }

    /// <summary>Measures a model's forecasts alone.</summary>
    public static BacktestModel ScoreAlone(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, QuantileTable quantiles,
        IReadOnlyList<RowRange> training)
    {
        var scorer = new BacktestScorer(set, design, windows, training);
        return scorer.Measure("carousel", Medians(design, quantiles), quantiles);
    }

    /// <summary>The medians of a table of the windows of a backtest: [W, H, K].</summary>
    public static float[] Medians(ForecastDesign design, QuantileTable quantiles)
    {
        var medians = new float[quantiles.Windows * design.Horizon * design.TargetCount];
        for (int i = 0; i < medians.Length; i++)
        {
            int cell = i / design.TargetCount;
            medians[i] = (float)quantiles.MedianOf(
                cell / design.Horizon, cell % design.Horizon, i % design.TargetCount);
        }

        return medians;
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    /// <summary>What each rival forecasts, fitted for each target.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">What is forecast.</param>
    /// <param name="windows">The origins.</param>
    /// <param name="training">For each series the rows that rivals learn from.</param>
    /// <param name="validation">For each series the rows that choose their settings.</param>
    /// <param name="fitting">How the rivals are fitted.</param>
    public static IReadOnlyList<RivalValues> Rivals(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, IReadOnlyList<RowRange> training,
        IReadOnlyList<RowRange> validation, RivalFitting fitting)
    {
        using var workers = fitting.MakeWorkers();
        var forecasts = new List<RivalValues>();
        RivalData[] targets =
        [
            .. Enumerable.Range(0, design.TargetCount)
                .Select(k => new RivalData(set, design, k, training, validation)),
        ];
        foreach (Func<RivalData, IWindowRival> fit in RivalTable.For(targets, workers))
        {
            var values = new float[windows.Count * design.Horizon * design.TargetCount];
            QuantileTable? quantiles = null;
            (string name, string title) = ("", "");
            foreach (RivalData target in targets)
            {
                fitting.Cancellation.ThrowIfCancellationRequested();
                IWindowRival rival = fit(target);
                (name, title) = (rival.Name, rival.Title);
                Forecast(rival, design, windows, target.Target, values);
                if (rival is IQuantileRival told)
                {
                    quantiles ??= new QuantileTable(
                        windows.Count, design.Horizon, design.TargetCount, design.Quantiles);
                    Tell(told, windows, target.Target, quantiles);
                }
            }

            forecasts.Add(new RivalValues(name, title, values) { Quantiles = quantiles });
        }

        return forecasts;
    }

    private static void Forecast(
        IWindowRival rival, ForecastDesign design, IReadOnlyList<Window> windows, int k, float[] values)
    {
        var forecast = new float[design.Horizon];
        for (int w = 0; w < windows.Count; w++)
        {
            rival.Forecast(windows[w].Series, windows[w].Origin, forecast);
            for (int t = 0; t < forecast.Length; t++)
            {
                values[(((w * design.Horizon) + t) * design.TargetCount) + k] = forecast[t];
            }
        }
    }

    private static void Tell(IQuantileRival rival, IReadOnlyList<Window> windows, int k, QuantileTable table)
    {
        int Q = table.Shares.Count;
        var told = new double[table.Horizon * Q];
        for (int w = 0; w < windows.Count; w++)
        {
            rival.Quantiles(windows[w].Series, windows[w].Origin, table.Shares, told);
            for (int t = 0; t < table.Horizon; t++)
            {
                told.AsSpan(t * Q, Q).CopyTo(table[w, t, k]);
            }
        }
    }

    private BacktestModel Measure(string name, float[] forecast, QuantileTable? quantiles)
    {
        int targets = _design.TargetCount;
        float[][] truths = [.. Enumerable.Range(0, targets).Select(k => Column(_truth, k))];
        float[][] values = [.. Enumerable.Range(0, targets).Select(k => Column(forecast, k))];
        double[] squared = [.. truths.Select((y, k) => ForecastMetrics.RootMeanSquaredError(y, values[k]))];
        double[] absolute = [.. truths.Select((y, k) => ForecastMetrics.MeanAbsoluteError(y, values[k]))];
        double[] levels = quantiles is null ? [] : [.. _design.Intervals];
        return new BacktestModel(
            name,
            absolute.Average(),
            squared.Average(),
            truths.Select((y, k) => ForecastMetrics.SymmetricMeanAbsolutePercentageError(
                y, values[k], _design.OffsetOf(k))).Average(),
            Mean(truths.Select((y, k) => ForecastMetrics.MeanAbsoluteScaledError(y, values[k], _scales[k]))),
            Mean(squared.Select((r, k) => _variances[k] > 0 ? r * r / _variances[k] : double.NaN)),
            quantiles is null ? double.NaN : truths.Select((y, k) => ForecastMetrics.WeightedQuantileLoss(
                y, [.. quantiles.Shares.Select((_, q) => QuantileColumn(quantiles, k, q))], quantiles.Shares,
                _design.OffsetOf(k))).Average(),
            levels.ToDictionary(
                l => l,
                l =>
                    truths.Select(
                        (y, k) =>
                            ForecastMetrics.Coverage(y, End(quantiles!, k, l, false), End(quantiles!, k, l, true)))
                            .Average()),
            levels.ToDictionary(
                l => l,
                l =>
                    truths.Select(
                        (_, k) => ForecastMetrics.Width(End(quantiles!, k, l, false), End(quantiles!, k, l, true)))
                            .Average()),
            ByStep(forecast))
        {
            MeanScaledError = OverSeries((w, t, k) => Math.Abs((double)TruthAt(w, t, k) - forecast[At(w, t, k)])),
            MeanScaledIntervalScore = quantiles is null
                ? double.NaN
                : OverSeries((w, t, k) => Score(TruthAt(w, t, k), quantiles.Interval(w, t, k, levels[^1]), levels[^1])),
        };
    }

    /// <summary>Gneiting and Raftery 2007, equation 43, of one value.</summary>
    private static double Score(double truth, (double Low, double High) ends, double level) =>
        ends.High - ends.Low
            + (200 / (100 - level) * (Math.Max(0, ends.Low - truth) + Math.Max(0, truth - ends.High)));

    /// <summary>The mean over series of the mean of a loss, over the scale of each; NaN for one series.</summary>
    private double OverSeries(Func<int, int, int, double> loss)
    {
        if (_set.Count == 1)
        {
            return double.NaN;
        }

        int targets = _design.TargetCount;
        var sums = new double[_set.Count * targets];
        var counts = new long[sums.Length];
        for (int w = 0; w < _windows.Count; w++)
        {
            for (int t = 0; t < _design.Horizon; t++)
            {
                for (int k = 0; k < targets; k++)
                {
                    double one = loss(w, t, k);
                    if (!double.IsNaN(one))
                    {
                        int series = (_windows[w].Series * targets) + k;
                        sums[series] += one;
                        counts[series]++;
                    }
                }
            }
        }

        return Mean(
            Enumerable.Range(0, sums.Length).Where(i => counts[i] > 0 && _ownScales[i] > 0)
                .Select(i => sums[i] / counts[i] / _ownScales[i]));
    }

    private int At(int window, int step, int target) =>
        (((window * _design.Horizon) + step) * _design.TargetCount) + target;

    private float TruthAt(int window, int step, int target) => _truth[At(window, step, target)];

    private double[] ByStep(float[] forecast)
    {
        var sums = new double[_design.Horizon];
        var counts = new long[_design.Horizon];
        for (int i = 0; i < forecast.Length; i++)
        {
            if (!float.IsNaN(_truth[i]) && !float.IsNaN(forecast[i]))
            {
                int step = i / _design.TargetCount % _design.Horizon;
                sums[step] += Math.Abs((double)_truth[i] - forecast[i]);
                counts[step]++;
            }
        }

        return [.. sums.Select((s, t) => counts[t] == 0 ? double.NaN : s / counts[t])];
    }

    private float[] Truth()
    {
        var truth = new float[_windows.Count * _design.Horizon * _design.TargetCount];
        int at = 0;
        foreach (Window window in _windows)
        {
            for (int t = 0; t < _design.Horizon; t++)
            {
                for (int k = 0; k < _design.TargetCount; k++)
                {
                    truth[at++] = _set[window.Series][window.Origin + t, k];
                }
            }
        }

        return truth;
    }

    private double Scale(int k) =>
        Mean(_ownScales.Where((scale, i) => i % _design.TargetCount == k && !double.IsNaN(scale)));

    private double Variance(int k, IReadOnlyList<RowRange> training)
    {
        IEnumerable<double> known = _set.Series
            .SelectMany((s, i) => s.Column(k)[training[i].Start..training[i].End].ToArray())
            .Where(v => !float.IsNaN(v)).Select(v => (double)v);
        double mean = Mean(known);
        return Mean(known.Select(v => (v - mean) * (v - mean)));
    }

    private float[] Column(float[] values, int k) =>
        [
            .. Enumerable.Range(0, values.Length / _design.TargetCount)
                .Select(i => values[(i * _design.TargetCount) + k]),
        ];

    private static float[] QuantileColumn(QuantileTable table, int k, int q) =>
        [
            .. Enumerable.Range(0, table.Windows * table.Horizon)
                .Select(i => (float)table[i / table.Horizon, i % table.Horizon, k][q]),
        ];

    private static float[] End(QuantileTable table, int k, double level, bool high) =>
        [.. Enumerable.Range(0, table.Windows * table.Horizon).Select(i =>
        {
            (double low, double up) = table.Interval(i / table.Horizon, i % table.Horizon, k, level);
            return (float)(high ? up : low);
        })];
}

/// <summary>What a rival forecasts of some windows.</summary>
/// <param name="Name">As a column of a table is called.</param>
/// <param name="Title">As a person reads it.</param>
/// <param name="Values">[W, H, K].</param>
internal sealed record RivalValues(string Name, string Title, float[] Values)
{
    /// <summary>[W, H, K, Q]; null where one number is forecast.</summary>
    public QuantileTable? Quantiles { get; init; }
}
