using Carousel.Data;
using Carousel.Server.Wire;
using static Carousel.Server.Protocol.DetectionFields;

namespace Carousel.Server.Protocol;

/// <summary>A series of a request on its grid.</summary>
/// <param name="Body">The request.</param>
/// <param name="Values">[rows], NaN where a point of the grid is missing.</param>
/// <param name="Rows">[points], the row of each point.</param>
/// <param name="Frequency">The distance between rows; null if unknown.</param>
internal sealed record SeriesRequest(SeriesBody Body, double[] Values, int[] Rows, Frequency? Frequency)
{
    private const int LeastPoints = 12, MostPoints = 8640, MostInterval = 1_000_000;

    // Rows per point: with more, most of the series would be interpolated.
    private const int MostRowsPerPoint = 2;
    private const string Argument = "InvalidModelArgument", Unusable = "InvalidSeries";

    // In the order of FrequencyUnit, which has other units too, and no microseconds.
    private static readonly string?[] _units =
    [
        null, "secondly", "minutely", "hourly", "daily", null, "weekly", "monthly", null, "yearly", "microsecond",
        "none",
    ];

    /// <summary>Checks a request, and fills its gaps.</summary>
    /// <param name="body">The request.</param>
    /// <param name="ofChanges">Whether it asks for change points, which need a granularity.</param>
    /// <exception cref="RequestException">It is not as documented.</exception>
    public static SeriesRequest Of(SeriesBody body, bool ofChanges)
    {
        Require(
            body.Granularity is not null || !ofChanges, "RequiredGranularity", "The 'granularity' field is required.");
        string granularity = body.Granularity ?? "none";
        int unit = Array.IndexOf(_units, granularity);
        bool isCoarse = unit is >= 0 and <= (int)FrequencyUnit.Year;
        Require(
            isCoarse || (unit > 0 && !ofChanges), "InvalidGranularity",
            "The 'granularity' field must be yearly, monthly, weekly, daily, hourly, minutely or secondly; except for "
            + "change points also microsecond or none.");
        RequireOneOf(
            body.ImputeMode, ["auto", "previous", "linear", "fixed", "zero", "notFill"], "imputeMode",
            "InvalidImputeMode");
        Require(
            body.ImputeMode != "fixed" || Math.Abs(body.ImputeFixedValue ?? double.NaN) <= MostValue,
            "InvalidImputeFixedValue", "The 'imputeFixedValue' field must be a number if 'imputeMode' is 'fixed'.");
        int interval = body.CustomInterval ?? 1;
        Require(
            interval is > 0 and <= MostInterval, "InvalidCustomInterval",
            "The 'customInterval' field must be a whole number from 1 to 1000000.");
        Require(body.Period is not < 0, "InvalidPeriod", "The 'period' field must be a whole number from 0.");
        Require(
            body is
            {
                Sensitivity: >= 0 and <= 99, MaxAnomalyRatio: > 0 and <= 0.49, Threshold: >= 0 and <= 1,
                StableTrendWindow: > 0 and <= MostPoints,
            },
            Argument,
            "The 'sensitivity' field must be a whole number from 0 to 99, 'maxAnomalyRatio' above 0 and at most 0.49, "
            + "'threshold' from 0 to 1, and 'stableTrendWindow' a whole number from 1 to 8640.");
        SeriesPoint?[] points = body.Series ?? throw Wrong("RequiredSeries", "The 'series' field is required.");
        Require(
            points.Length is >= LeastPoints and <= MostPoints, Unusable,
            $"The 'series' field must have {LeastPoints} to {MostPoints} points, but has {points.Length}.");
        Require(
            points.All(p => Math.Abs(p?.Value ?? double.NaN) <= MostValue), Unusable,
            "Each point of 'series' must have a number from -1e30 to 1e30 as its 'value'.");
        Frequency? frequency = isCoarse ? new Frequency((FrequencyUnit)unit, interval) : null;
        int[] rows = granularity == "none" ? [] : Grid(points, frequency, interval);
        rows = rows.Length == 0 || body.ImputeMode == "notFill" ? [.. Enumerable.Range(0, points.Length)] : rows;
        double[] values = new double[rows[^1] + 1];
        Array.Fill(values, double.NaN);
        foreach ((int point, int row) in rows.Index())
        {
            values[row] = points[point]!.Value!.Value;
        }

        values = DetectionTable.Fill(values, body.ImputeMode, body.ImputeFixedValue ?? 0);
        Require(
            body.Period is null || body.Period <= (values.Length - 1) / 2, Argument,
            "The 'series' field must have two periods and one point or more.");
        return new SeriesRequest(body, values, rows, frequency);
    }

    // The row of each point: its distance from the first one.
    private static int[] Grid(SeriesPoint?[] points, Frequency? frequency, int interval)
    {
        DateTime[] stamps = [.. points.Select(p => Time(p!.Timestamp, Unusable))];
        int[] rows = new int[stamps.Length];
        for (int k = 1; k < rows.Length; k++)
        {
            Require(
                stamps[k] > stamps[k - 1], Unusable,
                $"The timestamp of point {k} of 'series' is not later than that of the point before: sort the points, "
                + "and send one per time.");
            (long steps, long rest) = Math.DivRem(
                (stamps[k] - stamps[0]).Ticks, interval * TimeSpan.TicksPerMicrosecond);
            long row = (frequency is null ? rest == 0 ? steps : null : frequency.StepsBetween(stamps[0], stamps[k]))
                ?? throw Wrong(
                    Unusable,
                    $"The timestamp of point {k} of 'series' does not match the granularity and customInterval.");
            Require(
                row < MostRowsPerPoint * rows.Length, Unusable,
                "More than half of the points between the first and the last one are missing.");
            rows[k] = (int)row;
        }

        return rows;
    }
}
