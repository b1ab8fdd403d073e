using System.Globalization;

namespace Carousel.Report;

/// <summary>What the positions of an axis are.</summary>
internal enum AxisKind
{
    /// <summary>Moments, spaced as in time.</summary>
    Time,

    /// <summary>Numbers, spaced by their size.</summary>
    Number,

    /// <summary>Names, evenly spaced.</summary>
    Category,
}

/// <summary>The positions along which a chart's values stand.</summary>
internal sealed class Axis
{
    private bool? _isDaily;

    private Axis(AxisKind kind, string name, IReadOnlyList<double> numbers, IReadOnlyList<string> names)
    {
        (Kind, Name, Numbers, Names) = (kind, name, numbers, names);
    }

    /// <summary>What the positions are.</summary>
    public AxisKind Kind { get; }

    /// <summary>What the axis measures, with its unit, such as <c>hours ahead</c>. Empty for none.</summary>
    public string Name { get; }

    /// <summary>How many positions.</summary>
    public int Count => Kind == AxisKind.Category ? Names.Count : Numbers.Count;

    /// <summary>
    /// The positions as numbers; for moments, milliseconds since 1970-01-01 00:00 on the clock of the data.
    /// </summary>
    internal IReadOnlyList<double> Numbers { get; }

    /// <summary>Whether every moment is midnight, so that days are enough to tell them apart.</summary>
    internal bool IsDaily => _isDaily ??= Kind == AxisKind.Time && Numbers.All(number => number % 86_400_000 == 0);

    /// <summary>The positions as names.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>An axis of moments, shown without a change of the time zone.</summary>
    /// <param name="name">What the axis measures. Empty for none.</param>
    /// <param name="moments">The positions, ascending.</param>
    /// <returns>The axis.</returns>
    public static Axis Time(string name, IReadOnlyList<DateTime> moments)
    {
        double[] milliseconds =
        [
            .. moments.Select(
                moment => (moment.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMillisecond),
        ];
        return new Axis(AxisKind.Time, name, milliseconds, []);
    }

    /// <summary>An axis of numbers.</summary>
    /// <param name="name">What the axis measures. Empty for none.</param>
    /// <param name="numbers">The positions, ascending.</param>
    /// <returns>The axis.</returns>
    public static Axis Number(string name, IReadOnlyList<double> numbers)
    {
        return new Axis(AxisKind.Number, name, numbers, []);
    }

    /// <summary>An axis of names.</summary>
    /// <param name="name">What the axis measures. Empty for none.</param>
    /// <param name="names">The positions.</param>
    /// <returns>The axis.</returns>
    public static Axis Category(string name, IReadOnlyList<string> names)
    {
        return new Axis(AxisKind.Category, name, [], names);
    }

    /// <summary>An axis of whole numbers that follow each other: hours ahead, hours of the day.</summary>
    /// <param name="name">What the axis measures. Empty for none.</param>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    /// <returns>The axis, its positions evenly spaced and named by the numbers.</returns>
    public static Axis Range(string name, int first, int count) =>
        Category(
            name, [.. Enumerable.Range(first, count).Select(number => number.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Where a position stands, for a drawing of it.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <returns>The number; for moments, milliseconds since 1970-01-01 00:00 on the clock of the data; for names, the
    /// index.</returns>
    public double PlaceOf(int index) => Kind == AxisKind.Category ? index : Numbers[index];

    /// <summary>One position as text.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <returns>The name, the number or the moment to the minute, or to the day where every moment is
    /// midnight.</returns>
    public string TextAt(int index) => Kind switch
    {
        AxisKind.Category => Names[index],
        AxisKind.Number => Numbers[index].ToString(CultureInfo.InvariantCulture),
        _ => DateTime.UnixEpoch.AddMilliseconds(Numbers[index]).ToString(
            IsDaily ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    };
}
