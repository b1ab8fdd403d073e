using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.RemainingLife;

/// <summary>Which column of a file is used for what; kept, to read another file as the first.</summary>
/// <param name="Count">How many columns the file has.</param>
/// <param name="Id">The units.</param>
/// <param name="Time">Cycles, hours or dates.</param>
/// <param name="Event">Whether a unit failed; null without such a column.</param>
/// <param name="Features">The measurements.</param>
/// <param name="Places">Where id, time and measurements stand.</param>
internal sealed record LifeColumns(
    int Count, string Id, string Time, string? Event, IReadOnlyList<string> Features, IReadOnlyList<int> Places)
{
    // Without blanks, underscores and hyphens.
    private static readonly string[] _ids = (
            "id unit unitnumber unitnr engine engineid battery serialnumber serial device machine machineid asset "
            + "unitid deviceid assetid equipmentid equipment batteryid vehicleid vehicle customerid").Split(' '),
        _times = (
            "cycle cycles time timeincycles timecycles hours day date timestamp datetime datum zeit zeitstempel age "
            + "t").Split(' '),
        _events = "event failed failure fails".Split(' '),
        _marks = (
            "breakdown brokendown broken fault faulty isfailed isfailure hasfailed failureflag machinefailure ausfall "
            + "ausgefallen defekt").Split(' '),
        _censors = "censored iscensored censor".Split(' '),
        _lives = "rul ttf remainingusefullife remaininglife remainingcycles timetofailure".Split(' ');

    /// <summary>A date of the training that shows whether dates begin with the day or with the month; null if none
    /// does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClearDate { get; init; }

    /// <summary>What is left out of the measurements, a sentence each.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Finds the uses of the columns of a file to learn from.</summary>
    public static LifeColumns Find(LifeTable table, LifeOptions options)
    {
        string[] names = table.Names;
        if (names.Length < 3)
        {
            throw new DataFormatException(
                $"{table.Name} has too few columns: the unit, its time and one measurement are needed. "
                + CsvColumns.Describe(names));
        }

        int[] all = [.. Enumerable.Range(0, names.Length)], stamps = [.. all.Where(table.IsOfStamps)];
        int? named = Place(table, options.Id, _ids, c => !stamps.Contains(c));
        int id = named ?? all.Except(stamps).FirstOrDefault();
        int time = Place(table, options.Time, _times) ?? all.First(c => c != id);
        int? failed = options.Event is { } asked ? Place(table, asked, []) : FindEvent(table, [id, time]);
        if (id == time || id == failed || time == failed)
        {
            throw options.Unfit(
                $"{table.Name}: the unit is read from column '{names[id]}' and its time from '{names[time]}', but "
                + $"unit, time and failure must be different columns. Name them with {{Id}}, {{Time}} and {{Event}}.");
        }

        if (named is null && table.HasHeader && table.Rows.Select(r => r.Cells[id]).Distinct().Count() is var units
            && 2 * units > table.Rows.Count)
        {
            throw options.Unfit(
                $"{table.Name}: no column has the name of a unit, and '{names[id]}' has {units} values in "
                + $"{table.Rows.Count} rows, too many for units. Name the columns with {{Id}} and {{Time}}.");
        }

        table.FindStamps(time, id, null);
        int? ending = failed ?? all.Where(c => c != id && c != time && !IsFeature(c) && table.MarksEnds(c, id, time))
            .Cast<int?>().FirstOrDefault();
        bool IsFeature(int c) => options.Features.Contains(names[c], StringComparer.OrdinalIgnoreCase);
        string? guessed = failed is null && ending is { } mark
            ? $"Column '{names[mark]}' is set only in last rows of units: it is read as the mark of failure."
            : null;
        failed = ending;
        int[] free = [.. all.Where(c => c != id && c != time && c != failed)],
            texts = [.. free.Where(table.IsText)],
            lives = [.. free.Except(texts).Where(c => IsLife(table, id, time, c))],
            features = options.Features.Count > 0
                ? [.. options.Features.Select(f => Place(table, f, [])!.Value)]
                : [.. free.Except(texts).Except(lives)];
        string Named(int[] columns) => CsvColumns.Shown([.. columns.Select(c => $"'{names[c]}'")]);
        return new LifeColumns(
            names.Length, names[id], names[time], failed is { } event_ ? names[event_] : null,
            [.. features.Select(c => names[c])], [id, time, .. features])
        {
            ClearDate = table.ClearDate(time),
            Notes = options.Features.Count > 0 ? [.. Optional.Of(guessed)]
                :
                [
                    .. Optional.Of(guessed),
                    .. Optional.Of(texts.Length == 0 ? null : $"Columns of text are left out: {Named(texts)}."),
                    .. Optional.Of(lives.Length == 0 ? null
                        : "The remaining life, or a linear function of it, is left out of the measurements: "
                            + $"{Named(lives)}."),
                ],
        };
    }

    /// <summary>Whether a column is the answer: it has such a name, or falls as the time rises wherever it changes, or
    /// in proportion to the time, from different values to few. Rows that cannot be read are
    /// ignored.</summary>
    private static bool IsLife(LifeTable table, int id, int time, int column)
    {
        if (_lives.Contains(ColumnNames.Plain(table.Names[column])))
        {
            return true;
        }

        (int falls, double slope) = (0, 0);
        foreach ((CsvLine before, CsvLine row) in table.Rows.Zip(table.Rows.Skip(1)))
        {
            double fall = LifeTable.Parse(before.Cells[column]) - LifeTable.Parse(row.Cells[column]),
                rise = table.TimeOf(row.Cells[time]) - table.TimeOf(before.Cells[time]);
            if (before.Cells[id] != row.Cells[id] || fall == 0 || double.IsNaN(fall - rise))
            {
                continue;
            }

            slope = slope == 0 ? fall / rise : slope;
            if (!(Math.Abs(fall - (slope * rise)) <= 1e-6 * Math.Max(1, Math.Abs(fall))))
            {
                return false;
            }

            falls++;
        }

        int Count(Func<IEnumerable<CsvLine>, CsvLine> row) =>
            table.Rows.GroupBy(r => r.Cells[id]).DistinctBy(unit => row(unit).Cells[column]).Count();
        return 4 * falls > table.Rows.Count
            && (Math.Abs(slope - 1) <= 1e-6 || 2 * Count(Enumerable.Last) <= Count(Enumerable.First));
    }

    /// <summary>The same columns of another file: by their names, or where it has none by their places.</summary>
    public (int Id, int Time, int? Event, int[] Features) In(LifeTable table)
    {
        string[] asked = [Id, Time, .. Features];
        int[] places = [.. asked.Select(n => Array.IndexOf(table.Names, n))];
        if (Array.IndexOf(places, -1) is var missing && missing >= 0)
        {
            places = !table.HasHeader && table.Names.Length == Count
                ? [.. Places]
                : throw new DataFormatException(
                    $"{table.Name} has no column '{asked[missing]}', which the model reads."
                    + $"{NearestName.Question(asked[missing], table.Names)} {CsvColumns.Describe(table.Names)}")
                {
                    MissingColumn = asked[missing],
                };
        }

        table.FindStamps(places[1], places[0], ClearDate);
        int? failed = Event is { } own && Array.IndexOf(table.Names, own) is >= 0 and var found ? found
            : Event is null && FindLife(table) < 0 && FindEvent(table, [.. places]) is { } other && table.IsFlag(other)
                ? other : null;
        return (places[0], places[1], failed, places[2..]);
    }

    /// <summary>The column with the name of a remaining life in another file; −1 without one.</summary>
    public static int FindLife(LifeTable table) => Array.FindIndex(
        table.Names, n => _lives.Contains(ColumnNames.Plain(n)));

    /// <summary>Whether a column marks the units that did not fail.</summary>
    public static bool IsCensor(string name) => _censors.Contains(ColumnNames.Plain(name));

    private static int? FindEvent(LifeTable table, int[] taken) => Place(table, null, _events)
        ?? Place(table, null, [.. _marks, .. _censors], c => !taken.Contains(c) && table.IsFlag(c));

    private static int? Place(LifeTable table, string? asked, string[] usual, Func<int, bool>? isFit = null)
    {
        int At(string name) => Array.FindIndex(table.Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (asked is not null)
        {
            return At(asked) is >= 0 and var column
                ? column
                : throw new DataFormatException(
                    $"{table.Name} has no column '{asked}'.{NearestName.Question(asked, table.Names)} "
                    + CsvColumns.Describe(table.Names))
                {
                    MissingColumn = asked,
                };
        }

        return usual.SelectMany(n => Enumerable.Range(0, table.Names.Length).Where(
            c => ColumnNames.Plain(table.Names[c]) == n && isFit?.Invoke(c) != false)).Cast<int?>().FirstOrDefault();
    }
}
