using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <content>Rows are brought onto a grid.</content>
internal sealed partial class SeriesBuilder
{
    /// <summary>The line of the first row that was out of order before rows were brought onto a grid; null where none
    /// was, or nothing was brought anywhere.</summary>
    public long? UnsortedLine { get; private set; }

    /// <summary>The largest distance by which a row was moved, and its line.</summary>
    public (TimeSpan Shift, long Line) Moved { get; private set; }

    /// <summary>How many intervals at the ends were left out, because only a part of them was there.</summary>
    public int LeftOut { get; private set; }

    /// <summary>How many intervals had no row, so that their sums are 0.</summary>
    public int EmptyIntervals { get; private set; }

    /// <summary>Whether targets are whole numbers above 0: days without a sale may have no row.</summary>
    public bool HasCountsAboveZero => _values.Take(layout.Targets)
        .All(column => column.TrueForAll(value => float.IsNaN(value) || (value > 0 && value % 1 == 0)));

    /// <summary>How many rows at the end had neither a target nor a value known ahead, and were left out.</summary>
    public int LeftOutAtEnd { get; private set; }

    /// <summary>Leaves rows at the end out that have neither a target nor a value known ahead, unless all are like
    /// that: what is forecast begins there.</summary>
    public void LeaveOutEnd()
    {
        int[] order = Order();
        int kept = order.Length;
        while (kept > 0 && HasNone(order[kept - 1], 0, layout.Targets + layout.Known))
        {
            kept--;
        }

        if (kept is 0 || kept == order.Length)
        {
            return;
        }

        LeftOutAtEnd = order.Length - kept;
        int[] rows = [.. order[..kept].Order()];
        if (layout.Times is not null)
        {
            Replace(_times, [.. rows.Select(row => _times[row])]);
        }

        _marks = _marks.Where(m => Array.BinarySearch(rows, m.Key.Row) >= 0)
            .ToDictionary(m => (Array.BinarySearch(rows, m.Key.Row), m.Key.Place), m => m.Value);
        Replace(_lines, [.. rows.Select(row => _lines[row])]);
        Replace(_places, [.. rows.Select(row => _places[row])]);
        foreach (List<float> column in _values)
        {
            Replace(column, [.. rows.Select(row => column[row])]);
        }
    }

    /// <summary>Counts the missing values of each column; targets and past columns ahead do not count.</summary>
    public void CountMissing()
    {
        int[] order = Order();
        int history = order.Length - CountFuture(order);
        for (int k = 0; k < _values.Length; k++)
        {
            bool isKnown = k >= layout.Targets && k < layout.Targets + layout.Known;
            foreach (int row in (isKnown ? order : order[..history]).Where(row => float.IsNaN(_values[k][row])))
            {
                layout.Missing[k].Add(_marks.GetValueOrDefault((row, k), ""));
            }
        }
    }

    /// <summary>The stamps in order of time.</summary>
    public DateTime[] SortedTimes()
    {
        DateTime[] sorted = [.. _times];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>Brings the rows onto a grid: from then on a row is an interval.</summary>
    /// <exception cref="DataFormatException">Rows lie off the grid, or two on one point of it, where rows are only to
    /// be moved.</exception>
    public void Resample(Sampling sampling)
    {
        int[] order = Order();
        int future = CountFuture(order);
        int unsorted = Enumerable.Range(1, Math.Max(0, Rows - 1)).FirstOrDefault(r => _times[r] < _times[r - 1]);
        UnsortedLine = unsorted > 0 ? _lines[unsorted] : null;
        DateTime[] points = [.. order.Select(row => sampling.PointOf(_times[row]))];
        var intervals = new List<(DateTime Point, RowRange Rows)>();
        for (int t = 0; t < points.Length; t++)
        {
            if (t > 0 && points[t] == points[t - 1])
            {
                RequireAlone(sampling, order[t - 1], order[t]);
                intervals[^1] = (points[t], new RowRange(intervals[^1].Rows.Start, t + 1));
            }
            else
            {
                // The sum of no rows is 0.
                while (sampling.Kind == SamplingKind.Sum && t > 0
                    && intervals[^1].Point + sampling.Step is var next && next < points[t])
                {
                    intervals.Add((next, new RowRange(t, t)));
                    EmptyIntervals++;
                }

                intervals.Add((points[t], new RowRange(t, t + 1)));
            }

            Move(sampling, order[t]);
        }

        LeaveOutParts(sampling, order, points, intervals);
        float[][] values =
        [
            .. _values.Select((column, k) => intervals.Select(i => ValueOf(sampling, column, k, order, i.Rows, future))
                .ToArray()),
        ];
        int[] firsts = [.. intervals.Select(i => order[i.Rows.Start])];
        Replace(_times, intervals.Select(i => i.Point).ToArray());
        Replace(_lines, [.. firsts.Select(row => _lines[row])]);
        Replace(_places, [.. firsts.Select(row => _places[row])]);
        for (int k = 0; k < values.Length; k++)
        {
            Replace(_values[k], values[k]);
        }
    }

    private static void Replace<T>(List<T> list, T[] items)
    {
        list.Clear();
        list.AddRange(items);
    }

    // For an interval that is partly in the future, the sum over its past rows would be too small.
    private float ValueOf(Sampling sampling, List<float> column, int k, int[] order, RowRange rows, int future)
    {
        float[] own = [.. order[rows.Start..rows.End].Select(row => column[row])];
        bool isKnown = k >= layout.Targets && k < layout.Targets + layout.Known;
        return layout.Flags.Contains(k) ? own.Where(float.IsFinite).DefaultIfEmpty(float.NaN).Max()
            : sampling.Kind != SamplingKind.Sum ? sampling.ValueOf(own)
            : !isKnown && Math.Max(rows.End, rows.Start + 1) > order.Length - future ? float.NaN
            : own.Length == 0 ? 0 : sampling.ValueOf(own);
    }

    private void Move(Sampling sampling, int row)
    {
        if (sampling.IsOff(_times[row]))
        {
            throw RefuseIrregular(row, sampling.Frequency);
        }

        if (sampling.Kind == SamplingKind.Nearest && sampling.ShiftOf(_times[row]) is var shift && shift > Moved.Shift)
        {
            Moved = (shift, _lines[row]);
        }
    }

    private void RequireAlone(Sampling sampling, int first, int second)
    {
        if (sampling.Kind == SamplingKind.Nearest)
        {
            var clock = new Frequency(sampling.Step.Ticks % TimeSpan.TicksPerSecond == 0
                ? FrequencyUnit.Second
                : FrequencyUnit.Millisecond);
            throw _names.Unfit(
                path, _lines[second], layout.Time + 1,
                $"{clock.Format(_times[second])} and {clock.Format(_times[first])} on line {_lines[first]} both belong "
                + $"to {clock.Format(sampling.PointOf(_times[first]))} of the grid of the rows "
                + $"({sampling.Frequency.Name}){Whose}. Remove one of the two rows, "
                + $"or pass {{Every}} {Sampling.TextOf(sampling.Step)} to average them.");
        }
    }

    // The sum over a part of an interval is not the sum of the interval.
    private void LeaveOutParts(
        Sampling sampling, int[] order, DateTime[] points, List<(DateTime Point, RowRange Rows)> intervals)
    {
        if (sampling.Kind != SamplingKind.Sum || intervals.Count < 3)
        {
            return;
        }

        long distance = JitteredClock.MedianStep(SortedTimes());
        TimeSpan before = sampling.IsAround == true ? sampling.Step / 2 : TimeSpan.Zero;
        if ((_times[order[^1]] - points[^1] + before).Ticks + distance < sampling.Step.Ticks)
        {
            intervals.RemoveAt(intervals.Count - 1);
            LeftOut++;
        }

        if ((_times[order[0]] - points[0] + before).Ticks >= distance)
        {
            intervals.RemoveAt(0);
            LeftOut++;
        }
    }

    private string? Suggested() =>
        JitteredClock.RoundStep(SortedTimes()) is { } step ? Sampling.TextOf(step) : null;

    private OptionSentence Advice() => Suggested() is { } every
        ? $"pass {{Every}} {every} to average the rows of each interval, "
        : (OptionSentence)"";
}
