using Carousel.Classical;

namespace Carousel.Anomalies;

/// <summary>What is usual of a channel at an hour of the day or of the week. Kept in the model file.</summary>
/// <param name="Values">In robust units, at each full hour of the cycle; none where the channel has no cycle.</param>
internal sealed record CycleProfile(IReadOnlyList<double> Values)
{
    private const int Day = 24, Week = 168, FewestCycles = 2;
    private const double MostLeft = 0.8, MostLeftOfDay = 0.95;

    /// <summary>No cycle.</summary>
    public static CycleProfile None { get; } = new([]);

    /// <summary>Whether the numbers are a valid profile; checks data from a file.</summary>
    public bool IsSound => Values is { Count: 0 or Day or Week } && Values.All(double.IsFinite);

    /// <summary>What is usual at a time.</summary>
    /// <param name="stamp">The time, if known.</param>
    /// <returns>In robust units; 0 without a cycle.</returns>
    public double At(DateTime? stamp)
    {
        if (Values.Count == 0 || stamp is not { } time)
        {
            return 0;
        }

        (int hour, double part) = Place(time, Values.Count);
        return Values[hour] + (part * (Values[(hour + 1) % Values.Count] - Values[hour]));
    }

    /// <summary>The profile of a channel: of the week or the day, whichever explains the validation rows.</summary>
    /// <param name="units">[L]: in robust units; NaN is a gap.</param>
    /// <param name="stamps">[L or more]: the times; null for none.</param>
    /// <param name="span">Rows over which the level is followed anyway.</param>
    /// <param name="fresh">The first validation row.</param>
    public static CycleProfile Of(double[] units, IReadOnlyList<DateTime>? stamps, int span, int fresh)
    {
        if (stamps is null)
        {
            return None;
        }

        CycleProfile day = Means(units, stamps, fresh, Day), week = Means(units, stamps, fresh, Week);
        (double none, double byDay, double byWeek) = (Left(None), Left(day), Left(week));
        return week.Values.Count > 0 && byWeek < MostLeft * none && byWeek < MostLeftOfDay * byDay ? week
            : day.Values.Count > 0 && byDay < MostLeft * none ? day
            : None;

        double Left(CycleProfile profile) => ChannelUsual.Distances(
            units.Select((u, r) => u - profile.At(stamps[r])), span).TakeLast(units.Length - fresh)
            .DefaultIfEmpty().Average(Math.Abs);
    }

    private static CycleProfile Means(double[] units, IReadOnlyList<DateTime> stamps, int rows, int hours)
    {
        if (rows == 0 || stamps[rows - 1] - stamps[0] < TimeSpan.FromHours(FewestCycles * hours))
        {
            return None;
        }

        (double[] sums, double[] weights) = (new double[hours], new double[hours]);
        for (int r = 0; r < rows; r++)
        {
            (int hour, double part) = Place(stamps[r], hours);
            Add(hour, 1 - part);
            Add((hour + 1) % hours, part);

            void Add(int place, double weight)
            {
                sums[place] += double.IsNaN(units[r]) ? 0 : weight * units[r];
                weights[place] += double.IsNaN(units[r]) ? 0 : weight;
            }
        }

        // An hour that was never seen has no usual value, except between rows that are a day or more apart.
        double[] means = [.. sums.Zip(weights, (s, w) => w > 0 ? s / w : double.NaN)];
        bool isDaily = stamps[rows - 1] - stamps[0] >= TimeSpan.FromDays(rows - 1);
        return !means.Contains(double.NaN) ? new CycleProfile(means)
            : isDaily && means.Any(double.IsFinite) ? new CycleProfile(MissingValues.Fill(means, 1))
            : None;
    }

    private static (int Hour, double Part) Place(DateTime time, int hours)
    {
        double place = hours == Day ? time.TimeOfDay.TotalHours
            : (24 * (int)time.DayOfWeek) + time.TimeOfDay.TotalHours;
        return ((int)place, place - (int)place);
    }
}
