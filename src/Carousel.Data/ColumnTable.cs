using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Storage;

namespace Carousel.Data;

/// <summary>
/// A table in memory, as columns: the form between all formats of this package and all jobs.
/// </summary>
public sealed partial class ColumnTable
{
    private const int SampleRows = 200;

    /// <summary>A table.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="columns">Its columns, of equal lengths and with different names.</param>
    /// <exception cref="DataFormatException">The list is empty, or columns differ in length or share a
    /// name.</exception>
    public ColumnTable(string name, IEnumerable<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        (Name, Columns) = (name, [.. columns]);
        if (Columns.Count == 0)
        {
            throw new DataFormatException($"{name} has no columns of numbers, texts or times.");
        }

        if (Columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new DataFormatException(
                $"{name}: two columns are called '{twice.Key}'. Give each column its own name.");
        }

        if (Columns.FirstOrDefault(c => c.Count != RowCount) is { } other)
        {
            throw new DataFormatException(Invariant.Of(
                $"{name}: the column '{Columns[0].Name}' has {RowCount} rows, but '{other.Name}' has {other.Count}."));
        }
    }

    /// <summary>How messages call it: the path of its file.</summary>
    public string Name { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many rows it has.</summary>
    public int RowCount => Columns[0].Count;

    /// <summary>What was left out while it was read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A column by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public TableColumn this[string name] =>
        Columns.FirstOrDefault(c => c.Name == name) ?? throw NoColumn(Name, name, [.. Columns.Select(c => c.Name)]);

    /// <summary>One series.</summary>
    /// <param name="times">[rows]: when each value was measured.</param>
    /// <param name="values">[rows]: numbers, such as a <c>float[]</c>; NaN and null are missing values.</param>
    /// <returns>A table of the columns <c>time</c> and <c>value</c>.</returns>
    /// <exception cref="DataFormatException">The arrays differ in length.</exception>
    public static ColumnTable Of(DateTime[] times, Array values) =>
        new("the series", [new TableColumn("time", times), new TableColumn("value", values)]) { Targets = ["value"] };

    // Values that only count are a target too where they are all that was given.
    private IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The series of a table, for <c>ForecastPlan.Make</c>.</summary>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The series, each on its grid, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The rows cannot be read as asked; the message says where and what to
    /// do.</exception>
    public SeriesSet ToSeries(ReadOptions? options = null)
    {
        options ??= new ReadOptions();
        options = options with { Targets = options.Targets ?? Targets };
        IEnumerable<CsvLine> rows =
            Enumerable.Range(0, RowCount).Select(row => new CsvLine(row + 1, TextOf(row)) { Row = row });
        if (RowCount == 0)
        {
            throw new DataFormatException($"{Name} has no rows.");
        }

        var layout = new CsvLayout(
            Name, TextOf(-1), [.. rows.Take(SampleRows)], options, new CellNumbers('.', options.Missing));
        var collected = new CollectedSeries(Name, layout, options);
        collected.Add(rows, new BadRows(Name, options));
        SeriesSet set = collected.ToSet();
        return set.With(set.Series, [.. Notes, .. set.Notes]);
    }

    /// <summary>The table as data that a model is applied to.</summary>
    /// <returns>The rows as text.</returns>
    public JobInput ToInput() => JobInput.OfReader(
        new StringReader(ToCsv()), Name, new ReadOptions { Delimiter = ',', DecimalSeparator = '.' });

    /// <summary>Writes the table as CSV, which every job reads.</summary>
    /// <param name="path">The file; it is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveCsv(string path) => AtomicFile.Write(path, ToCsv());

    /// <summary>The message that a column is missing.</summary>
    /// <param name="table">How messages call the table.</param>
    /// <param name="column">The column that was asked for.</param>
    /// <param name="names">The columns that are there.</param>
    internal static DataFormatException NoColumn(string table, string column, IReadOnlyCollection<string> names) =>
        new($"{table} has no column '{column}'.{NearestName.Question(column, names)} {CsvColumns.Describe(names)}")
        {
            MissingColumn = column,
        };

    private string[] TextOf(int row) =>
        [.. Columns.Select(column => row < 0 ? column.Name : DataRows.TextOf(column[row]))];

    private string ToCsv() => string.Concat(
        Enumerable.Range(-1, RowCount + 1).Select(row => string.Join(',', TextOf(row).Select(CsvCell.Of)) + '\n'));
}
