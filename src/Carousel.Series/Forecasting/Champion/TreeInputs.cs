namespace Carousel.Forecasting;

/// <summary>
/// Inputs of boosted trees for a step of a window, in the network's scale: the last rounds of each season, last values
/// and means, the calendar, and columns known ahead at the step, a row and a season before it. Values are relative to a
/// level and a usual change, so that trees learn from all series at once, whatever their size.
/// </summary>
/// <remarks>No value of the target from the origin on is read. Missing values are NaN.</remarks>
internal sealed class TreeInputs
{
    /// <summary>Rounds of each season, the last ones.</summary>
    private const int Rounds = 4;

    /// <summary>Whole rounds of the shortest season, of which the means are seen.</summary>
    private const int MeanRounds = 6;

    /// <summary>Rounds of the longest season from which the usual change is taken.</summary>
    private const int ChangeRounds = 4;

    /// <summary>Rows from which the usual change is taken where seasons are short, or none.</summary>
    private const int LeastChangeRows = 104;

    /// <summary>Hour, day of the week, month and day of the year, as numbers: trees split them where they like.
    /// </summary>
    private const int CalendarCount = 4;

    /// <summary>A series that never changes is not blown up.</summary>
    private const double LeastChange = 1e-3;

    private static readonly int[] _lags = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 39, 52];
    private static readonly int[] _spans = [3, 6, 13, 26, 52];

    private readonly ForecastDesign _design;
    private readonly int[] _seasons;
    private readonly int[] _means;
    private readonly int[] _deviations;
    private readonly int _round;
    private readonly int _longest;
    private readonly int _decoderFrom;
    private readonly int _decoderColumns;
    private readonly int _known;

    /// <summary>The inputs of a design.</summary>
    /// <param name="design">Targets, seasons and covariates known ahead.</param>
    public TreeInputs(ForecastDesign design)
    {
        _design = design;
        _seasons = [.. design.SeasonRounds];
        (_round, _longest) = (_seasons.FirstOrDefault(1), _seasons.LastOrDefault(1));
        _means = [.. _spans.Concat(_round > 1 ? [3 * _round, _longest] : []).Distinct().Order()];
        _deviations = _round > 1 ? [.. new[] { _round, _longest }.Distinct()] : [4, 26];
        _decoderFrom = design.TargetCount * design.Lags.Count;
        _decoderColumns =
            design.DecoderFeatures.Count - design.LevelFeatures - design.BaselineFeatures - 1 - _decoderFrom;
        WindowCount = _lags.Length + (_round > 1 ? 1 + MeanRounds : 0) + _means.Length + _deviations.Length;
        _known = _decoderFrom + (design.Lags.Count * design.Known.Count);
        Count = WindowCount + 1 + CalendarCount + (_seasons.Length * (Rounds + 3)) + (_longest > _round ? 1 : 0)
            + _decoderColumns + (2 * design.Known.Count);
    }

    /// <summary>Rows before an origin on which inputs can depend.</summary>
    public int Reach => Math.Max(
        _round + Math.Max(LeastChangeRows, ChangeRounds * _longest), MeanRounds * _round);

    /// <summary>F: how many inputs.</summary>
    public int Count { get; }

    /// <summary>How many of them, the first, are those of the window.</summary>
    public int WindowCount { get; }

    /// <summary>The offset that is subtracted from the values of a window, and the divisor.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <returns>The mean of the last round of the shortest season, or the last value; and the mean absolute change
    /// over a season. NaN where nothing is known.</returns>
    public (double Level, double Change) Scale(SeriesFeatures series, int origin, int target)
    {
        float level = float.NaN;
        for (int span = _round; float.IsNaN(level) && span <= Math.Max(_design.Lookback, _round); span++)
        {
            level = WindowLevel.Mean(series.Target, _design.TargetCount, target, origin, span);
        }

        double sum = 0;
        int known = 0;
        int from = Math.Max(_round, origin - Math.Max(LeastChangeRows, ChangeRounds * _longest));
        for (int row = from; row < origin; row++)
        {
            double change = At(series, row, origin, target) - At(series, row - _round, origin, target);
            sum += double.IsNaN(change) ? 0 : Math.Abs(change);
            known += double.IsNaN(change) ? 0 : 1;
        }

        return (level, Math.Max(LeastChange, known == 0 ? 1 : sum / known));
    }

    /// <summary>Writes the inputs that all steps of a window share.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="scale">Of <see cref="Scale"/>.</param>
    /// <param name="x">[F]: the first <see cref="WindowCount"/> are overwritten.</param>
    public void WriteWindow(
        SeriesFeatures series, int origin, int target, (double Level, double Change) scale, Span<float> x)
    {
        var row = new InputRow(x);
        foreach (int lag in _lags)
        {
            row.Add(Scaled(At(series, origin - lag, origin, target), scale));
        }

        if (_round > 1)
        {
            row.Add(Scaled(At(series, origin - _round, origin, target), scale));
            for (int r = 0; r < MeanRounds; r++)
            {
                row.Add(Scaled(Mean(series, origin - (r * _round), _round, target), scale));
            }
        }

        foreach (int span in _means)
        {
            row.Add(Scaled(Mean(series, origin, span, target), scale));
        }

        foreach (int span in _deviations)
        {
            row.Add((float)(Deviation(series, origin, span, target) / scale.Change));
        }
    }

    /// <summary>Writes the inputs of one step after those of its window.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">Which target.</param>
    /// <param name="scale">Of <see cref="Scale"/>.</param>
    /// <param name="x">[F]: those after the first <see cref="WindowCount"/> are overwritten.</param>
    public void WriteStep(
        SeriesFeatures series, int origin, int step, int target, (double Level, double Change) scale, Span<float> x)
    {
        var row = new InputRow(x[WindowCount..]);
        row.Add(step);
        DateTime? time = series.Series.TimeAt(origin + step);
        row.Add((float?)time?.TimeOfDay.TotalHours ?? float.NaN);
        row.Add((float?)time?.DayOfWeek ?? float.NaN);
        row.Add(time?.Month ?? float.NaN);
        row.Add(time?.DayOfYear ?? float.NaN);
        foreach (int season in _seasons)
        {
            int last = origin + step - (season * ((step / season) + 1));
            AddRounds(ref row, series, last, season, origin, target, scale);
            row.Add(Scaled(At(series, last - 1, origin, target), scale));
            row.Add(Scaled(At(series, last + 1, origin, target), scale));
        }

        if (_longest > _round)
        {
            // The whole round of the shortest season that lies where this step's does, a longest season before.
            int end = origin - (_longest * ((step / _longest) + 1)) + (_round * ((step % _longest / _round) + 1));
            row.Add(Scaled(Mean(series, Math.Min(end, origin), _round, target), scale));
        }

        if (_decoderColumns > 0)
        {
            Span<float> decoder = stackalloc float[_decoderFrom + _decoderColumns];
            series.CopyDecoder(origin + step, decoder);
            foreach (float value in decoder[_decoderFrom..])
            {
                row.Add(value);
            }

            foreach (int back in _design.Known.Count == 0 ? [] : new[] { 1, _round })
            {
                series.CopyDecoder(Math.Max(0, origin + step - back), decoder);
                foreach (float value in decoder.Slice(_known, _design.Known.Count))
                {
                    row.Add(value);
                }
            }
        }
    }

    private static float Scaled(double value, (double Level, double Change) scale) =>
        (float)((value - scale.Level) / scale.Change);

    private void AddRounds(
        ref InputRow row, SeriesFeatures series, int last, int season, int origin, int target,
        (double Level, double Change) scale)
    {
        double sum = 0;
        int known = 0;
        for (int m = 0; m < Rounds; m++)
        {
            double value = At(series, last - (m * season), origin, target);
            row.Add(Scaled(value, scale));
            sum += double.IsNaN(value) ? 0 : value;
            known += double.IsNaN(value) ? 0 : 1;
        }

        row.Add(known == 0 ? float.NaN : Scaled(sum / known, scale));
    }

    private double At(SeriesFeatures series, int row, int origin, int target) =>
        row >= 0 && row < origin ? series.Target[(row * _design.TargetCount) + target] : double.NaN;

    private float Mean(SeriesFeatures series, int end, int span, int target) =>
        end <= 0 ? float.NaN : WindowLevel.Mean(series.Target, _design.TargetCount, target, end, span);

    private double Deviation(SeriesFeatures series, int origin, int span, int target)
    {
        double mean = Mean(series, origin, span, target), squares = 0;
        int known = 0;
        for (int row = Math.Max(0, origin - span); row < origin; row++)
        {
            double value = At(series, row, origin, target) - mean;
            squares += double.IsNaN(value) ? 0 : value * value;
            known += double.IsNaN(value) ? 0 : 1;
        }

        return known == 0 ? double.NaN : Math.Sqrt(squares / known);
    }
}
