using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>A set of series as a design's network sees it, and the way back to the scale of the data.</summary>
internal sealed class ForecastData
{
    private readonly ForecastScaling _scaling;
    private readonly MadeOnDemand<SeriesFeatures> _features;
    private readonly int _eventsUntil;

    /// <summary>Makes the features.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Which features.</param>
    /// <param name="scaling">The scalers of the training.</param>
    /// <param name="rows">For each series the rows that scalers may be fitted on where training did not see it; null
    /// for its whole history.</param>
    /// <param name="baseline">The baseline inside; null without one.</param>
    /// <param name="eventsUntil">Rows from this one on count as ordinary days; null for what they are.</param>
    public ForecastData(
        SeriesSet set, ForecastDesign design, ForecastScaling scaling, IReadOnlyList<RowRange>? rows = null,
        IBaselineInside? baseline = null, int? eventsUntil = null)
    {
        set = design.Mask(set);
        (Set, Design, _scaling, _eventsUntil) = (set, design, scaling, eventsUntil ?? int.MaxValue);
        var calendar = new CalendarRows(design, set.Series);
        _features = set.OnDemand(
            i =>
            {
                Series s = set[i];
                IReadOnlyList<FittedScaler> own = scaling.Of(s, rows?[i] ?? new RowRange(0, s.HistoryLength), design);
                float[][] events = scaling.EventsOf(Days?[i] ?? s, design);
                foreach (float[] effects in eventsUntil is null ? [] : events)
                {
                    effects.AsSpan(eventsUntil!.Value).Clear();
                }

                return new SeriesFeatures(s, design, own, scaling.Statics, events, calendar)
                {
                    Baseline = baseline is null ? null
                        : new BaselineForecast(baseline, new BaselineRows(s, design, own, events), i),
                };
            },
            features => features.Bytes);
    }

    /// <summary>Which features.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The series.</summary>
    public SeriesSet Set { get; }

    /// <summary>For each series one whose stamps decide which rows are special days; null for its own stamps.
    /// </summary>
    public IReadOnlyList<Series>? Days { get; init; }

    /// <summary>The features of each series, made when they are asked for; of a large set some are kept.</summary>
    public IReadOnlyList<SeriesFeatures> Series => _features;

    /// <summary>
    /// The true values of windows in the network's scale: [W, H, K], NaN where missing, or where they do not count.
    /// </summary>
    public float[] Truth(IReadOnlyList<Window> windows) =>
        Filled(windows, (batch, i) => batch.Weights[i] == 0 ? float.NaN : batch.Targets[i]);

    /// <summary>How much each true value of windows counts: [W, H, K]; null where all count alike.</summary>
    public float[]? Weights(IReadOnlyList<Window> windows) => !Set.HasWeights ? null :
    [
        .. from window in windows
           from t in Enumerable.Range(0, Design.Horizon)
           from k in Design.TargetPlaces
           select Set[window.Series].WeightAt(window.Origin + t),
    ];

    /// <summary>The baseline's forecasts of windows in the network's scale: [W, H, K].</summary>
    public float[] Baseline(IReadOnlyList<Window> windows)
    {
        int targets = Design.TargetCount, place = Design.BaselineColumn(0);
        return Filled(windows, (batch, i) => batch.Decoder.Step(0, i / targets)[place + (i % targets)]);
    }

    /// <summary>From the network's scale to that of the data.</summary>
    public QuantileTable<Stage.InUnits> ToData(
        QuantileTable<Stage.Calibrated> table, IReadOnlyList<Window> windows)
    {
        SeriesFeatures series = null!;
        ForecastScaling scaling = _scaling;
        var levels = new float[table.Targets];
        return table.To<Stage.InUnits>((w, t, k, quantiles) =>
        {
            if (t == 0)
            {
                if (k == 0)
                {
                    series = Series[windows[w].Series];
                    scaling = _scaling.Before(series.Series, windows[w].Origin, Design);
                }

                levels[k] = WindowLevel.Of(Design, series.Target, k, windows[w].Origin);
            }

            foreach (ref double quantile in quantiles)
            {
                double value = quantile + levels[k];
                quantile = Design.HasDemand ? Math.Max(0, value)
                    : scaling.ToData(Design, k, series.Scalers[k], value);
            }

            Close(
                quantiles, table.Shares, Days?[windows[w].Series] ?? series.Series, windows[w].Origin + t, k);
        });
    }

    /// <summary>The same, with 0 at closed times.</summary>
    public QuantileTable<Stage.InUnits> ToOpenData(
        QuantileTable<Stage.Calibrated> table, IReadOnlyList<Window> windows)
    {
        QuantileTable<Stage.InUnits> told = ToData(table, windows);
        return Design.Closed?.Clear(told, Set, windows) ?? told;
    }

    /// <summary>The same of medians, or of other single numbers: calibration does not change medians.</summary>
    /// <param name="values">[W, H, K] in the network's scale.</param>
    /// <param name="windows">[W].</param>
    public QuantileTable<Stage.InUnits> ToData(double[] values, IReadOnlyList<Window> windows) => ToData(
        new QuantileTable<Stage.Calibrated>(Design.Horizon, Design.TargetCount, [0.5], values), windows);

    /// <summary>A day on which the series is closed, or may be.</summary>
    private void Close(Span<double> quantiles, IReadOnlyList<double> shares, Series series, int row, int k)
    {
        if (Design.Events is { Closed: { } closures } calendar && row < _eventsUntil
            && closures.At(calendar, series, row, k) is > 0 and var closed)
        {
            EventClosures.Apply(shares, quantiles, closed, Design.HasDemand);
        }
    }

    /// <summary>[W, H, K]: a value of each window, read from a batch that has only this window.</summary>
    private float[] Filled(IReadOnlyList<Window> windows, Func<WindowBatch, int, float> value)
    {
        var batch = new WindowBatch(Design);
        int size = Design.Horizon * Design.TargetCount;
        var values = new float[windows.Count * size];
        for (int i = 0; i < values.Length; i++)
        {
            if (i % size == 0)
            {
                batch.Fill(this, windows[i / size]);
            }

            values[i] = value(batch, i % size);
        }

        return values;
    }
}
