using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Reads series from CSV files. What is not asked for is found out and said; what cannot be read is refused in one
/// sentence.
/// </summary>
public static class SeriesReader
{
    /// <summary>Reads a file of one series by the names of its columns.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="target">The column to forecast.</param>
    /// <param name="time">The column of time stamps; null finds it.</param>
    /// <param name="known">Covariates known ahead.</param>
    /// <returns>The series on its grid.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(
        string path, string target, string? time = null, IReadOnlyList<string>? known = null) =>
        ReadCsv(path, new ReadOptions { Targets = [target], Time = time, Known = known ?? [] });

    /// <summary>Reads a file of one or several series.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The series, each on its grid, and notes on what was found.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(string path, ReadOptions? options = null)
    {
        using TextReader reader = TextFile.Open(path);
        return ReadCsv(reader, path, options);
    }

    /// <summary>Reads CSV text.</summary>
    /// <param name="reader">The text, read to its end.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The series, each on its grid, and notes on what was found.</returns>
    /// <exception cref="DataFormatException">The text cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(TextReader reader, string path, ReadOptions? options = null) =>
        Read(reader, path, options).Set;

    /// <summary>
    /// As <see cref="ReadCsv(string, ReadOptions?)"/>, with the row of the table that each row of each series was read
    /// from; −1 for one that is a gap.
    /// </summary>
    public static (SeriesSet Set, IReadOnlyList<int[]> Rows) ReadRows(string path, ReadOptions options)
    {
        using TextReader reader = TextFile.Open(path);
        return Read(reader, path, options);
    }

    /// <inheritdoc cref="ReadRows"/>
    public static (SeriesSet Set, IReadOnlyList<int[]> Rows) Read(TextReader reader, string path, ReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        options ??= new ReadOptions();
        string beginning = CsvFile.ReadBeginning(reader);
        reader = new JoinedReader(beginning, reader);
        if (options.Format == SeriesFormat.M4 || (options.Format == SeriesFormat.Auto && WideFile.IsLikely(beginning)))
        {
            char delimiter = options.Delimiter ?? CsvDialect.FindDelimiter(beginning);
            SeriesSet wide = WideFile.Read(reader, path, delimiter, options);
            return (wide, [.. wide.Series.Select(s => Enumerable.Repeat(-1, s.Length).ToArray())]);
        }

        using var file = CsvFile.Open(reader, path, options.Delimiter, options.DecimalSeparator);
        var layout = new CsvLayout(
            path, file.Header, file.Sample, options, new CellNumbers(file.DecimalSeparator, options.Missing));
        layout.Notes.AddRange(file.Notes);
        Dictionary<string, SeriesBuilder> builders = Collect(path, layout, file.Rows, options);
        ReadAmounts(layout, builders.Values);
        RequireChange(layout, [.. builders.Values]);
        Sampling? sampling = Resample(path, layout, builders, options);
        SeriesSet set = Assemble(path, layout, builders, sampling);
        return (set, [.. builders.Values.Zip(set.Series, (builder, built) => builder.Places(built))]);
    }

    private static Dictionary<string, SeriesBuilder> Collect(
        string path, CsvLayout layout, IEnumerable<CsvLine> rows, ReadOptions options)
    {
        // Insertion order is kept because nothing is ever removed.
        var builders = new Dictionary<string, SeriesBuilder>(StringComparer.Ordinal);
        foreach (CsvLine row in rows)
        {
            string id = layout.SeriesOf(row);
            if (!builders.TryGetValue(id, out SeriesBuilder? builder))
            {
                builder = new SeriesBuilder(path, layout, layout.Id < 0 && layout.Groups.Length == 0 ? null : id);
                builders.Add(id, builder);
            }

            builder.Add(row, options.EmptyIsMissing);
        }

        return builders;
    }

    private static void ReadAmounts(CsvLayout layout, IReadOnlyCollection<SeriesBuilder> builders)
    {
        foreach (ColumnAmounts column in layout.Amounts)
        {
            column.Decide();
            layout.Notes.AddRange(column.Note is { } note ? [note] : []);
        }

        foreach (SeriesBuilder builder in builders)
        {
            builder.ReadAmounts();
        }
    }

    private static void RequireChange(CsvLayout layout, SeriesBuilder[] builders)
    {
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
    private static Sampling? Resample(
        string path, CsvLayout layout, Dictionary<string, SeriesBuilder> builders, ReadOptions options)
    {
        if (layout.Times is null)
        {
            return options.Every is null ? null : throw options.Unfit(
                $"{path}: {{Every}} needs time stamps, and the rows have none. Name their column with {{Time}}.");
        }

        SeriesBuilder longest = builders.Values.MaxBy(b => b.Rows)!;
        DateTime[] times = longest.SortedTimes();
        long rows = builders.Values.Sum(b => (long)b.Rows);
        if (options.Every is { } every)
        {
            Sampling parsed = Sampling.Parse(every)!;
            Sampling asked = parsed.For(new TimeSpan(JitteredClock.MedianStep(times)));
            string round = Sampling.TextOf(JitteredClock.RoundStep(times) ?? asked.Step);
            OptionSentence longer = $"Pass {{Every}} {round}, or rows that are closer together.";
            OptionSentence closer = "Pass rows that are closer together.";
            RequireDense(path, asked, times, parsed.IsAround is null ? longer : closer);
            foreach (SeriesBuilder builder in builders.Values)
            {
                builder.Resample(asked);
            }

            NoteMoved(layout, builders.Values, asked);
            if (asked.Kind != SamplingKind.Nearest)
            {
                layout.Notes.Add(asked.Describe(rows, builders.Values.Sum(b => (long)b.Rows)));
            }

            if (builders.Values.Sum(b => b.LeftOut) is > 0 and var parts)
            {
                layout.Notes.Add(
                    $"{(parts == 1 ? "An interval at the end of the rows is" : $"{parts} intervals at the ends are")} "
                    + "left out: only a part of it is there, and its sum would be too small.");
            }

            return asked;
        }

        if (HasDuplicates(times) || Frequency.Find(times) is not null
            || JitteredClock.Find(times) is not { } clock)
        {
            return null;
        }

        var found = new Sampling(clock.Step, SamplingKind.Nearest) { Phase = clock.Phase, IsAround = true };
        foreach (SeriesBuilder builder in builders.Values)
        {
            builder.Resample(found);
        }

        NoteMoved(layout, builders.Values, found);
        return found;
    }

    private static bool HasDuplicates(DateTime[] sorted) => sorted.Zip(sorted.Skip(1)).Any(p => p.First == p.Second);

    private static void NoteMoved(CsvLayout layout, IEnumerable<SeriesBuilder> builders, Sampling sampling)
    {
        if (builders.Max(b => b.Moved) is { Shift.Ticks: > 0 } moved)
        {
            layout.Notes.Add(
                $"Times are snapped to {sampling.Frequency.Name}; the largest shift was "
                + $"{Sampling.Words(moved.Shift)} (line {moved.Line}).");
        }
    }

    // A grid that is finer than the rows would be nearly empty.
    private static void RequireDense(string path, Sampling sampling, DateTime[] times, OptionSentence advice)
    {
        var distance = new TimeSpan(JitteredClock.MedianStep(times));
        if (distance > 2 * sampling.Step)
        {
            throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                $"{path}: the rows are mostly {Sampling.Words(distance)} apart, so most intervals of "
                + $"{Sampling.Words(sampling.Step)} would be empty. {advice}");
        }
    }

    private static SeriesSet Assemble(
        string path, CsvLayout layout, Dictionary<string, SeriesBuilder> builders, Sampling? sampling)
    {
        Frequency? frequency = null;
        var gaps = new List<string>();
        if (layout.Times is not null)
        {
            (SeriesBuilder Builder, SeriesAudit Audit)[] audits =
                [.. builders.Values.Select(b => (b, b.Audit(sampling?.Frequency)))];
            (SeriesBuilder longest, SeriesAudit main) = audits.MaxBy(a => a.Builder.Rows);
            if (main is { FirstIrregular: { } irregular })
            {
                throw longest.RefuseIrregular(irregular, main.MostFrequent);
            }

            frequency = main.Frequency;
            foreach ((SeriesBuilder builder, SeriesAudit audit) in audits)
            {
                if (frequency is not null && builder.FirstOff(frequency) is { } off)
                {
                    throw builder.RefuseIrregular(off, frequency);
                }

                gaps.AddRange(audit.Gaps.Count > 0 && builders.Count == 1 ? [audit.DescribeGaps()] : []);
            }

            long?[] unsorted =
            [
                .. audits.Select(a => a.Builder.UnsortedLine
                    ?? (a.Audit.FirstUnsorted is { } row ? a.Builder.LineOf(row) : null)),
            ];
            if (unsorted.FirstOrDefault(line => line is not null) is { } first)
            {
                layout.Notes.Add(
                    $"The rows were not in order of time (line {first} is the first): they were sorted.");
            }
        }

        Series? before = null;
        Series[] series = [.. builders.Values.Select(b => before = b.Build(frequency).SharingTimes(before))];
        AddNotes(layout, series, builders, gaps);
        return new SeriesSet(
            series, layout.Roles, path, layout.Notes,
            layout.Times?.Name,
            layout.Id < 0 ? null : layout.Header[layout.Id])
        {
            Sampling = sampling?.ToString(),
        };
    }

    private static void AddNotes(
        CsvLayout layout, Series[] series, Dictionary<string, SeriesBuilder> builders, List<string> gaps)
    {
        if (gaps.Count > 0)
        {
            layout.Notes.Add($"Rows are missing: {gaps[0]}. They are read as gaps.");
        }
        else if (series.Sum(s => s.Length) - builders.Values.Sum(b => b.Rows) is > 0 and var missing)
        {
            layout.Notes.Add($"{missing} rows are missing in all series together. They are read as gaps.");
        }

        if (series.Any(s => s.Frequency?.Unit == FrequencyUnit.BusinessDay))
        {
            layout.Notes.Add("There are no rows on Saturdays and Sundays: a step is a business day.");
        }

        if (series.Max(s => s.FutureRows) is > 0 and var future)
        {
            layout.Notes.Add($"{future} rows at the end have no target: they are read as known ahead.");
        }
    }
}
