using System.Globalization;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>The requested rate of false incidents: a number per stretch of time, or a share of the rows.</summary>
/// <param name="Count">How many in <paramref name="Per"/>; without it in each row.</param>
/// <param name="Per">The stretch of time; null for rows.</param>
internal readonly record struct AlarmRate(double Count, TimeSpan? Per)
{
    // A week of numbered rows is taken to have one in a minute; a week of days has hardly any rows.
    private const double RowsOfAWeek = 10_000;
    private const double FewestRows = 100, Least = 1e-7, Most = 0.5;

    private static readonly (string Name, TimeSpan Length)[] _stretches =
    [
        ("hour", TimeSpan.FromHours(1)), ("day", TimeSpan.FromDays(1)), ("week", TimeSpan.FromDays(7)),
        ("month", TimeSpan.FromDays(30)), ("year", TimeSpan.FromDays(365)),
    ];

    /// <summary>Reads a rate.</summary>
    /// <param name="text">Such as <c>1/week</c> or <c>0.001</c>; null for one in a week of data.</param>
    /// <exception cref="FormatException">It is not a rate.</exception>
    public static AlarmRate Of(string? text) =>
        Find(text ?? "1/week") is { } rate ? rate with { IsDefault = text is null }
        : throw new FormatException($"'{text}' is not a rate.");

    /// <summary>What is wrong with a rate.</summary>
    /// <param name="text">What was passed; null for nothing.</param>
    /// <returns>The end of a sentence, or null.</returns>
    public static string? Fault(string? text) => text is null || Find(text) is not null ? null
        : "must be a number of incidents per period, such as 1/week, 2/day or 1/hour, or a share of the "
            + $"rows from 0.0000001 to 0.5, but is '{text}'.";

    private bool IsDefault { get; init; }

    /// <summary>The share of rows, where it is one.</summary>
    public double? ShareOfRows => Per is null ? Count : null;

    /// <summary>Rows from one false incident to the next.</summary>
    /// <param name="stamps">The times of rows; null for numbered ones.</param>
    /// <param name="learningRows">The number of training rows.</param>
    public double RowsBetween(IReadOnlyList<DateTime>? stamps, int learningRows)
    {
        if (Per is not { } per)
        {
            return 1 / Count;
        }

        double rows = stamps is null || stamps[learningRows - 1] <= stamps[0]
            ? RowsOfAWeek * (per / TimeSpan.FromDays(7))
            : (learningRows - 1) * (per / (stamps[learningRows - 1] - stamps[0]));
        return Math.Max(rows / Count, IsDefault ? FewestRows : 1 / Most);
    }

    /// <summary>What a rate is in rows.</summary>
    /// <param name="text">The rate as it was passed; null for the default.</param>
    /// <param name="rowsBetween">Rows from one false incident to the next.</param>
    public static JobFact Fact(string? text, double rowsBetween) => new(
        "threshold",
        text is null && rowsBetween <= FewestRows
            ? $"set for one false incident per {FigureText.Count((long)FewestRows)} rows, because a week has few rows; "
                + "--rate sets another rate"
            : $"set for {text ?? "1/week"} false incidents: one per {FigureText.Count((long)rowsBetween)} rows");

    /// <summary>Weeks that rows last.</summary>
    /// <param name="stamps">The times of all rows; null for numbered ones.</param>
    /// <param name="from">The first row that counts.</param>
    /// <param name="rows">How many rows count.</param>
    public static double Weeks(IReadOnlyList<DateTime>? stamps, int from, int rows) =>
        stamps is not null && stamps[^1] > stamps[from]
            ? (stamps[^1] - stamps[from]) / TimeSpan.FromDays(7)
            : rows / RowsOfAWeek;

    private static AlarmRate? Find(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double count)
            || !(count >= Least) || double.IsInfinity(count))
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return count is >= Least and <= Most ? new AlarmRate(count, null) : null;
        }

        foreach ((string name, TimeSpan length) in _stretches)
        {
            if (name.Equals(parts[1].Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return new AlarmRate(count, length);
            }
        }

        return null;
    }
}
