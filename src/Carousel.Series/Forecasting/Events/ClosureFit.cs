using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Finds the events on which series are closed, from only the values of such days. A holiday is closed or open, and
/// the share of closed ones is common to all holidays; each holiday has a share of the series that close on it,
/// shrunk towards the common one; a series is closed on a holiday where all its days were 0 and ordinary ones of the
/// same weekday almost never are. So one day is enough, and intermittent demand is not closed because it was 0 on a
/// holiday.
/// </summary>
/// <remarks>
/// A mixture of closed and open pairs of a holiday and a series, fitted by expectation and maximisation: an open pair
/// is 0 on a day as often as ordinary days are, a closed one always is.
/// </remarks>
internal sealed class ClosureFit
{
    /// <summary>A pair is closed from this probability on; a share from there on is certain, and below the rest it is
    /// none.</summary>
    private const double Certain = 0.95;

    private const int Rounds = 100, Weekdays = 7;

    private readonly EventCalendar _calendar;
    private readonly int _rowsOfADay;

    // Insertion order is kept because nothing is ever removed.
    private readonly Dictionary<string, Kind> _kinds = [];

    private ClosureFit(EventCalendar calendar, Frequency frequency) =>
        (_calendar, _rowsOfADay) = (calendar, Math.Max(1, (int)Math.Round(1 / frequency.Days)));

    /// <summary>Finds them.</summary>
    /// <param name="calendar">Which days are special.</param>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <returns>The closures; null where no series is closed on any day.</returns>
    public static EventClosures? Run(EventCalendar calendar, SeriesSet set, IReadOnlyList<RowRange> rows)
    {
        int targets = set.Roles.Targets.Count;
        var shares = new Dictionary<string, IReadOnlyList<double>>();
        for (int k = 0; k < targets; k++)
        {
            var fit = new ClosureFit(calendar, set.Frequency!);
            for (int s = 0; s < set.Count; s++)
            {
                fit.Add(set[s], rows[s], k);
            }

            foreach (Kind kind in fit._kinds.Values)
            {
                kind.Solve();
                foreach ((string key, double share) in kind.Shares())
                {
                    if (!shares.TryGetValue(key, out IReadOnlyList<double>? own))
                    {
                        shares[key] = own = new double[targets];
                    }

                    ((double[])own)[k] = share;
                }
            }
        }

        return shares.Values.Any(v => v.Any(share => share >= 1)) ? new EventClosures(shares) : null;
    }

    private void Add(Series series, RowRange rows, int target)
    {
        if (!series.HasTimes)
        {
            return;
        }

        (DateOnly Day, bool IsZero)[] days = [.. Days(series, rows, target)];
        var ordinary = new (int Zero, int All)[Weekdays];
        var special = new List<(DateOnly Day, bool IsZero, IReadOnlyList<EventMark> Marks)>();
        foreach ((DateOnly day, bool isZero) in days)
        {
            if (_calendar.On(day, series.Id) is { Count: > 0 } marks)
            {
                special.Add((day, isZero, marks));
            }
            else
            {
                ref (int Zero, int All) own = ref ordinary[(int)day.DayOfWeek];
                own = (own.Zero + (isZero ? 1 : 0), own.All + 1);
            }
        }

        foreach ((DateOnly day, bool isZero, IReadOnlyList<EventMark> marks) in special)
        {
            (int zero, int all) = ordinary[(int)day.DayOfWeek];
            double chance = Math.Log((zero + 0.5) / (all + 1));
            foreach (EventMark mark in marks.Where(m => m.Value != 0))
            {
                Pair pair = PairOf(mark, series.Id);
                pair.LogChance = isZero ? pair.LogChance + chance : double.PositiveInfinity;
            }
        }
    }

    /// <summary>Days of which at least half of the rows are known, and whether all of them are 0.</summary>
    private IEnumerable<(DateOnly Day, bool IsZero)> Days(Series series, RowRange rows, int target)
    {
        float[] values = series.ColumnArray(target);
        DateTime[] times = series.TimesArray!;
        for (int r = rows.Start; r < rows.End;)
        {
            DateTime day = times[r].Date;
            (int known, bool isZero) = (0, true);
            for (; r < rows.End && times[r].Date == day; r++)
            {
                if (!float.IsNaN(values[r]) && series.WeightAt(r) > 0)
                {
                    known++;
                    isZero &= values[r] == 0;
                }
            }

            if (known > 0 && 2 * known >= _rowsOfADay)
            {
                yield return (DateOnly.FromDateTime(day), isZero);
            }
        }
    }

    private Pair PairOf(EventMark mark, string? id)
    {
        (string name, string own, string? ofSeries) = EventClosures.Keys(mark, id);
        if (!_kinds.TryGetValue(name, out Kind? kind))
        {
            _kinds[name] = kind = new Kind(name);
        }

        if (!kind.Events.TryGetValue(own, out Dictionary<string, Pair>? pairs))
        {
            kind.Events[own] = pairs = new Dictionary<string, Pair>();
        }

        string key = ofSeries ?? own;
        if (!pairs.TryGetValue(key, out Pair? pair))
        {
            pairs[key] = pair = new Pair();
        }

        return pair;
    }

    private static double Rounded(double share) => share >= Certain ? 1 : share <= 1 - Certain ? 0 : share;

    /// <summary>An event in a series.</summary>
    private sealed class Pair
    {
        /// <summary>How probable such zeros are of an open pair, as a logarithm; ∞ where a day was not 0.</summary>
        public double LogChance { get; set; }

        public double Closed { get; set; }
    }

    /// <summary>Events of a kind: holidays, or days of a table, at the same distance.</summary>
    private sealed class Kind(string name)
    {
        private readonly Dictionary<string, double> _shares = [];
        private double _share = 0.5;

        public Dictionary<string, Dictionary<string, Pair>> Events { get; } = [];

        public void Solve()
        {
            for (int round = 0; round < Rounds; round++)
            {
                foreach ((string key, Dictionary<string, Pair> pairs) in Events)
                {
                    double share = _shares.GetValueOrDefault(key, _share), sum = 0;
                    foreach (Pair pair in pairs.Values)
                    {
                        pair.Closed = 1 / (1 + ((1 - share) / share * Math.Exp(pair.LogChance)));
                        sum += pair.Closed;
                    }

                    _shares[key] = (sum + _share) / (pairs.Count + 1);
                }

                _share = (_shares.Values.Sum() + 0.5) / (_shares.Count + 1);
            }
        }

        /// <summary>What is known of each event; nothing where no series is closed on any.</summary>
        public IEnumerable<(string Key, double Share)> Shares()
        {
            if (!Events.Values.Any(pairs => pairs.Values.Any(p => p.Closed >= Certain)))
            {
                yield break;
            }

            yield return (name, Rounded(_share));
            foreach ((string key, Dictionary<string, Pair> pairs) in Events)
            {
                // A series without a name is the only one.
                double share = pairs.TryGetValue(key, out Pair? only) ? ShareOf(only) : Rounded(_shares[key]);
                yield return (key, share);
                foreach ((string pairKey, Pair pair) in pairs)
                {
                    if (ShareOf(pair) != share)
                    {
                        yield return (pairKey, ShareOf(pair));
                    }
                }
            }
        }

        private static double ShareOf(Pair pair) => pair.Closed >= Certain ? 1 : 0;
    }
}
