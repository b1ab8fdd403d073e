using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Collects the rows of one series while they are read, then puts them in order on their grid.</summary>
internal sealed partial class SeriesBuilder(string path, CsvLayout layout, string? id)
{
    private static readonly OptionTable _names = OptionTable.Of(typeof(ReadOptions));

    // Rows that share a stamp now and then may be averaged; where all do, they are several series.
    private const int FewDuplicates = 10;

    private readonly List<DateTime> _times = [];
    private readonly List<long> _lines = [];
    private readonly List<int> _places = [];
    private readonly List<float>[] _values = [.. layout.Values.Select(_ => new List<float>())];
    private readonly List<(int Row, int Place, string Text)> _amounts = [];
    private readonly List<(int Row, int Place, char Separator)> _separated = [];
    private readonly Dictionary<string, StaticValue> _statics = [];
    private Dictionary<(int Row, int Place), string> _marks = [];
    private long _firstLine;
    private readonly RoundedColumn[] _rounded =
        [.. layout.Values.Select(_ => new RoundedColumn())];

    public int Rows => _spilled + _lines.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="read">Its time and numbers.</param>
    public void Add(CsvLine row, ReadRow read)
    {
        if (layout.Times is not null)
        {
            _times.Add(read.Time);
        }

        for (int k = 0; k < layout.Values.Length; k++)
        {
            float value = read.Values[k];
            if (read.Waiting(k) is { } text)
            {
                _amounts.Add((Rows, k, text));
            }
            else if (read.Separator(k) is var separator && separator != '\0')
            {
                _separated.Add((Rows, k, separator));
            }
            else if (float.IsNaN(value))
            {
                layout.Missing[k].Any = true;
                Mark(Rows, k, row.Cells[layout.Values[k]]);
            }

            layout.Codes[k]?.Add(row.Cells[layout.Values[k]], value);
            _values[k].Add(value);
            _rounded[k].Add(row, layout.Values[k], value, layout.Numbers);
        }

        AddStatics(row);
        _firstLine = Rows == 0 ? row.Line : _firstLine;
        _lines.Add(row.Line);
        _places.Add(row.Row);
    }

    // Which missing cells count is known when the order of the rows is.
    private void Mark(int row, int place, string cell)
    {
        if (cell.Length > 0)
        {
            _marks[(row, place)] = cell;
        }
    }

    /// <summary>Whether <see cref="ReadAmounts"/> has something to do.</summary>
    public bool HasAmounts => _amounts.Count + _separated.Count > 0 || layout.HasWeight;

    /// <summary>Reads what waited for the decision on its column.</summary>
    /// <exception cref="DataFormatException">A cell does not fit the rest of its column.</exception>
    public void ReadAmounts()
    {
        foreach ((int row, int place, string text) in _amounts)
        {
            _values[place][row] = layout.Amounts[place].Read(_lines[row], text);
        }

        foreach ((int row, int place, char separator) in _separated)
        {
            if (layout.Amounts[place].IsOther)
            {
                _values[place][row] = layout.Amounts[place].ReadAgain(_values[place][row], separator);
            }
        }

        RequireWeights();
    }

    /// <summary>Makes gaps of numbers that mean a missing value.</summary>
    /// <param name="codes">[columns]: the numbers, and how they are written.</param>
    public void LeaveOut(IReadOnlyList<Dictionary<float, string>> codes)
    {
        for (int k = 0; k < codes.Count; k++)
        {
            for (int row = 0; row < Rows && codes[k].Count > 0; row++)
            {
                if (codes[k].TryGetValue(_values[k][row], out string? text))
                {
                    Mark(row, k, text);
                    _values[k][row] = float.NaN;
                }
            }
        }
    }

    /// <summary>The stamps in order of time, checked for duplicates.</summary>
    /// <param name="grid">The frequency where it is known; null to find it.</param>
    public SeriesAudit Audit(Frequency? grid = null)
    {
        SeriesAudit audit = SeriesAudit.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_times), grid);
        if (audit.Duplicates is [var twice, ..])
        {
            int clock = layout.LikelyClock();

            // A few times are written twice by mistake; many are those of several series.
            OptionSentence mean = id is null && Suggested() is { } every
                ? (OptionSentence)$", or pass {{Every}} {every} to average them" : "";
            OptionSentence advice = clock >= 0
                ? $"Pass {{Time}} {layout.Times!.Name},{layout.Header[clock]} to read both columns as one time."
                : layout.HoursTo24 is { } hours
                ? $"'{hours}' has hours from 1 to 24: rename it to 'hour ending' to read both columns as one time."
                : audit.Duplicates.All(d => d.Stamp is { DayOfWeek: DayOfWeek.Sunday, Hour: > 0 and < 4 })
                ? $"Clocks seem to have been set back (repeated times: {audit.Duplicates.Count}). Keep one row of each "
                    + $"pair, or write times with an offset such as +02:00{mean}."
                : id is null && audit.Duplicates.Count * FewDuplicates >= Rows
                ? (OptionSentence)("If the table has several series, pass {Id} with the column that names them. If the "
                    + "rows of a time add up, pass {Every} 1d:sum for the sum of each day. Else remove one of them.")
                : $"Correct the time if it is mistyped, or remove one of the two rows{mean}.";
            DataFormatException repeated = _names.Unfit(
                path, _lines[twice.SecondRow], layout.Time + 1,
                $"{(audit.Frequency ?? new Frequency(FrequencyUnit.Second)).Format(twice.Stamp)} already appears on "
                + $"line {_lines[twice.FirstRow]}{Whose}. {advice}{OrEvents}");
            repeated.MayBeSeveral = clock < 0 && layout.HoursTo24 is null;
            throw repeated;
        }

        return audit;
    }

    /// <summary>Half of the resolution of a column is not lost without a note; of a target not most of it.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="layout">Takes the notes.</param>
    /// <param name="builders">All series.</param>
    /// <exception cref="DataFormatException">The change of a target is lost.</exception>
    public static void RequireResolution(string path, CsvLayout layout, IReadOnlyList<SeriesBuilder> builders)
    {
        for (int k = 0; k < layout.Values.Length; k++)
        {
            SeriesBuilder[] losing = [.. builders.Where(b => b._rounded[k].LosesHalf)];
            if (k < layout.Targets && losing.FirstOrDefault(b => b._rounded[k].LosesMost) is { } lost)
            {
                throw new DataFormatException($"{path}: {lost.LossOf(k)}");
            }

            if (losing.Length > 0)
            {
                layout.Notes.Add(
                    losing[0].LossOf(k)
                    + (losing.Length > 1 ? $" {FigureText.Count(losing.Length)} series lose as much." : ""));
            }
        }
    }

    /// <summary>How a column came through rounding to single precision.</summary>
    public RoundedColumn Rounded(int place) => _rounded[place];

    private string LossOf(int place) => _rounded[place].Sentence(layout.Header[layout.Values[place]], id);

    /// <summary>What is wrong with a target whose change is lost in single precision.</summary>
    public DataFormatException RefuseRounded(int target)
    {
        int column = layout.Values[target];
        return _rounded[target].Refuse(path, column, layout.Header[column], id);
    }

    private string OrEvents => layout.MayBeLog ? " If a row is an event, pass --events." : "";

    private string Whose => id is null ? "" : $" of series '{id}'";

    /// <summary>The line of a row.</summary>
    public long LineOf(int row) => _lines[row];

    /// <summary>The stamps are not on one grid.</summary>
    public DataFormatException RefuseIrregular(int row, Frequency? frequency)
    {
        string stamp = (frequency is { Unit: < FrequencyUnit.Day } ? frequency : new Frequency(FrequencyUnit.Minute))
            .Format(_times[row]);
        string grid = frequency is null
            ? "is not on any regular grid"
            : $"is not on the grid of the rows before it ({frequency.Name})";
        DataFormatException off = _names.Unfit(
            path, _lines[row], layout.Time + 1,
            $"{stamp} {grid}{Whose}. Correct it, {Advice()}or pass {{Time}} none to number the rows instead."
            + $"{OrEvents}");
        off.MayBeSeveral = id is null;
        return off;
    }

    /// <summary>The first row that a frequency does not reach, or null.</summary>
    public int? FirstOff(Frequency frequency)
    {
        int[] order = Order();
        for (int t = 1; t < order.Length; t++)
        {
            if (frequency.StepsBetween(_times[order[t - 1]], _times[order[t]]) is null)
            {
                return order[t];
            }
        }

        return null;
    }

    /// <summary>The finished series: in order, on its grid, with its future rows marked.</summary>
    /// <param name="frequency">The distance between rows; null to find it.</param>
    /// <param name="keepsRows">Whether rows are kept unchanged, so that none is inserted for a missing one.</param>
    public Series Build(Frequency? frequency, bool keepsRows)
    {
        int[] order = Order();
        int future = CountFuture(order);
        float[][] values = [.. _values.Select(v => order.Select(row => v[row]).ToArray())];
        DateTime[]? times = layout.Times is null ? null : [.. order.Select(row => _times[row])];
        string[] columns =
            [.. layout.Roles.Columns, .. Optional.Of(layout.HasWeight ? layout.Header[layout.Values[^1]] : null)];
        var series = new Series(columns, values, times, frequency, id, _statics, future);
        Series built = keepsRows ? series : series.OnGrid();
        return layout.HasWeight ? WithWeights(built) : built;
    }

    /// <summary>The last column as weights; a row without one has no target, either.</summary>
    private Series WithWeights(Series series) => new(
        layout.Roles.Columns,
        [.. Enumerable.Range(0, series.Columns.Count - 1).Select(c => series.Column(c).ToArray())],
        series.HasTimes ? series.Times.ToArray() : null, series.Frequency, id, _statics, series.FutureRows)
    {
        Weights = [.. series.Column(series.Columns.Count - 1).ToArray().Select(w => float.IsNaN(w) ? 0 : w)],
    };

    private void RequireWeights()
    {
        int place = layout.Values.Length - 1;
        for (int row = 0; layout.HasWeight && row < Rows; row++)
        {
            float weight = _values[place][row];
            if (!(weight >= 0 && float.IsFinite(weight)) && !HasNone(row, 0, layout.Targets))
            {
                int column = layout.Values[place];
                string what = float.IsNaN(weight)
                    ? "is missing"
                    : Invariant.Of($"is {weight}");
                throw _names.Unfit(
                    path, _lines[row], column + 1,
                    $"the weight in column '{layout.Header[column]}' {what}, but must be 0 or more.");
            }
        }
    }

    /// <summary>
    /// Which row of the table each row of the finished series was read from; −1 for one that its grid put in.
    /// </summary>
    /// <param name="built">What <see cref="Build"/> gave.</param>
    public int[] Places(Series built)
    {
        int[] order = Order();
        var places = new int[built.Length];
        Array.Fill(places, -1);
        for (int r = 0, source = 0; r < places.Length; r++)
        {
            if (places.Length == order.Length || built.Times[r] == _times[order[source]])
            {
                places[r] = _places[order[source++]];
            }
        }

        return places;
    }

    private int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, _lines.Count)];
        if (layout.Times is not null)
        {
            Array.Sort(_times.ToArray(), order);
        }

        return order;
    }

    // Rows at the end without any target but with covariates known ahead are the future.
    private int CountFuture(int[] order) => layout.Targets == 0 ? 0
        : Enumerable.Reverse(order).TakeWhile(row =>
            HasNone(row, 0, layout.Targets) && !HasNone(row, layout.Targets, layout.Known)).Count();

    private bool HasNone(int row, int first, int count) =>
        Enumerable.Range(first, count).All(k => float.IsNaN(_values[k][row]));

    private void AddStatics(CsvLine row)
    {
        foreach (int column in layout.Static.Union(layout.Groups))
        {
            string name = layout.Header[column];
            string cell = row.Cells[column];
            if (Rows == 0)
            {
                _statics[name] = StaticValue.FromText(layout.Numbers.TryRead(cell, out float number)
                    ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : cell);
            }
            else if (_statics[name].Text != cell
                && !(layout.Numbers.TryRead(cell, out float again) && again == _statics[name].Number))
            {
                bool isGroup = layout.Groups.Contains(column);
                OptionSentence advice = isGroup ? "Give each series one group, or each group a different id."
                    : "Pass it with {Known} or {Past} if it changes.";
                throw _names.Unfit(
                    path, row.Line, column + 1,
                    $"'{cell}' in the {(isGroup ? "hierarchy's" : "static")} column '{name}' differs from "
                    + $"'{_statics[name].Text}' on line {_firstLine}{Whose}. {advice}");
            }
        }
    }
}
