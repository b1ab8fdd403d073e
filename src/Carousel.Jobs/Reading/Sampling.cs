using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>The grid onto which rows are brought, and what becomes of those of an interval.</summary>
/// <param name="Step">The length of an interval.</param>
/// <param name="Kind">What becomes of its rows.</param>
internal sealed partial record Sampling(TimeSpan Step, SamplingKind Kind)
{
    private const string Form = "must be a number of s, min, h or d, such as 10min, 1h or 1d:sum (or :mean, :last)";

    private static readonly (string Unit, long Ticks)[] _units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Whether an interval lies around its point, or begins there; null to decide by the rows.</summary>
    public bool? IsAround { get; init; }

    /// <summary>How long after midnight of the calendar's first day a point lies.</summary>
    public TimeSpan Phase { get; init; }

    /// <summary>The distance between points.</summary>
    public Frequency Frequency => FrequencyFinder.FromTicks(Step.Ticks)!;

    /// <summary>Reads what <see cref="ToString"/> wrote, or a user did.</summary>
    /// <param name="text">Such as <c>10min</c>, <c>1h:sum</c> or <c>10min:nearest:+15s</c>.</param>
    /// <returns>The grid, or null if the text is not one.</returns>
    public static Sampling? Parse(string text)
    {
        Match match = Text().Match(text);
        if (!match.Success || Ticks(match.Groups[1], match.Groups[2]) is not { } step)
        {
            return null;
        }

        var kind = match.Groups[3].Success
            ? Enum.Parse<SamplingKind>(match.Groups[3].Value, ignoreCase: true)
            : SamplingKind.Mean;
        long? phase = match.Groups[5].Success ? Ticks(match.Groups[5], match.Groups[6]) : 0;
        return phase is null || phase >= step || (phase > 0 && kind != SamplingKind.Nearest) ? null
            : new Sampling(new TimeSpan(step), kind)
            {
                Phase = new TimeSpan(phase.Value),
                IsAround = kind == SamplingKind.Nearest ? true
                    : match.Groups[4].Success ? match.Groups[4].Value == "around"
                    : null,
            };
    }

    /// <summary>The error of a text, to follow the option's name; null for a valid text.</summary>
    public static string? Fault(string? text) =>
        text is null || Parse(text) is not null ? null : $"{Form}, but is '{text}'.";

    /// <summary>A length of time in the form of the option, such as <c>10min</c>.</summary>
    public static string TextOf(TimeSpan length)
    {
        (string unit, long ticks) = _units.First(u => length.Ticks % u.Ticks == 0 || u.Ticks < TimeSpan.TicksPerSecond);
        return Invariant.Of($"{length.Ticks / ticks}{unit}");
    }

    /// <summary>A length of time to be read, such as <c>20 s</c>.</summary>
    public static string Words(TimeSpan length)
    {
        long ticks = Math.Max(length.Ticks, TimeSpan.TicksPerMillisecond);
        (string unit, long own) = _units.First(u => ticks % u.Ticks == 0 || u.Ticks < TimeSpan.TicksPerSecond);
        return Invariant.Of($"{FigureText.Count(ticks / own)} {unit}");
    }

    /// <summary>The point to which a stamp belongs.</summary>
    public DateTime PointOf(DateTime stamp)
    {
        long behind = (stamp.Ticks - Phase.Ticks + (IsAround == true ? Step.Ticks / 2 : 0)) % Step.Ticks;
        behind += behind < 0 ? Step.Ticks : 0;
        long point = stamp.Ticks + (IsAround == true ? Step.Ticks / 2 : 0) - behind;
        return new DateTime(Math.Clamp(point, 0, DateTime.MaxValue.Ticks));
    }

    /// <summary>How far a stamp lies from the nearest point.</summary>
    public TimeSpan ShiftOf(DateTime stamp) =>
        new(Math.Abs(JitteredClock.ShiftOf(stamp, Step.Ticks, Phase.Ticks)));

    /// <summary>Whether a stamp is too far from its point to be a jittered clock's.</summary>
    public bool IsOff(DateTime stamp) => Kind == SamplingKind.Nearest && 4 * ShiftOf(stamp) > Step;

    /// <summary>Decides where intervals begin: around their points, where they hold hardly more than a row; a sum is
    /// that of a calendar day or hour.</summary>
    /// <param name="distance">The usual distance between rows.</param>
    public Sampling For(TimeSpan distance) =>
        this with { IsAround = IsAround ?? (Kind != SamplingKind.Sum && Step < 2 * distance) };

    /// <summary>The value of an interval; NaN where it has none.</summary>
    /// <param name="values">Of its rows, in order of time.</param>
    public float ValueOf(ReadOnlySpan<float> values)
    {
        (double sum, int count, float last) = (0, 0, float.NaN);
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                (sum, count, last) = (sum + value, count + 1, value);
            }
        }

        return count < 2 ? last : Kind switch
        {
            SamplingKind.Mean => (float)(sum / count),
            SamplingKind.Sum => (float)sum,
            _ => last,
        };
    }

    /// <summary>What was done, as a note.</summary>
    /// <param name="before">How many rows there were.</param>
    /// <param name="after">How many there are.</param>
    public string Describe(long before, long after)
    {
        string verb = Kind switch
        {
            SamplingKind.Mean => "are averaged",
            SamplingKind.Sum => "are added up",
            _ => "are replaced by the last one",
        };
        string where = IsAround == true
            ? "each time is the centre of its rows"
            : "each interval has the time of its start";
        return $"Rows {verb} {Frequency.Name}: {FigureText.Count(before)} became {FigureText.Count(after)}; {where}.";
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{TextOf(Step)}:{Kind.ToString().ToLowerInvariant()}"
        + (Kind != SamplingKind.Nearest ? IsAround is { } around ? around ? ":around" : ":from" : ""
            : Phase > TimeSpan.Zero ? $":+{TextOf(Phase)}" : "");

    private static long? Ticks(Group number, Group unit) =>
        long.TryParse(number.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && _units.First(u => u.Unit == unit.Value).Ticks is var ticks
            && count is > 0 && count <= 366 * TimeSpan.TicksPerDay / ticks
            ? count * ticks
            : null;

    [GeneratedRegex(
        @"^(\d{1,9}) ?(ms|s|min|h|d)"
            + @"(?::(mean|sum|last|nearest)(?::(around|from))?(?::\+(\d{1,9})(ms|s|min|h|d))?)?$")]
    private static partial Regex Text();
}
