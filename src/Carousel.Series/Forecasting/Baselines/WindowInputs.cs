using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Inputs of a regression for a window, one row per origin: the last values of the target, covariates known ahead in
/// the past and over the horizon, effects of special days there, the origin's hour, weekday and time of year, and the
/// rows a year before the horizon.
/// </summary>
/// <remarks>Nothing from the origin on is read but what is known ahead.</remarks>
internal sealed class WindowInputs
{
    /// <summary>Pairs of sine and cosine of the year.</summary>
    public const int YearHarmonics = 2;

    private const int Weekdays = 7, Hours = 24;

    private readonly ForecastDesign _design;
    private readonly int _target, _days, _hours;
    private readonly CalendarFeatures _year;
    private readonly float[] _yearFeatures;

    /// <summary>The inputs for one target.</summary>
    /// <param name="design">Columns, horizon and the rows that the baseline sees.</param>
    /// <param name="target">Which target.</param>
    public WindowInputs(ForecastDesign design, int target)
    {
        (_design, _target) = (design, target);
        _hours = design.Cycles.Contains(CalendarCycle.Day) ? Hours : 0;
        _days = design.Cycles.Contains(CalendarCycle.Week) ? Weekdays : 0;
        _year = new CalendarFeatures(
            design.Cycles.Contains(CalendarCycle.Year) ? [CalendarCycle.Year] : [], YearHarmonics);
        _yearFeatures = new float[_year.Count];
        Count = design.BaselineLags + ((design.Known.Count + EventColumns) * (design.BaselineLags + design.Horizon))
            + _hours + _days + _year.Count + (design.BaselineYear > 0 ? design.Horizon : 0);
    }

    /// <summary>I: how many inputs.</summary>
    public int Count { get; }

    /// <summary>Writes the inputs of a window.</summary>
    /// <param name="rows">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="x">[I], overwritten.</param>
    public void Write(BaselineRows rows, int origin, Span<double> x)
    {
        int lags = _design.BaselineLags, horizon = _design.Horizon, at = lags;
        rows.Copy(_target, origin - lags, x[..lags]);
        for (int q = 0; q < _design.Known.Count; q++, at += lags + horizon)
        {
            rows.Copy(_design.TargetCount + q, origin - lags, x.Slice(at, lags + horizon));
        }

        if (EventColumns > 0)
        {
            rows.CopyEvents(_target, origin - lags, x.Slice(at, lags + horizon));
            at += lags + horizon;
        }

        DateTime? time = rows.TimeAt(origin);
        at = Indicate(_hours, time?.Hour, x, at);
        at = Indicate(_days, (int?)time?.DayOfWeek, x, at);
        if (_year.Count > 0)
        {
            _year.Write(time!.Value, _yearFeatures);
            foreach (float value in _yearFeatures)
            {
                x[at++] = value;
            }
        }

        for (int t = 0; at < x.Length; t++)
        {
            x[at++] = rows[_target, YearBefore(origin, t)];
        }
    }

    private int EventColumns => _design.Events is null ? 0 : 1;

    /// <summary>Whether an input is a value of the target: the lags come first, last year's rows come last.</summary>
    /// <param name="input">Which input.</param>
    public bool IsRelative(int input) =>
        input < _design.BaselineLags || (_design.BaselineYear > 0 && input >= Count - _design.Horizon);

    /// <summary>Takes the level of a window from its inputs: the mean of the last rows.</summary>
    /// <param name="x">[I], changed.</param>
    /// <returns>The level.</returns>
    public double TakeLevel(Span<double> x)
    {
        double sum = 0;
        foreach (double value in x[(_design.BaselineLags - _design.BaselineLevel).._design.BaselineLags])
        {
            sum += value;
        }

        double level = sum / _design.BaselineLevel;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] -= IsRelative(i) ? level : 0;
        }

        return level;
    }

    /// <summary>Converts a map of inputs and outputs without their level to a map of raw inputs.</summary>
    /// <param name="relative">The map after <see cref="TakeLevel"/>.</param>
    public LinearMap WithLevel(LinearMap relative)
    {
        int outputs = relative.Outputs;
        double[] weights = LinearMap.InDouble(relative.Weights);
        for (int k = 0; k < outputs; k++)
        {
            double left = 1;
            for (int i = 0; i < Count; i++)
            {
                left -= IsRelative(i) ? weights[(i * outputs) + k] : 0;
            }

            for (int i = _design.BaselineLags - _design.BaselineLevel; i < _design.BaselineLags; i++)
            {
                weights[(i * outputs) + k] += left / _design.BaselineLevel;
            }
        }

        return new LinearMap(weights, LinearMap.InDouble(relative.Offsets));
    }

    /// <summary>
    /// The row a year before a step; else the last one that is whole seasons before it.
    /// </summary>
    private int YearBefore(int origin, int step)
    {
        // A horizon that is longer than a year looks back as many years as it takes to stay before the origin.
        int row = origin + step - (_design.BaselineYear * ((step / _design.BaselineYear) + 1));
        if (row >= 0)
        {
            return row;
        }

        int season = Math.Max(1, _design.Season);
        return Math.Max(0, origin + step - (season * ((step / season) + 1)));
    }

    private static int Indicate(int count, int? place, Span<double> x, int at)
    {
        x.Slice(at, count).Clear();
        if (count > 0 && place is { } one)
        {
            x[at + one] = 1;
        }

        return at + count;
    }
}
