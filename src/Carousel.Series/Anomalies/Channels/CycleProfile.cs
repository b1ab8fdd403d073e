using Carousel.Classical;

namespace Carousel.Anomalies;

/// <summary>What is usual of a channel at an hour of the day or of the week. Kept in the model file.</summary>
/// <param name="Values">In robust units, at each full hour of the cycle; none where the channel has no cycle.</param>
internal sealed record CycleProfile(IReadOnlyList<double> Values)
{
    private const int Day = 24, Week = 168, FewestCycles = 2;
    private const double MostLeft = 0.8, MostLeftOfSimpler = 0.95, Rounding = 1e-6;

    // Hours with one usual value share the first of them: an hour of all days, of working days, of one day of the week.
    private static readonly (int Hours, Func<int, int> GroupOf)[] _kinds =
    [
        (Day, hour => hour),
        (Week, hour => hour / Day is 0 or 6 ? hour : Day + (hour % Day)),
        (Week, hour => hour),
    ];

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

    /// <summary>
    /// The profile of a channel: the simplest of one for all days, of one for working days, Saturdays and Sundays, and
    /// of one for each day of the week, unless the next explains the validation rows clearly better.
    /// </summary>
    /// <param name="units">[L]: in robust units; NaN is a gap.</param>
    /// <param name="stamps">[L or more]: the times; null for none.</param>
    /// <param name="span">Rows over which the level is followed anyway.</param>
    /// <param name="fresh">The first validation row.</param>
    /// <returns>The profile of all rows, and [L]: for each row the value of a profile without its own day or week. A
    /// row is nearer to a profile that it is part of than later rows will be.</returns>
    public static (CycleProfile Profile, double[] HeldOut) Of(
        double[] units, IReadOnlyList<DateTime>? stamps, int span, int fresh)
    {
        (int Hours, Func<int, int> GroupOf)? best = null;
        if (stamps is not null)
        {
            double least = MostLeft * Left(None);
            foreach ((int Hours, Func<int, int> GroupOf) kind in _kinds)
            {
                double left = Sums.Of(kind, units, stamps, fresh)?.Profile() is { } profile ? Left(profile) : least;
                (best, least) = left < least ? (kind, MostLeftOfSimpler * left) : (best, least);
            }
        }

        return best is not { } found ? (None, new double[units.Length])
            : Sums.Of(found, units, stamps!, units.Length)!.WithHeldOut();

        double Left(CycleProfile profile) => ChannelUsual.Distances(
            units.Select((u, r) => u - profile.At(stamps[r])), span).TakeLast(units.Length - fresh)
            .DefaultIfEmpty().Average(Math.Abs);
    }

    private static (int Hour, double Part) Place(DateTime time, int hours)
    {
        double place = hours == Day ? time.TimeOfDay.TotalHours
            : (24 * (int)time.DayOfWeek) + time.TimeOfDay.TotalHours;
        return ((int)place, place - (int)place);
    }

    /// <summary>Weighted sums of the values of each hour, from which rows can be taken out again.</summary>
    private sealed class Sums(
        int hours, Func<int, int> groupOf, double[] units, IReadOnlyList<DateTime> stamps, int rows)
    {
        private readonly double[] _sums = new double[hours], _weights = new double[hours];

        public static Sums? Of(
            (int Hours, Func<int, int> GroupOf) kind, double[] units, IReadOnlyList<DateTime> stamps, int rows)
        {
            if (rows == 0 || stamps[rows - 1] - stamps[0] < TimeSpan.FromHours(FewestCycles * kind.Hours))
            {
                return null;
            }

            var sums = new Sums(kind.Hours, kind.GroupOf, units, stamps, rows);
            sums.Add(0, rows, 1);
            return sums;
        }

        /// <summary>The means.</summary>
        /// <param name="otherwise">Has those of hours that no row is left of; null for no profile then.</param>
        public CycleProfile? Profile(CycleProfile? otherwise = null)
        {
            // An hour that was never seen has no usual value, except between rows that are a day or more apart.
            double[] means =
            [
                .. Enumerable.Range(0, hours).Select(h => groupOf(h) is var g && _weights[g] > Rounding
                    ? _sums[g] / _weights[g] : otherwise?.Values[h] ?? double.NaN),
            ];
            bool isDaily = stamps[rows - 1] - stamps[0] >= TimeSpan.FromDays(rows - 1);
            return !means.Contains(double.NaN) ? new CycleProfile(means)
                : isDaily && means.Any(double.IsFinite) ? new CycleProfile(MissingValues.Fill(means, 1))
                : null;
        }

        public (CycleProfile Profile, double[] HeldOut) WithHeldOut()
        {
            if (Profile() is not { } profile)
            {
                return (None, new double[rows]);
            }

            var heldOut = new double[rows];
            for (int from = 0, to; from < rows; from = to)
            {
                for (to = from + 1; to < rows && (stamps[to] - stamps[from]).TotalHours < hours; to++)
                {
                }

                Add(from, to, -1);
                CycleProfile others = Profile(profile)!;
                Add(from, to, 1);
                for (int r = from; r < to; r++)
                {
                    heldOut[r] = others.At(stamps[r]);
                }
            }

            return (profile, heldOut);
        }

        private void Add(int from, int to, double sign)
        {
            for (int r = from; r < to; r++)
            {
                if (double.IsNaN(units[r]))
                {
                    continue;
                }

                (int hour, double part) = Place(stamps[r], hours);
                Add(groupOf(hour), sign * (1 - part), units[r]);
                Add(groupOf((hour + 1) % hours), sign * part, units[r]);
            }
        }

        private void Add(int group, double weight, double value)
        {
            _sums[group] += weight * value;
            _weights[group] += weight;
        }
    }
}
