using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// What boosted trees see of one step of a window: the step, the calendar, the last rounds of each season at the step,
/// the last values and their means, last year, and, around the step, covariates known ahead and effects of special
/// days. NaN is missing.
/// </summary>
/// <remarks>
/// Rows from the origin on are read only for covariates known ahead. With several series, each one's target is
/// centred and divided by its deviation in the training part, and its number is an input.
/// </remarks>
internal sealed class StepInputs
{
    private const int Rounds = 4;
    private const int Weekdays = 7;
    private static readonly int[] _lags = [1, 2, 3, 4, 6, 8, 12, 16, 20, 24];
    private static readonly int[] _spans = [3, 6, 12, 24, 72, 168];

    private readonly BaselineData _data;
    private readonly int[] _seasons;
    private readonly int[] _means;
    private readonly int _year;
    private readonly (bool Hour, bool Weekday, bool Month, bool DayOfYear) _calendar;
    private readonly int _known;
    private readonly int[] _others;
    private readonly FittedScaler[] _scalers;
    private readonly float[][] _events;
    private readonly MadeOnDemand<RowTotals> _totals;

    /// <summary>The inputs for one target.</summary>
    /// <param name="data">The series.</param>
    public StepInputs(BaselineData data)
    {
        _data = data;
        _seasons = [.. data.Seasons];
        _means = [.. _spans.Where(w => w <= data.TrainRows / 3)];

        // Rows without a last year are not learned from, which must not be most of them.
        _year = 2 * data.Year <= data.TrainRows ? data.Year : 0;
        double days = data.Set.Frequency?.Days ?? double.PositiveInfinity;
        _calendar = (days < 1, days < 2, days < 32, days < 8);
        ForecastDesign design = data.Design;
        _known = design.Known.Count;
        _others =
        [
            .. Enumerable.Range(0, design.TargetCount).Where(k => k != data.Target),
            .. Enumerable.Range(design.TargetCount + _known, design.Past.Count),
        ];
        _scalers = [.. Enumerable.Range(0, data.Set.Count).Select(s => data.ScalerOf(s, TargetTransform.None))];
        _totals = data.Set.OnDemand(Totals, t => t.Counts.Length * (long)(sizeof(double) + sizeof(int)));
        ForecastScaling? scaling =
            design.Events is null ? null : ForecastScaling.Fit(data.Set, data.Training, design);
        _events = scaling is null
            ? []
            : [.. data.Set.Series.Select(s => scaling.EventsOf(s, design)[data.Target])];
        Count = 1 + Flags.Count(f => f) + (_seasons.Length * (Rounds + 1)) + _lags.Length + _means.Length
            + (_year > 0 ? 1 : 0) + (_known * KnownInputs) + _others.Length
            + (_events.Length == 0 ? 0 : KnownInputs) + (data.Set.Count > 1 ? 1 : 0);
    }

    /// <summary>F: how many inputs.</summary>
    public int Count { get; }

    /// <summary>Rows before an origin without which inputs are missing: the longest season or a year.</summary>
    public int Reach => Math.Max(_seasons.DefaultIfEmpty(1).Max(), _year);

    /// <summary>For covariates known ahead: at the step, before it, and a season before it.</summary>
    private int KnownInputs => _seasons.Length > 0 ? 3 : 2;

    private bool[] Flags => [_calendar.Hour, _calendar.Weekday, _calendar.Month, _calendar.DayOfYear];

    /// <summary>Writes the inputs of one step.</summary>
    /// <param name="series">The number of the series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="x">[F], overwritten.</param>
    public void Write(int series, int origin, int step, Span<float> x)
    {
        var row = new InputRow(x);
        Series one = _data.Set[series];
        ReadOnlySpan<float> values = one.Column(_data.Target)[..origin];
        FittedScaler scaler = _scalers[series];
        int at = origin + step;
        row.Add(step);
        AddCalendar(ref row, one.TimeAt(at));
        foreach (int season in _seasons)
        {
            AddRounds(ref row, values, at - (season * ((step / season) + 1)), season, scaler);
        }

        foreach (int lag in _lags)
        {
            row.Add(scaler.Transform(At(values, origin - lag)));
        }

        foreach (int span in _means)
        {
            row.Add(scaler.Transform(Mean(series, origin, span)));
        }

        if (_year > 0)
        {
            // A horizon beyond a year looks back two.
            row.Add(scaler.Transform(At(values, at - (_year * ((step / _year) + 1)))));
        }

        for (int q = 0; q < _known; q++)
        {
            AddKnown(ref row, one.Column(_data.Design.TargetCount + q), at);
        }

        if (_events.Length > 0)
        {
            AddKnown(ref row, _events[series], at);
        }

        foreach (int other in _others)
        {
            row.Add(At(one.Column(other), origin - 1));
        }

        if (_data.Set.Count > 1)
        {
            row.Add(series);
        }
    }

    private void AddKnown(ref InputRow row, ReadOnlySpan<float> known, int at)
    {
        row.Add(At(known, at));
        row.Add(At(known, at - 1));
        if (_seasons.Length > 0)
        {
            row.Add(At(known, at - _seasons[0]));
        }
    }

    private void AddCalendar(ref InputRow row, DateTime? time)
    {
        DateTime stamp = time ?? default;
        ReadOnlySpan<float> values =
            [(float)stamp.TimeOfDay.TotalHours, ((int)stamp.DayOfWeek + 6) % Weekdays, stamp.Month, stamp.DayOfYear];
        bool[] flags = Flags;
        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i])
            {
                row.Add(time is null ? float.NaN : values[i]);
            }
        }
    }

    /// <summary>
    /// The values of a season's last rounds at a step, and their mean. A round that is missing, such as one before the
    /// first row, is filled with the one after it: missing rounds would reveal the age of a row, which differs in the
    /// forecast rows.
    /// </summary>
    private static void AddRounds(
        ref InputRow row, ReadOnlySpan<float> values, int last, int season, FittedScaler scaler)
    {
        float sum = 0, value = float.NaN;
        int known = 0;
        for (int m = 0; m < Rounds; m++)
        {
            float round = At(values, last - (m * season));
            value = float.IsNaN(round) ? value : scaler.Transform(round);
            row.Add(value);
            sum += float.IsNaN(value) ? 0 : value;
            known += float.IsNaN(value) ? 0 : 1;
        }

        row.Add(known == 0 ? float.NaN : sum / known);
    }

    private static float At(ReadOnlySpan<float> values, int row) =>
        row >= 0 && row < values.Length ? values[row] : float.NaN;

    private float Mean(int series, int origin, int span)
    {
        (double[] sums, int[] counts) = _totals[series];
        int from = Math.Max(0, origin - span), known = counts[origin] - counts[from];
        return known == 0 ? float.NaN : (float)((sums[origin] - sums[from]) / known);
    }

    /// <summary>Sums of the known values before each row, so that any mean is one difference.</summary>
    private RowTotals Totals(int series)
    {
        ReadOnlySpan<float> values = _data.Values(series);
        var sums = new double[values.Length + 1];
        var counts = new int[values.Length + 1];
        for (int r = 0; r < values.Length; r++)
        {
            bool isKnown = !float.IsNaN(values[r]);
            sums[r + 1] = sums[r] + (isKnown ? values[r] : 0);
            counts[r + 1] = counts[r] + (isKnown ? 1 : 0);
        }

        return new RowTotals(sums, counts);
    }

    private sealed record RowTotals(double[] Sums, int[] Counts);
}
