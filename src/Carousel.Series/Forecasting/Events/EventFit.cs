using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Finds the effects of events in the rows to learn from. A row is compared with the same weekday and hour up to four
/// weeks before and after it, without days that are special themselves. The differences are explained by a ridge
/// regression on the levels of <see cref="EventEffects"/>: the common effect of such days, and the particular effect
/// of each, also to one that occurred once.
/// </summary>
/// <remarks>
/// The penalty of a level is σ²/τ²: the variance of ordinary days, over that of the effects of the level beyond what
/// chance makes (empirical Bayes, Efron and Morris 1973). Effects within the range of chance become 0.
/// </remarks>
internal sealed class EventFit
{
    private const int Weeks = 4, LeastNeighbors = 2, Rounds = 12;

    private readonly EventCalendar _calendar;
    private readonly int _week;

    // Insertion order is kept because nothing is ever removed.
    private readonly Dictionary<string, Cell> _cells = [];
    private readonly List<double> _differences = [];
    private double _ordinarySum, _ordinaryDaySum;
    private long _ordinary, _ordinaryDays;

    private EventFit(EventCalendar calendar, Frequency frequency) =>
        (_calendar, _week) = (calendar, EventCalendar.WeekOf(frequency));

    /// <summary>Finds the effects.</summary>
    /// <param name="calendar">Which days are special.</param>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="targets">K.</param>
    /// <param name="scaled">[rows]: a target of a series in the network's scale; NaN is missing.</param>
    public static EventEffects Run(
        EventCalendar calendar, SeriesSet set, IReadOnlyList<RowRange> rows, int targets,
        Func<int, int, float[]> scaled)
    {
        var values = new Dictionary<string, IReadOnlyList<double>>();
        Frequency frequency = set.Frequency!;
        for (int k = 0; k < targets; k++)
        {
            var fit = new EventFit(calendar, frequency);
            for (int s = 0; s < set.Count; s++)
            {
                fit.Add(set[s], rows[s], scaled(s, k), set.Count, frequency);
            }

            fit.Solve();
            foreach ((string key, Cell cell) in fit._cells)
            {
                if (cell.Effect != 0)
                {
                    if (!values.TryGetValue(key, out IReadOnlyList<double>? own))
                    {
                        values[key] = own = new double[targets];
                    }

                    ((double[])own)[k] = cell.Effect;
                }
            }
        }

        return new EventEffects(values);
    }

    private void Add(Series series, RowRange rows, float[] values, int seriesCount, Frequency frequency)
    {
        if (!series.HasTimes || rows.Length == 0)
        {
            return;
        }

        var marks = new IReadOnlyList<EventMark>[rows.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] = _calendar.On(DateOnly.FromDateTime(series.Times[rows.Start + i]), series.Id);
        }

        var neighbors = new List<float>(2 * Weeks);
        var keys = new string?[EventEffects.Levels];
        (DateOnly Day, double Sum, int Count) today = default;
        for (int i = 0; i < marks.Length; i++)
        {
            float difference = Difference(series, values, rows, marks, i, neighbors);
            if (float.IsNaN(difference))
            {
                continue;
            }

            DateTime stamp = series.Times[rows.Start + i];
            var day = DateOnly.FromDateTime(stamp);
            if (marks[i].Count == 0)
            {
                if (day != today.Day)
                {
                    Close(today.Sum, today.Count);
                    today = (day, 0, 0);
                }

                today = (day, today.Sum + difference, today.Count + 1);
                _ordinarySum += (double)difference * difference;
                _ordinary++;
                continue;
            }

            foreach (EventMark mark in marks[i])
            {
                EventEffects.Keys(mark, stamp, frequency, series.Id, seriesCount, keys);
                for (int level = 0; level < keys.Length; level++)
                {
                    if (keys[level] is { } key)
                    {
                        CellOf(key, level).Add(_differences.Count, day, mark.Value);
                    }
                }
            }

            _differences.Add(difference);
        }

        Close(today.Sum, today.Count);
    }

    private void Close(double sum, int count)
    {
        if (count > 0)
        {
            _ordinaryDaySum += sum / count * (sum / count);
            _ordinaryDays++;
        }
    }

    private Cell CellOf(string key, int level)
    {
        if (!_cells.TryGetValue(key, out Cell? cell))
        {
            _cells[key] = cell = new Cell(level);
        }

        return cell;
    }

    /// <summary>What a row has above the median of the same time in the weeks around it; NaN where they are too few.
    /// </summary>
    private float Difference(
        Series series, float[] values, RowRange rows, IReadOnlyList<EventMark>[] marks, int at,
        List<float> neighbors)
    {
        if (float.IsNaN(values[rows.Start + at]) || series.WeightAt(rows.Start + at) == 0)
        {
            return float.NaN;
        }

        neighbors.Clear();
        for (int week = -Weeks; week <= Weeks; week++)
        {
            int other = at + (week * _week);
            if (week != 0 && other >= 0 && other < marks.Length && marks[other].Count == 0
                && !float.IsNaN(values[rows.Start + other]))
            {
                neighbors.Add(values[rows.Start + other]);
            }
        }

        if (neighbors.Count < LeastNeighbors)
        {
            return float.NaN;
        }

        neighbors.Sort();
        int middle = neighbors.Count / 2;
        float median = neighbors.Count % 2 == 1
            ? neighbors[middle]
            : (neighbors[middle - 1] + neighbors[middle]) / 2;
        return values[rows.Start + at] - median;
    }

    /// <summary>Gauss–Seidel: each effect in turn, the commonest level first, given all the others.</summary>
    private void Solve()
    {
        double ofRow = _ordinary == 0 ? 0 : _ordinarySum / _ordinary;
        double ofDay = _ordinaryDays == 0 ? 0 : _ordinaryDaySum / _ordinaryDays;
        double[] left = [.. _differences];
        for (int round = 0; round < Rounds; round++)
        {
            for (int level = 0; level < EventEffects.Levels; level++)
            {
                // Levels of an hour average rows of different days; the others average whole days.
                double chance = level is 2 or 5 ? ofRow : ofDay;
                Cell[] own = [.. _cells.Values.Where(c => c.Level == level && c.Days.Count > 0)];
                double real = Math.Max(0, own.Select(c => Beyond(c, left, chance)).DefaultIfEmpty(0).Average());
                foreach (Cell cell in own)
                {
                    Update(cell, left, chance, real);
                }
            }
        }
    }

    /// <summary>The square of the plain estimate of an effect, less what chance makes of it.</summary>
    private static double Beyond(Cell cell, double[] left, double chance)
    {
        double effect = cell.Product(left) / cell.Weight;
        return (effect * effect) - (chance / cell.DayWeight);
    }

    private static void Update(Cell cell, double[] left, double chance, double real)
    {
        double share = real == 0 ? 0 : real / (real + (chance / cell.DayWeight));
        double effect = share * cell.Product(left) / cell.Weight;
        foreach ((int row, double value) in cell.Rows)
        {
            left[row] -= value * (effect - cell.Effect);
        }

        cell.Effect = effect;
    }

    private sealed class Cell(int level)
    {
        public int Level { get; } = level;

        public double Effect { get; set; }

        public List<(int Row, double Value)> Rows { get; } = [];

        public HashSet<DateOnly> Days { get; } = [];

        public double Weight { get; private set; }

        /// <summary>Σv² in units of days.</summary>
        public double DayWeight => Weight * Days.Count / Rows.Count;

        public void Add(int row, DateOnly day, double value)
        {
            if (value != 0)
            {
                Rows.Add((row, value));
                Days.Add(day);
                Weight += value * value;
            }
        }

        /// <summary>Σ v·(what is left + v·effect).</summary>
        public double Product(double[] left) => Rows.Sum(r => r.Value * (left[r.Row] + (r.Value * Effect)));
    }
}
