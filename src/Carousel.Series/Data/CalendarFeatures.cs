namespace Carousel.Data;

/// <summary>A round of the calendar.</summary>
public enum CalendarCycle
{
    /// <summary>The second and its parts in the minute.</summary>
    Minute,

    /// <summary>The minute and its parts in the hour.</summary>
    Hour,

    /// <summary>The hour and its parts in the day.</summary>
    Day,

    /// <summary>The day of the week, from Monday.</summary>
    Week,

    /// <summary>The day of the year.</summary>
    Year,
}

/// <summary>
/// Calendar features made from time stamps: a sine and a cosine for each round that the frequency resolves.
/// </summary>
/// <remarks>
/// A pair tells where in the round a stamp is, without a jump at its end. Harmonic k turns k times a round and tells
/// finer shapes.
/// Every value is bit-identical on every machine: the sine is computed by a polynomial.
/// </remarks>
internal sealed class CalendarFeatures
{
    private readonly (CalendarCycle Cycle, int Harmonic)[] _pairs;

    /// <summary>Features of the given rounds.</summary>
    /// <param name="cycles">The rounds.</param>
    /// <param name="harmonics">How many pairs a round has, 1 or more.</param>
    public CalendarFeatures(IReadOnlyList<CalendarCycle> cycles, int harmonics = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(harmonics, 1);
        Cycles = cycles;
        _pairs = [.. cycles.SelectMany(c => Enumerable.Range(1, harmonics).Select(k => (c, k)))];
    }

    /// <summary>The rounds.</summary>
    public IReadOnlyList<CalendarCycle> Cycles { get; }

    /// <summary>How many values a row gets: two for each pair.</summary>
    public int Count => _pairs.Length * 2;

    /// <summary>The name of each value, such as <c>day sin</c>, <c>week cos 2</c>.</summary>
    public IReadOnlyList<string> Names =>
        [.. _pairs.SelectMany(p => new[] { Name(p, "sin"), Name(p, "cos") })];

    /// <summary>The features that suit a frequency.</summary>
    /// <param name="frequency">The distance between rows, or null without time stamps: then there are no
    /// features.</param>
    /// <param name="trainingDays">How many days the training part covers. A round that it does not cover twice cannot
    /// be learned and is left out.</param>
    /// <param name="harmonics">How many pairs a round has.</param>
    /// <returns>The features, perhaps none.</returns>
    public static CalendarFeatures For(
        Frequency? frequency, double trainingDays = double.PositiveInfinity, int harmonics = 1)
    {
        (CalendarCycle Cycle, double Days)[] rounds =
        [
            (CalendarCycle.Minute, 1.0 / 1440), (CalendarCycle.Hour, 1.0 / 24), (CalendarCycle.Day, 1),
            (CalendarCycle.Week, 7), (CalendarCycle.Year, 365.2425),
        ];
        double step = frequency?.Days ?? double.PositiveInfinity;
        bool weekFits = frequency is not null && (frequency.Unit == FrequencyUnit.BusinessDay || 7 / step >= 3);
        return new CalendarFeatures(
            [.. rounds
                .Where(r => r.Cycle == CalendarCycle.Week ? weekFits : r.Days / step >= 3)
                .Where(r => trainingDays >= 2 * r.Days)
                .Select(r => r.Cycle)],
            harmonics);
    }

    /// <summary>Writes the features of one stamp.</summary>
    /// <param name="stamp">The stamp.</param>
    /// <param name="features">[Count], overwritten.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public void Write(DateTime stamp, Span<float> features)
    {
        if (features.Length != Count)
        {
            throw new ArgumentException(
                $"features: expected [Count] = [{Count}], but got {features.Length}.", nameof(features));
        }

        for (int p = 0; p < _pairs.Length; p++)
        {
            double turns = Place(stamp, _pairs[p].Cycle) * _pairs[p].Harmonic;
            features[2 * p] = (float)Turn.Sine(turns);
            features[(2 * p) + 1] = (float)Turn.Cosine(turns);
        }
    }

    /// <summary>Where in a round a stamp is, 0 … 1.</summary>
    /// <param name="stamp">The stamp.</param>
    /// <param name="cycle">The round.</param>
    /// <returns>The share of the round that is over.</returns>
    public static double Place(DateTime stamp, CalendarCycle cycle) => cycle switch
    {
        CalendarCycle.Minute => Share(stamp.Ticks, TimeSpan.TicksPerMinute),
        CalendarCycle.Hour => Share(stamp.Ticks, TimeSpan.TicksPerHour),
        CalendarCycle.Day => Share(stamp.Ticks, TimeSpan.TicksPerDay),
        CalendarCycle.Week => Share(stamp.Ticks, 7 * TimeSpan.TicksPerDay),
        CalendarCycle.Year =>
            (stamp.DayOfYear - 1 + Share(stamp.Ticks, TimeSpan.TicksPerDay))
                / (DateTime.IsLeapYear(stamp.Year) ? 366 : 365),
        _ => throw new ArgumentOutOfRangeException(nameof(cycle), cycle, "The round is not one of those named."),
    };

    // 0001-01-01, tick 0, was a Monday, so a week begins on Monday.
    private static double Share(long ticks, long round) => (double)(ticks % round) / round;

    private static string Name((CalendarCycle Cycle, int Harmonic) pair, string function)
    {
        string cycle = pair.Cycle switch
        {
            CalendarCycle.Minute => "minute",
            CalendarCycle.Hour => "hour",
            CalendarCycle.Day => "day",
            CalendarCycle.Week => "week",
            _ => "year",
        };
        return pair.Harmonic == 1 ? $"{cycle} {function}" : $"{cycle} {function} {pair.Harmonic}";
    }
}
