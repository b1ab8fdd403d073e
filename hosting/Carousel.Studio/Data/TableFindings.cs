using System.Globalization;
using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>What a table holds: time, columns, ids, seasons, gaps, odd rows.</summary>
internal static class TableFindings
{
    private const int MostValues = 20;

    /// <summary>Looks at a table.</summary>
    /// <param name="table">The table.</param>
    public static DataSet Of(Table table)
    {
        int ids = IdsOf(table);
        (TimeColumn? time, Frequency? frequency, SeriesAudit? audit) = TimeOf(table, ids);
        var subject = new TableSubject(table, ids, time is not null, frequency, audit);
        SeasonFound? season = SeasonOf(table, subject);
        var facts = new List<Fact>
        {
            new(
                "table",
                $"{FigureText.Counted(table.Starts.Count, "row")} of "
                + $"{FigureText.Counted(table.Columns.Count, "column")}"),
        };
        if (time is not null)
        {
            string gaps = audit is { Frequency: not null } ? $", {audit.DescribeGaps()}" : "";
            facts.Add(new Fact(
                "time", $"'{time.Column}', {time.Step ?? "no even steps"}, {time.First} to {time.Last}{gaps}"));
        }

        if (ids >= 0)
        {
            TableColumn column = table.Columns[ids];
            facts.Add(new Fact("series", $"{FigureText.Count(column.Distinct)}, identified by '{column.Name}'"));
        }

        if (season is not null)
        {
            facts.Add(new Fact(
                "season", $"'{subject.NameOf(subject.Target)}' repeats itself after {season.Words}"));
        }

        facts.AddRange(table.Notes.Select(note => new Fact("form", note)));
        if (audit is { FirstUnsorted: { } row })
        {
            facts.Add(new Fact("order", $"The rows are not in order of time, from line {table.Lines[row]} on."));
        }

        if (audit is { Duplicates: [{ } twice, ..] } && ids < 0)
        {
            facts.Add(new Fact(
                "duplicates",
                $"{FigureText.Count(audit.Duplicates.Count)} rows have a time that another row has, the first on line "
                + $"{table.Lines[twice.SecondRow]}."));
        }

        return new DataSet
        {
            Id = "",
            Name = "",
            Kind = DataKinds.Table,
            Rows = table.Starts.Count,
            Columns = [.. table.Columns.Select((column, c) => ColumnOf(table, column, c))],
            Time = time,
            Ids = ids < 0 ? null : new IdColumn(table.Columns[ids].Name, table.Columns[ids].Distinct),
            Season = season,
            Facts = facts,
            Odd = table.Odd,
            OddCount = table.OddCount,
            Jobs = TableJobs.Of(subject),
        };
    }

    private static Column ColumnOf(Table table, TableColumn column, int c)
    {
        string kind = c == table.Time ? "time"
            : column.Count == 0 ? "empty"
            : column.IsNumber ? "number"
            : column.IsCoded && 2 * column.Distinct <= column.Count && column.MeanLength < 60 ? "category" : "text";
        return new Column(column.Name, kind, column.Missing, column.Distinct)
        {
            Least = column is { IsNumber: true, Count: > 0 } ? column.Least : null,
            Most = column is { IsNumber: true, Count: > 0 } ? column.Most : null,
            Mean = column is { IsNumber: true, Count: > 0 } ? column.Mean : null,
            Values = kind != "category" ? null :
            [
                .. column.Cells.Zip(column.Counts).OrderByDescending(v => v.Second).Take(MostValues)
                    .Select(v => new CellCount(v.First, v.Second)),
            ],
        };
    }

    // Rows that share a time are of several series: the column of few texts that tells them apart.
    private static int IdsOf(Table table)
    {
        int rows = table.Starts.Count;
        IEnumerable<int> candidates = Enumerable.Range(0, table.Columns.Count)
            .Where(c => c != table.Time && table.Columns[c] is { IsCoded: true, Distinct: > 1 } column
                && 2 * column.Distinct <= rows);
        if (table.Time >= 0)
        {
            return CountShared(table, -1) == 0
                ? -1
                : candidates.Select(c => (Column: c, Shared: CountShared(table, c)))
                    .Where(c => c.Shared * 100 <= rows).OrderBy(c => c.Shared).ThenBy(c => c.Column)
                    .Select(c => c.Column).FirstOrDefault(-1);
        }

        // Without time: runs of rows of one id, each as long as the other or with a counter that begins again.
        string[] names = ["id", "sequence", "series", "unit", "case", "subject", "user", "sample", "engine", "key"];
        return Enumerable.Range(0, table.Columns.Count)
            .Where(c => names.Any(n => table.Columns[c].Name.Contains(n, StringComparison.OrdinalIgnoreCase))
                && table.Columns[c].Distinct is > 1 and var distinct && 2 * distinct <= rows)
            .FirstOrDefault(-1);
    }

    private static long CountShared(Table table, int ids)
    {
        IReadOnlyList<int>? codes = ids < 0 ? null : table.Columns[ids].Codes;
        var seen = new HashSet<(int, long)>(table.Times.Count);
        long shared = 0;
        for (int r = 0; r < table.Times.Count; r++)
        {
            shared += table.Times[r] != Table.NoTime && !seen.Add((codes?[r] ?? 0, table.Times[r])) ? 1 : 0;
        }

        return shared;
    }

    private static (TimeColumn? Time, Frequency? Frequency, SeriesAudit? Audit) TimeOf(Table table, int ids)
    {
        if (table.Time < 0)
        {
            return (null, null, null);
        }

        IReadOnlyList<int>? codes = ids < 0 ? null : table.Columns[ids].Codes;
        var stamps = new List<DateTime>();
        (long least, long most) = (long.MaxValue, long.MinValue);
        for (int r = 0; r < table.Times.Count; r++)
        {
            long ticks = table.Times[r];
            if (ticks == Table.NoTime)
            {
                continue;
            }

            (least, most) = (Math.Min(least, ticks), Math.Max(most, ticks));
            if (codes is null || codes[r] == 0)
            {
                stamps.Add(new DateTime(ticks));
            }
        }

        if (stamps.Count == 0)
        {
            return (null, null, null);
        }

        var audit = SeriesAudit.Of(CollectionsMarshal.AsSpan(stamps));
        string? step = audit.Frequency?.Name;
        (DateTime first, DateTime last) = (new DateTime(least), new DateTime(most));
        return (
            new TimeColumn(
                table.Columns[table.Time].Name, TextOf(first, audit.Frequency), TextOf(last, audit.Frequency), step,
                audit.Frequency is { } frequency ? frequency.Days * 86_400 : null, audit.MissingRows),
            audit.Frequency, audit);
    }

    private static string TextOf(DateTime time, Frequency? frequency) => frequency is not null
        ? frequency.Format(time)
        : time.ToString(
            time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static SeasonFound? SeasonOf(Table table, TableSubject subject)
    {
        if (subject.Target < 0 || subject.Frequency is not { } frequency)
        {
            return null;
        }

        IReadOnlyList<int>? codes = subject.Ids < 0 ? null : table.Columns[subject.Ids].Codes;
        List<float> all = table.Columns[subject.Target].Values;
        float[] values = codes is null ? [.. all] : [.. all.Where((_, r) => codes[r] == 0)];
        SeasonFinding finding = SeasonFinder.Find(values, frequency);
        if (finding.Found.Count == 0)
        {
            return null;
        }

        Season best = finding.Found.MinBy(s => s.Error);
        return new SeasonFound(best.Steps, frequency.Describe(best.Steps), Math.Round(best.Strength, 3));
    }
}
