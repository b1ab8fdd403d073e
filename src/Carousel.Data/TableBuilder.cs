namespace Carousel.Data;

/// <summary>The columns of a table that are read, which grow row by row.</summary>
internal sealed class TableBuilder
{
    private readonly string _name;
    private readonly (string Name, Type? Type, string Kind)[] _read;
    private int _rows;

    /// <summary>A table without rows.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="all">All columns that there are; the type is null for one that has not one cell per row.</param>
    /// <param name="asked">The names to read; null for all that have cells.</param>
    /// <exception cref="DataFormatException">A column is missing, or was asked for and has no cells.</exception>
    public TableBuilder(
        string name, IReadOnlyList<(string Name, Type? Type, string Kind)> all, IReadOnlyList<string>? asked)
    {
        _name = name;
        string[] names = [.. all.Select(c => c.Name)];
        int[] places =
        [
            .. asked?.Select(column => Array.IndexOf(names, column) is >= 0 and var place
                ? place
                : throw ColumnTable.NoColumn(name, column, names)) ?? Enumerable.Range(0, names.Length),
        ];
        (string Name, Type? Type, string Kind)[] skipped = [.. places.Select(p => all[p]).Where(c => c.Type is null)];
        if (skipped.Length > 0)
        {
            string reason = "that do not have one number, text or time per row: "
                + $"{string.Join(", ", skipped.Select(c => $"'{c.Name}' ({c.Kind})"))}.";
            Notes = asked is null
                ? [Invariant.Of($"Skipped {skipped.Length} of {names.Length} columns {reason}")]
                : throw new DataFormatException($"{name}: cannot read columns {reason}");
        }

        Places = [.. places.Where(p => all[p].Type is not null)];
        _read = [.. Places.Select(p => all[p])];
        Cells = [.. _read.Select(c => CellList.Of(c.Type!))];
    }

    /// <summary>The places of the columns that are read among all.</summary>
    public int[] Places { get; }

    /// <summary>What was skipped, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The type of the cells of a column that is read.</summary>
    public Type TypeOf(int column) => _read[column].Type!;

    /// <summary>The cells of each column that is read.</summary>
    public CellList[] Cells { get; }

    /// <summary>Adds a row.</summary>
    /// <param name="valueOf">The value at a place.</param>
    /// <exception cref="DataFormatException">A value is not of the type of its column.</exception>
    public void Add(Func<int, object?> valueOf)
    {
        for (int c = 0; c < Places.Length; c++)
        {
            object? value = valueOf(Places[c]);
            try
            {
                Cells[c].Add(value);
            }
            catch (InvalidCastException exception)
            {
                throw TableColumn.Refuse(_read[c].Name, value, _rows, TypeOf(c), exception);
            }
        }

        _rows++;
    }

    /// <summary>The table so far.</summary>
    /// <param name="cells">The cells of each column, instead of those that were added.</param>
    /// <exception cref="DataFormatException">It has no columns, or two share a name.</exception>
    public ColumnTable ToTable(IReadOnlyList<Array>? cells = null) => new(
        _name, _read.Select((c, n) => new TableColumn(c.Name, c.Type!, cells?[n] ?? Cells[n].ToArray())))
    {
        Notes = Notes,
    };
}
