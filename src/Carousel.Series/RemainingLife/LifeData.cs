using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.RemainingLife;

/// <summary>Units as a file gives them.</summary>
/// <param name="Name">How messages call the file.</param>
/// <param name="Columns">Which column was used for what.</param>
/// <param name="Units">The units, in the order of the file.</param>
/// <param name="Notes">What was noticed, a sentence each.</param>
internal sealed record LifeData(
    string Name, LifeColumns Columns, IReadOnlyList<LifeUnit> Units, IReadOnlyList<string> Notes)
{
    private const int FewestRecords = 5;

    /// <summary>What is known or assumed of the end of the units that fail.</summary>
    public string Ending { get; private init; } = "fail at their last record";

    /// <summary>Reads units to learn from.</summary>
    public static LifeData Read(JobInput input, LifeOptions options)
    {
        var table = LifeTable.Read(input);
        return Read(table, LifeColumns.Find(table, options), isNew: false);
    }

    /// <summary>Reads units as those that a model learned from; a column may contain their true lives.</summary>
    public static LifeData Read(JobInput input, LifeColumns columns) =>
        Read(LifeTable.Read(input), columns, isNew: true);

    /// <summary>The same units with their true lives after the last record.</summary>
    /// <param name="input">A number a line, in the order of the units.</param>
    public LifeData WithLives(JobInput input)
    {
        double[] lives =
        [
            .. input.ReadLines().Where(l => l.Text.Trim().Length > 0).Select(line =>
                double.TryParse(line.Text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double life)
                && life >= 0 && double.IsFinite(life)
                    ? life
                    : throw new DataFormatException(
                        input.Name, line.Number, 0,
                        $"'{line.Text.Trim()}' is not a life. Write one number of 0 or more on each line.")),
        ];
        return lives.Length == Units.Count
            ? this with { Units = [.. Units.Select((u, i) => u with { Beyond = lives[i], Fails = true })] }
            : throw new DataFormatException(
                $"{input.Name} has {FigureText.Count(lives.Length)} lives, but {Name} has "
                + $"{FigureText.Count(Units.Count)} units. Write one for each, in their order.");
    }

    /// <summary>A text that differs for other units.</summary>
    public string Fingerprint() => DataFingerprint.Of([Units], (hash, unit) =>
    {
        hash.Add(unit.Id);
        hash.Add([.. unit.Times.Select(t => (float)t), unit.Fails ? 1 : 0]);
        hash.Add(unit.Values);
    });

    private static LifeData Read(LifeTable table, LifeColumns columns, bool isNew)
    {
        (int id, int time, int? failed, int[] features) = columns.In(table);
        var units = new List<LifeUnit>();
        int few = 0;
        var bad = new List<(CsvLine Row, int Column)>();
        CsvLine[] read = [.. table.Rows.Where(IsRead)];
        var skipped = new List<string>();
        table.Bad.Finish(skipped);
        List<(string Id, CsvLine[] Rows, bool Fails)> runs =
            [.. read.GroupBy(r => r.Cells[id]).SelectMany(g => Runs(table, g.Key, [.. g], failed))];
        if (failed is { } mark && !LifeColumns.IsCensor(table.Names[mark])
            && bad.Find(b => table.HasFailed(b.Row, mark, isLast: false)
                && read.Where(r => r.Cells[id] == b.Row.Cells[id]).Select(r => table.HasFailed(r, mark, isLast: false))
                    .DefaultIfEmpty().Contains(false)) is { Row.Cells: not null } lost)
        {
            throw new DataFormatException(
                table.Name, lost.Row.Line, lost.Column,
                $"this cell cannot be read, but its row is the failure of unit '{lost.Row.Cells[id]}' and cannot be "
                + "skipped. Correct the cell, or leave it empty.");
        }

        int life = isNew && failed is null ? LifeColumns.FindLife(table) : -1;
        int empty = 0;
        foreach ((string unit, CsvLine[] rows, bool fails) in runs)
        {
            double[] times = [.. rows.Select(r => table.Time(r, time))];
            for (int t = 1; t < times.Length; t++)
            {
                if (times[t] <= times[t - 1])
                {
                    throw new DataFormatException(
                        table.Name, rows[t].Line, time + 1,
                        $"'{rows[t].Cells[time]}' in column '{table.Names[time]}' "
                        + (times[t] == times[t - 1] ? $"occurs twice in unit '{unit}'. Remove one of the rows."
                            : $"does not come after the row before of unit '{unit}'. Sort the rows of each unit by "
                            + "their time."));
                }
            }

            few += times.Length < FewestRecords ? 1 : 0;
            float[] values = [.. rows.SelectMany(r => features.Select(f => table.Measurement(r, f)))];
            for (int v = 0; v < values.Length; v++)
            {
                if (float.IsNaN(values[v]))
                {
                    empty++;
                    values[v] = v < features.Length ? float.NaN : values[v - features.Length];
                }
            }

            double beyond = life < 0 ? 0 : LifeTable.Parse(rows[^1].Cells[life]);
            units.Add(new LifeUnit(unit, times, values, fails && beyond >= 0) { Beyond = beyond >= 0 ? beyond : 0 });
        }

        string[] notes =
        [
            .. table.Notes, .. columns.Notes, .. skipped,
            .. Optional.Of(runs.Where(r => r.Id != r.Rows[0].Cells[id]).Select(r => r.Id).FirstOrDefault() is { } again
                ? $"Rows after a failure are another unit, such as '{again}'."
                : null),
            .. Optional.Of(read.Length - runs.Sum(r => r.Rows.Length) is > 0 and var down
                ? $"Left out: {FigureText.Counted(down, "row")} after a failure, still marked as failed."
                : null),
            .. Optional.Of(read.Length > 0 && table.IsDate(read[0].Cells[time])
                ? $"Column '{table.Names[time]}' has dates: lives are in days."
                : null),
            .. Optional.Of(empty == 0
                ? null
                : $"{FigureText.Counted(empty, "cell")} of measurements without a value: the last value of the unit "
                    + "counts, or the mean of the training without one."),
            .. Optional.Of(few == 0
                ? null
                : $"{FigureText.Counted(few, "unit")} with fewer than {FewestRecords} rows can contribute little."),
        ];
        return new LifeData(table.Name, columns, units, notes)
        {
            Ending = life >= 0 ? $"have a life in column '{table.Names[life]}'"
                : failed is null ? "are assumed to fail at their last record" : "fail at their last record",
        };

        bool IsRead(CsvLine row)
        {
            try
            {
                _ = table.Time(row, time);
                Array.ForEach(features, column => _ = table.Measurement(row, column));
                table.Bad.Read(row);
                return true;
            }
            catch (DataFormatException fault) when (table.Bad.Skips(row, fault, time))
            {
                bad.Add((row, fault.Column));
                return false;
            }
        }
    }

    // If all rows are marked, only the last row is the failure.
    private static List<(string Id, CsvLine[] Rows, bool Fails)> Runs(
        LifeTable table, string id, CsvLine[] rows, int? failed)
    {
        bool[] marks = failed is not { } column ? []
            :
            [
                .. LifeColumns.IsCensor(table.Names[column])
                    ? Enumerable.Repeat(!table.HasFailed(rows[^1], column, isLast: true), rows.Length)
                    : rows.Select((r, t) => table.HasFailed(r, column, isLast: t + 1 == rows.Length)),
            ];
        bool isWhole = Array.TrueForAll(marks, m => m);
        int run = 1;
        return rows.Select((row, t) =>
        {
            bool isAfter = !isWhole && t > 0 && marks[t - 1];
            run += isAfter && !marks[t] ? 1 : 0;
            return (Row: row, Run: isAfter && marks[t] ? 0 : run, Fails: isWhole || marks[t]);
        }).Where(r => r.Run > 0).GroupBy(r => r.Run).Select(g => (
            g.Key == 1 ? id : Invariant.Of($"{id} #{g.Key}"), g.Select(r => r.Row).ToArray(), g.Last().Fails)).ToList();
    }
}
