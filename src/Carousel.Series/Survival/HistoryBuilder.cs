using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>From the events of customers to the features of their periods and how they ended.</summary>
internal sealed class HistoryBuilder
{
    private readonly EventLog _log;
    private readonly PeriodGrid _grid;
    private readonly PeriodFeatures _features;
    private readonly LeaveRule _rule;
    private readonly int _leave, _censor;
    private readonly bool _areMonths;
    private readonly int[][] _placeOf;
    private readonly int[] _numberOf;

    /// <summary>A builder over a log.</summary>
    /// <param name="log">The events.</param>
    /// <param name="grid">The periods.</param>
    /// <param name="features">What is seen of a period; names that the log has not give 0.</param>
    /// <param name="rule">What leaving is.</param>
    public HistoryBuilder(EventLog log, PeriodGrid grid, PeriodFeatures features, LeaveRule rule)
    {
        (_log, _grid, _features, _rule) = (log, grid, features, rule);
        (_leave, _censor) = (CodeOf(rule.Event), CodeOf(rule.Censor));
        _areMonths = grid.Kind == PeriodKind.Month && PeriodGrid.IsOfMonths(log);
        _placeOf = PlacesOf();
        _numberOf = [.. features.Numbers.Select(n => log.Numbers.ToList().IndexOf(n))];
    }

    /// <summary>The number of events so far after the end of their customer's history.</summary>
    public long EventsAfterEnd { get; private set; }

    /// <summary>How many customers had such events.</summary>
    public int CustomersAfterEnd { get; private set; }

    /// <summary>How many customers left after the last whole period.</summary>
    public int LeavingsTooLate { get; private set; }

    /// <summary>How many customers who did not leave have no row in the last month, where rows are of months.</summary>
    public int StoppedEarly { get; private set; }

    /// <summary>
    /// The history of a customer, or null without a whole period before the end: then nothing can be learnt or
    /// told.
    /// </summary>
    /// <param name="customer">Its index in the log.</param>
    /// <returns>The history.</returns>
    public CustomerHistory? Build(int customer)
    {
        EventSequence events = _log[customer];
        int first = _grid.IndexOf(events.Times[0]);
        (int ending, bool leaves, bool isGone, int count) = FindEnding(events);
        int length = ending - first;
        if (length < 1 || first >= _grid.Count)
        {
            return null;
        }

        var features = new float[length * _features.Count];
        var seen = new int[length * _features.Numbers.Count];
        for (int e = 0; e < count; e++)
        {
            int period = _grid.IndexOf(events.Times[e]) - first;
            if (period < length)
            {
                Add(
                    events, e, features.AsSpan(period * _features.Count, _features.Count),
                    seen.AsSpan(period * _features.Numbers.Count, _features.Numbers.Count));
            }
        }

        Finish(features, seen, length);
        RepeatFixed(events, features, length);
        return new CustomerHistory(events.Id, first, length, leaves, features) { IsGone = isGone };
    }

    // The first period without features, whether it is that of the leaving or the customer is gone later, and how many
    // events count.
    private (int Ending, bool Leaves, bool IsGone, int Count) FindEnding(EventSequence events)
    {
        int count = events.Length;

        // If all rows are marked, only the last row is the leaving.
        bool isWhole = _leave >= 0 && !events.Category(0).ContainsAnyExcept(_leave);
        for (int e = isWhole ? count - 1 : 0; e < count && (_leave >= 0 || _censor >= 0); e++)
        {
            int code = events.Category(0)[e];
            if (code == _leave || code == _censor)
            {
                int period = _grid.IndexOf(events.Times[e]);
                CountAfterEnd(count - e - 1, period);
                bool isLate = period >= _grid.Count;
                LeavingsTooLate += code == _leave && isLate ? 1 : 0;
                return (Math.Min(period, _grid.Count), code == _leave && !isLate, isLate, e);
            }
        }

        if (_rule.AbsentPeriods > 0)
        {
            int last = _grid.IndexOf(events.Times[0]);
            for (int e = 1; e <= count; e++)
            {
                int next = e < count ? _grid.IndexOf(events.Times[e]) : _grid.Count;
                int left = last + _rule.AbsentPeriods;
                if (next > left && left < _grid.Count)
                {
                    CountAfterEnd(count - e, left);
                    return (left, true, false, e);
                }

                last = next;
            }
        }

        StoppedEarly += _areMonths && _grid.IndexOf(events.Times[^1]) < _grid.Count - 1 ? 1 : 0;
        return (_grid.Count, false, false, count);
    }

    // After the last whole period customers are not observed, whether they are still there or not.
    private void CountAfterEnd(int events, int period)
    {
        if (events > 0 && period < _grid.Count)
        {
            EventsAfterEnd += events;
            CustomersAfterEnd++;
        }
    }

    private void Add(EventSequence events, int e, Span<float> row, Span<int> seen)
    {
        for (int c = 0; c < _placeOf.Length; c++)
        {
            int place = _placeOf[c][events.Category(c)[e]];
            if (place >= 0)
            {
                row[place]++;
            }
        }

        for (int n = 0; n < _numberOf.Length; n++)
        {
            float value = _numberOf[n] < 0 ? float.NaN : events.Number(_numberOf[n])[e];
            if (!float.IsNaN(value))
            {
                row[_features.Counts + (2 * n)] += value;
                seen[n]++;
            }
        }

        row[^3]++;
    }

    private void Finish(float[] features, int[] seen, int length)
    {
        int since = 0;
        for (int t = 0; t < length; t++)
        {
            Span<float> row = features.AsSpan(t * _features.Count, _features.Count);
            for (int n = 0; n < _features.Numbers.Count; n++)
            {
                int place = _features.Counts + (2 * n);
                row[place + 1] = row[place] / Math.Max(1, seen[(t * _features.Numbers.Count) + n]);
            }

            since = row[^3] > 0 ? 0 : since + 1;
            (row[^2], row[^1]) = (since, t);
        }
    }

    private void RepeatFixed(EventSequence events, float[] features, int length)
    {
        int place = _features.Events.Count;
        foreach (CountedValues counted in _features.Categories)
        {
            int column = counted.IsFixed ? _log.Categories.ToList().FindIndex(c => c.Name == counted.Name) : -1;
            string own = column < 0 ? "" : _log.Categories[column].Values[events.Category(column)[0]];
            for (int v = 0; v < counted.Values.Count && counted.IsFixed; v++)
            {
                for (int t = 0; t < length; t++)
                {
                    features[(t * _features.Count) + place + v] = column >= 0 && counted.Values[v] == own ? 1 : 0;
                }
            }

            place += counted.Values.Count;
        }
    }

    private int CodeOf(string? name) =>
        name is null || _log.Categories.Count == 0 ? -1 : _log.Categories[0].Values.ToList().IndexOf(name);

    private int[][] PlacesOf()
    {
        var places = new int[_log.Categories.Count][];
        for (int c = 0; c < places.Length; c++)
        {
            EventCategory category = _log.Categories[c];
            int known = c == 0 ? -1 : _features.Categories.ToList().FindIndex(k => k.Name == category.Name);
            int first = known < 0 ? 0
                : _features.Events.Count + _features.Categories.Take(known).Sum(k => k.Values.Count);
            List<string> counted =
                [.. c == 0 ? _features.Events : known < 0 ? [] : _features.Categories[known].Values];
            places[c] = [.. category.Values.Select(v => counted.IndexOf(v) is >= 0 and var at ? first + at : -1)];
        }

        return places;
    }
}
