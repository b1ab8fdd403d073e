using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Inputs and targets of the network for some windows. It is refilled without allocating.
/// </summary>
/// <remarks>All sequences are equally long, so the packed row of step t of window b is t·B + b.</remarks>
internal sealed class WindowBatch(ForecastDesign design)
{
    private int[] _lengths = [];
    private float[] _levels = [], _targets = [], _weights = [];
    private readonly int _baselineColumn = design.HasBaseline ? design.BaselineColumn(0) : 0;
    private readonly double[] _baseline = new double[design.HasBaseline ? design.Horizon : 0];

    private readonly float[] _demand = new float[design.HasDemand ? design.Horizon * DemandLevels.Count : 0];

    /// <summary>The network and its features.</summary>
    public ForecastDesign Design { get; } = design;

    /// <summary>B: how many windows.</summary>
    public int Count { get; private set; }

    /// <summary>[L·B, Fe].</summary>
    public SequenceBatch Encoder { get; } = new(design.EncoderFeatures.Count);

    /// <summary>[H·B, Fd].</summary>
    public SequenceBatch Decoder { get; } = new(design.DecoderFeatures.Count);

    /// <summary>[B, H, K]: what the network should say, in its own scale; 0 where missing.</summary>
    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Count * Design.Horizon * Design.TargetCount);

    /// <summary>[B, H, K]: the weight of a target, 1 by default; 0 if it is not known.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count * Design.Horizon * Design.TargetCount);

    /// <summary>How many targets are known.</summary>
    public int KnownTargets { get; private set; }

    /// <summary>What was taken away from a target of a window, in the scaler's scale.</summary>
    public float Level(int window, int target) => _levels[(window * Design.TargetCount) + target];

    /// <summary>Fills the batch with windows.</summary>
    public void Fill(ForecastData data, params ReadOnlySpan<Window> windows)
    {
        Begin(windows.Length);
        for (int w = 0; w < windows.Length; w++)
        {
            Set(w, data.Series[windows[w].Series], windows[w].Origin);
        }
    }

    /// <summary>Starts a batch of <paramref name="count"/> windows; each is to be set by <see cref="Set"/>.</summary>
    public void Begin(int count)
    {
        Count = count;
        int cells = count * Design.TargetCount;
        if (_levels.Length < cells)
        {
            _levels = new float[cells];
            _targets = new float[cells * Design.Horizon];
            _weights = new float[cells * Design.Horizon];
            _lengths = new int[count];
        }

        Array.Fill(_lengths, Design.Lookback, 0, count);
        Encoder.Begin(_lengths.AsSpan(0, count));
        Array.Fill(_lengths, Design.Horizon, 0, count);
        Decoder.Begin(_lengths.AsSpan(0, count));
        KnownTargets = 0;
    }

    /// <summary>
    /// Fills one window. Rows from the origin on are read only for the training targets and covariates known ahead.
    /// </summary>
    /// <param name="window">Its place in the batch, 0 … Count − 1.</param>
    /// <param name="series">The series' features.</param>
    /// <param name="origin">The first row of the horizon, at least the look-back.</param>
    public void Set(int window, SeriesFeatures series, int origin)
    {
        int targets = Design.TargetCount;
        for (int k = 0; k < targets; k++)
        {
            _levels[(window * targets) + k] = WindowLevel.Of(Design, series.Target, k, origin);
        }

        SetEncoder(window, series, origin);
        SetDecoder(window, series, origin);
        SetTargets(window, series, origin);
    }

    private void SetEncoder(int window, SeriesFeatures series, int origin)
    {
        int targetLike = Design.TargetCount * (1 + Design.Lags.Count);
        for (int t = 0; t < Design.Lookback; t++)
        {
            Span<float> row = Encoder.Step(window, t);
            series.CopyEncoder(origin - Design.Lookback + t, row);
            Normalize(window, row[..targetLike]);
            ZeroMissing(row);
        }
    }

    private void SetDecoder(int window, SeriesFeatures series, int origin)
    {
        int lagged = Design.TargetCount * Design.Lags.Count;
        int levels = Design.LevelFeatures;
        for (int t = 0; t < Design.Horizon; t++)
        {
            Span<float> row = Decoder.Step(window, t);
            series.CopyDecoder(origin + t, row);

            // Levels are placed between the lags and the other features of the row; the table does not contain them.
            row[lagged..series.DecoderWidth].CopyTo(row[(lagged + levels)..]);
            if (t == 0)
            {
                SetLevels(window, series, origin, row.Slice(lagged, levels));
            }
            else
            {
                Decoder.Step(window, 0).Slice(lagged, levels).CopyTo(row[lagged..]);
            }

            row[^1] = t / (float)Design.Horizon;
            Normalize(window, row[..lagged]);
            ZeroMissing(row);
        }

        if (Design.HasDemand)
        {
            SetDemand(window, series, origin);
        }

        SetBaseline(window, series, origin);
    }

    /// <summary>What was demanded before the origin.</summary>
    private void SetDemand(int window, SeriesFeatures series, int origin)
    {
        DemandForm form = Design.DemandForm;
        for (int k = 0; k < Design.TargetCount; k++)
        {
            ReadOnlySpan<float> before = series.Series.Column(k)[..Math.Min(origin, series.Series.Length)];
            DemandLevels.Write(before, form.HalfLife, form.Season, form.Horizon, _demand);
            for (int t = 0; t < form.Horizon; t++)
            {
                _demand.AsSpan(t * DemandLevels.Count, DemandLevels.Count).CopyTo(
                    Decoder.Step(window, t)[(Design.BaselineColumn(0) + (k * DemandLevels.Count))..]);
            }
        }
    }

    /// <summary>What the baseline forecasts of each target, before the last feature of each step.</summary>
    private void SetBaseline(int window, SeriesFeatures series, int origin)
    {
        for (int k = 0; k < Design.TargetCount && Design.HasBaseline; k++)
        {
            series.Baseline!.Write(origin, k, _baseline);
            for (int t = 0; t < Design.Horizon; t++)
            {
                Decoder.Step(window, t)[_baselineColumn + k] = (float)_baseline[t] - Level(window, k);
            }

            if (Design.BaselineEach)
            {
                ReadOnlySpan<float> errors = series.Baseline.Errors(k);
                for (int t = 0; t < Design.Horizon; t++)
                {
                    Decoder.Step(window, t)[_baselineColumn + Design.TargetCount + k] = errors[t];
                }
            }
        }
    }

    /// <summary>Means of the last steps of each target, then of each rate.</summary>
    private void SetLevels(int window, SeriesFeatures series, int origin, Span<float> levels)
    {
        int targets = Design.TargetCount, rates = Design.Rates.Count;
        for (int l = 0; l < Design.Levels.Count; l++)
        {
            for (int k = 0; k < targets; k++)
            {
                levels[(l * targets) + k] = WindowLevel.Mean(series.Target, targets, k, origin, Design.Levels[l]);
            }

            for (int r = 0; r < rates; r++)
            {
                levels[(Design.Levels.Count * targets) + (l * rates) + r] = WindowLevel.Mean(
                    series.Rate, rates, r, origin, Design.Levels[l]);
            }
        }

        Normalize(window, levels[..(Design.Levels.Count * targets)]);
    }

    private void SetTargets(int window, SeriesFeatures series, int origin)
    {
        int targets = Design.TargetCount;
        for (int t = 0; t < Design.Horizon; t++)
        {
            for (int k = 0; k < targets; k++)
            {
                float value = origin + t < series.Rows ? series.Target[((origin + t) * targets) + k] : float.NaN;
                int at = (((window * Design.Horizon) + t) * targets) + k;
                bool isKnown = !float.IsNaN(value);
                float counts = isKnown ? series.Series.WeightAt(origin + t) : 0;
                _targets[at] = !isKnown ? 0
                    : Design.HasDemand ? series.Series[origin + t, k]
                    : value - Level(window, k);
                _weights[at] = counts;
                KnownTargets += counts > 0 ? 1 : 0;
            }
        }
    }

    private void Normalize(int window, Span<float> values)
    {
        if (Design.Normalization == WindowNormalization.None)
        {
            return;
        }

        for (int c = 0; c < values.Length; c++)
        {
            values[c] -= Level(window, c % Design.TargetCount);
        }
    }

    private static void ZeroMissing(Span<float> values)
    {
        foreach (ref float value in values)
        {
            if (float.IsNaN(value))
            {
                value = 0;
            }
        }
    }
}
