using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The series of a table while it is read, and the decisions made once all rows are known: forms of numbers, the grid,
/// gaps. With a file for waiting rows, only the rows of one series are in memory at a time.
/// </summary>
/// <param name="path">How messages call the table.</param>
/// <param name="layout">Its columns.</param>
/// <param name="options">How it is read.</param>
/// <param name="waiting">Where rows wait; null for memory.</param>
internal sealed partial class CollectedSeries(
    string path, CsvLayout layout, ReadOptions options, SpilledRows? waiting = null)
{
    // Intervals from one row to the next, in the median, in sums of days and longer.
    private const int MostApart = 30;

    private readonly AheadColumns _aheadColumns = new(layout);

    // Insertion order is kept because nothing is ever removed.
    private readonly Dictionary<string, SeriesBuilder> _builders = [];

    private bool KeepsRows => options is { KeepsRows: true, Every: null };

    // How rows were resampled; null if they are on a grid, and before that is decided.
    private Sampling? _sampling;

    /// <summary>Takes rows.</summary>
    /// <param name="rows">All of them.</param>
    /// <param name="bad">Takes those that cannot be read.</param>
    public void Add(IEnumerable<CsvLine> rows, BadRows bad)
    {
        long bytes = 0;
        bool hasSpilled = false;
        var read = new ReadRow(path, layout);
        foreach (CsvLine row in rows)
        {
            string id = layout.SeriesOf(row);
            if (!_builders.TryGetValue(id, out SeriesBuilder? builder))
            {
                builder = new SeriesBuilder(path, layout, layout.Ids.Length + layout.Groups.Length == 0 ? null : id);
            }

            try
            {
                read.Read(row);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault, layout.Time))
            {
                continue;
            }

            builder.Add(row, read);
            _aheadColumns.Add(row, Enumerable.Range(0, layout.Targets).Any(read.IsKnown));
            _builders.TryAdd(id, builder);
            bad.Read(row);
            bytes += builder.BytesOfARow;
            if (bytes >= waiting?.MostWaiting)
            {
                Spill();
                (bytes, hasSpilled) = (0, true);
            }
        }

        if (hasSpilled)
        {
            Spill();
        }

        bad.Finish(layout.Notes);
    }

    /// <summary>The finished series.</summary>
    /// <param name="columns">The file of their columns; null for memory.</param>
    public SeriesSet ToSet(SpilledRows? columns = null)
    {
        Series? before = null;
        List<Series> series = [];
        ColumnWriter? writer = columns is null ? null : new ColumnWriter(columns);
        Finish(writer is null ? one => series.Add(before = one.SharingTimes(before)) : writer.Add);
        return new SeriesSet(
            writer?.ToSeries() ?? series, layout.Roles, path, layout.Notes, layout.Times?.Name, layout.IdName)
        {
            Sampling = _sampling?.ToString(),
            Clock = layout.Times?.Stamps.Clock,
            Offsets = layout.OffsetsByName,
            MissingCodes = MissingCodes,
        };
    }

    /// <summary>Which row of the table each row of each series was read from; −1 for one that its grid put
    /// in.</summary>
    /// <param name="built">The finished series in memory.</param>
    public IReadOnlyList<int[]> Places(IReadOnlyList<Series> built) =>
        [.. _builders.Values.Zip(built, (builder, series) => builder.Places(series))];

    /// <summary>Decides on all that is open and hands the finished series over, in the order of their first
    /// rows.</summary>
    private void Finish(Action<Series> take)
    {
        ReadAmounts();
        LeaveOutCodes();
        RequireChange();
        SeriesBuilder.RequireResolution(path, layout, [.. _builders.Values]);
        FindMissing();
        _sampling = Resample();
        var gaps = new List<string>();
        Frequency? frequency = FrequencyOf(gaps);
        var finished = new FinishedRows(0, 0, false);
        foreach (SeriesBuilder builder in _builders.Values)
        {
            Series series = builder.With(waiting, b => b.Build(frequency, KeepsRows));
            finished = finished.And(series);
            take(series);
        }

        AddNotes(finished, gaps);
        if (frequency is { Unit: FrequencyUnit.Day, Multiple: 1 }
            && 10 * (finished.Rows - _builders.Values.Sum(b => (long)b.Rows)) > finished.Rows
            && _builders.Values.All(b => b.With(waiting, x => x.HasCountsAboveZero)))
        {
            layout.Notes.Add(GapNote.Sums);
        }
    }

    private void Spill()
    {
        foreach (SeriesBuilder builder in _builders.Values)
        {
            builder.Spill(waiting!);
        }
    }

    private void ReadAmounts()
    {
        foreach (ColumnAmounts column in layout.Amounts)
        {
            column.Decide();
            layout.Notes.AddRange(column.Notes);
        }

        foreach (SeriesBuilder builder in _builders.Values.Where(b => b.HasAmounts))
        {
            Each(builder, b => b.ReadAmounts(), changes: true);
        }
    }

    private void RequireChange()
    {
        SeriesBuilder[] builders = [.. _builders.Values];
        for (int k = 0; k < layout.Targets; k++)
        {
            if (builders.All(b => b.Rounded(k).IsConstant)
                && builders.FirstOrDefault(b => b.Rounded(k).LosesChange) is { } lost)
            {
                throw lost.RefuseRounded(k);
            }
        }
    }

    /// <summary>Brings rows onto the grid that was asked for, or that of a jittered clock; else leaves them.</summary>
    private Sampling? Resample()
    {
        if (layout.Times is null)
        {
            return options.Every is null ? null : throw options.Unfit(
                $"{path}: {{Every}} needs time stamps, and the rows have none. Name their column with {{Time}}.");
        }

        SeriesBuilder longest = _builders.Values.MaxBy(b => b.Rows)!;
        DateTime[] times = longest.With(waiting, b => b.SortedTimes());
        long rows = _builders.Values.Sum(b => (long)b.Rows);
        if (options.Every is { } every)
        {
            Sampling parsed = Sampling.Parse(every)!;
            Sampling asked = parsed.For(new TimeSpan(JitteredClock.MedianStep(times)));
            string round = Sampling.TextOf(JitteredClock.RoundStep(times) ?? asked.Step);
            OptionSentence longer = $"Pass {{Every}} {round}, or rows that are closer together.";
            OptionSentence closer = "Pass rows that are closer together.";
            RequireDense(asked, times, parsed.IsAround is null ? longer : closer);
            foreach (SeriesBuilder builder in _builders.Values)
            {
                Each(builder, b => b.Resample(asked), changes: true);
            }

            NoteMoved(asked);
            if (asked.Kind != SamplingKind.Nearest)
            {
                layout.Notes.Add(asked.Describe(rows, _builders.Values.Sum(b => (long)b.Rows)));
            }

            if (_builders.Values.Sum(b => (long)b.EmptyIntervals) is > 0 and var empty)
            {
                layout.Notes.Add($"{FigureText.Counted(empty, "interval")} without a row: the sum is 0.");
            }

            if (_builders.Values.Sum(b => b.LeftOut) is > 0 and var parts)
            {
                layout.Notes.Add(
                    $"{(parts == 1 ? "An interval at the end of the rows is" : $"{parts} intervals at the ends are")} "
                    + "left out: only a part of it is there, and its sum would be too small.");
            }

            return asked;
        }

        if (KeepsRows || HasDuplicates(times) || Frequency.Find(times) is not null)
        {
            return null;
        }

        if (FrequencyFinder.HalfMonths(times) is var (first, second))
        {
            string last = second > 28 ? "the last day" : $"day {second}";
            throw options.Unfit(
                $"{path}: the rows are half-months, on day {first} and {last} of each month. Such steps differ in "
                + $"length, and no calendar counts them. The nearest two are months and 15 days: add up both rows of "
                + $"each month, or pass {{Every}} 15d to average rows by 15 days; {{Time}} none numbers the rows.");
        }

        if (JitteredClock.Find(times) is not { } clock)
        {
            return null;
        }

        var found = new Sampling(clock.Step, SamplingKind.Nearest) { Phase = clock.Phase, IsAround = true };
        foreach (SeriesBuilder builder in _builders.Values)
        {
            Each(builder, b => b.Resample(found), changes: true);
        }

        NoteMoved(found);
        return found;
    }

    private static bool HasDuplicates(DateTime[] sorted) => sorted.Zip(sorted.Skip(1)).Any(p => p.First == p.Second);

    private void NoteMoved(Sampling sampling)
    {
        if (_builders.Values.Max(b => b.Moved) is { Shift.Ticks: > 0 } moved)
        {
            layout.Notes.Add(
                $"Times are snapped to {sampling.Frequency.Name}; the largest shift was "
                + $"{Sampling.Words(moved.Shift)} (line {moved.Line}).");
        }
    }

    // A grid that is finer than the rows would be nearly empty. Sales may be: no row is a day without one.
    private void RequireDense(Sampling sampling, DateTime[] times, OptionSentence advice)
    {
        var distance = new TimeSpan(JitteredClock.MedianStep(times));
        bool isOfDays = sampling.Kind == SamplingKind.Sum && sampling.Step >= TimeSpan.FromDays(1);
        if (distance > (isOfDays ? MostApart : 2) * sampling.Step)
        {
            throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                $"{path}: the rows are mostly {Sampling.Words(distance)} apart, so most intervals of "
                + $"{Sampling.Words(sampling.Step)} would be empty. {advice}");
        }
    }

    /// <summary>The frequency that all series have.</summary>
    private Frequency? FrequencyOf(List<string> gaps)
    {
        if (layout.Times is null)
        {
            return null;
        }

        Audited[] audits = [.. _builders.Values.Select(builder => builder.With(waiting, Audit))];
        Audited main = audits.MaxBy(a => a.Builder.Rows)!;
        if (main.FirstIrregular is { } irregular && !KeepsRows)
        {
            throw main.Builder.With(waiting, b => b.RefuseIrregular(irregular, main.MostFrequent));
        }

        if (main.Frequency is { } frequency && !KeepsRows)
        {
            foreach (SeriesBuilder builder in _builders.Values)
            {
                Each(builder, b =>
                {
                    if (b.FirstOff(frequency) is { } off)
                    {
                        throw b.RefuseIrregular(off, frequency);
                    }
                });
            }
        }

        gaps.AddRange(main.Gaps is { } told && !KeepsRows ? [told] : []);
        if (audits.FirstOrDefault(a => a.UnsortedLine is not null) is { UnsortedLine: { } first })
        {
            layout.Notes.Add(
                $"The rows were not in order of time (line {first} is the first): they were sorted.");
        }

        return layout.Times.Stamps.Numbered(main.Frequency);
    }

    private Audited Audit(SeriesBuilder builder)
    {
        SeriesAudit audit = builder.Audit(_sampling?.Frequency);
        return new Audited(
            builder, audit.Frequency, audit.FirstIrregular, audit.MostFrequent,
            builder.UnsortedLine ?? (audit.FirstUnsorted is { } row ? builder.LineOf(row) : null),
            audit.Gaps.Count > 0 && _builders.Count == 1 ? audit.DescribeGaps() : null);
    }

    private void AddNotes(FinishedRows finished, List<string> gaps)
    {
        layout.Notes.AddRange(layout.Times?.Stamps.Note is { } clock ? [clock] : []);
        if (gaps.Count > 0)
        {
            layout.Notes.Add(GapNote.Of(gaps[0]));
        }
        else if (finished.Rows - _builders.Values.Sum(b => (long)b.Rows) is > 0 and var missing)
        {
            layout.Notes.Add(GapNote.Of(missing, int.MaxValue));
        }

        if (finished.HasBusinessDays)
        {
            layout.Notes.Add("Saturdays and Sundays have no rows: a step is a business day.");
        }

        if (finished.Future is > 0 and var future)
        {
            layout.Notes.Add($"Rows at the end without a target are read as known ahead: {future}.");
        }
    }

    private void Each(SeriesBuilder builder, Action<SeriesBuilder> work, bool changes = false) => builder.With(
        waiting,
        b =>
        {
            work(b);
            return true;
        },
        changes);

    /// <summary>What is kept of the stamps of a series that were looked at.</summary>
    private sealed record Audited(
        SeriesBuilder Builder, Frequency? Frequency, int? FirstIrregular, Frequency? MostFrequent, long? UnsortedLine,
        string? Gaps);

    /// <summary>What notes say of finished series.</summary>
    private readonly record struct FinishedRows(long Rows, int Future, bool HasBusinessDays)
    {
        public FinishedRows And(Series series) => new(
            Rows + series.Length, Math.Max(Future, series.FutureRows),
            HasBusinessDays || series.Frequency?.Unit == FrequencyUnit.BusinessDay);
    }
}
