using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Carousel.Data;

/// <summary>Tables from records and data readers, and records from tables.</summary>
public static class RecordTables
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>A table of records: each property is a column.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">How messages call the table.</param>
    /// <returns>The table; its notes name properties that are not numbers, texts or times.</returns>
    /// <exception cref="DataFormatException">The records have no property that is one.</exception>
    public static ColumnTable ToTable<[DynamicallyAccessedMembers(Members)] T>(
        this IEnumerable<T> records, string name = "the records")
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(records);
        (TableBuilder table, PropertyInfo[] properties) = Open<T>(name);
        foreach (T record in records)
        {
            table.Add(p => properties[p].GetValue(record));
        }

        return table.ToTable();
    }

    /// <summary>A table of records that arrive one after the other: each property is a column.</summary>
    /// <param name="records">The records; read to their end.</param>
    /// <param name="name">How messages call the table.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>As <see cref="ToTable{T}(IEnumerable{T}, string)"/>.</returns>
    /// <exception cref="DataFormatException">The records have no property that is a number, text or time.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<ColumnTable> ToTableAsync<[DynamicallyAccessedMembers(Members)] T>(
        this IAsyncEnumerable<T> records, string name = "the records", CancellationToken cancellation = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(records);
        (TableBuilder table, PropertyInfo[] properties) = Open<T>(name);
        await foreach (T record in records.WithCancellation(cancellation).ConfigureAwait(false))
        {
            table.Add(p => properties[p].GetValue(record));
        }

        return table.ToTable();
    }

    /// <summary>A table of the rows of a reader: of a <see cref="DataTable"/> or a query.</summary>
    /// <param name="rows">The reader, before its first row; read to its end.</param>
    /// <param name="name">How messages call the table.</param>
    /// <param name="columns">The columns to read; null for all.</param>
    /// <returns>The table; its notes name columns that are not numbers, texts or times.</returns>
    /// <exception cref="DataFormatException">A column is missing or cannot be read.</exception>
    public static ColumnTable ToTable(
        this IDataReader rows, string name = "the rows", IReadOnlyList<string>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new TableBuilder(
            name,
            [
                .. Enumerable.Range(0, rows.FieldCount)
                    .Select(c => (rows.GetName(c), CellTypes.Of(rows.GetFieldType(c)), rows.GetFieldType(c).Name)),
            ],
            columns);
        while (rows.Read())
        {
            table.Add(rows.GetValue);
        }

        return table.ToTable();
    }

    /// <summary>A <see cref="DataTable"/> with the rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>A missing cell is <see cref="DBNull"/>.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The types of cells are those of the runtime.")]
    public static DataTable ToDataTable(this ColumnTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var made = new DataTable(table.Name);
        foreach (TableColumn column in table.Columns)
        {
            made.Columns.Add(column.Name, column.Type);
        }

        made.BeginLoadData();
        for (int row = 0; row < table.RowCount; row++)
        {
            made.Rows.Add([.. table.Columns.Select(c => c[row] ?? DBNull.Value)]);
        }

        made.EndLoadData();
        return made;
    }

    /// <summary>
    /// Records of a table: each parameter of the constructor gets the cell of the column with its name, whatever the
    /// case of letters.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <typeparam name="T">Such as <c>record Sale(DateTime Time, double? Revenue)</c>.</typeparam>
    /// <returns>A record per row, made when it is asked for.</returns>
    /// <exception cref="DataFormatException">A parameter has no column, or a cell cannot be converted.</exception>
    public static IEnumerable<T> ToRecords<[DynamicallyAccessedMembers(Members)] T>(this ColumnTable table)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        ConstructorInfo make = typeof(T).GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        string[] names = [.. table.Columns.Select(c => c.Name)];
        (TableColumn Column, Type Type)[] cells =
        [
            .. make.GetParameters().Select(p => (
                table.Columns.FirstOrDefault(c => c.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase))
                    ?? throw ColumnTable.NoColumn(table.Name, p.Name!, names),
                p.ParameterType)),
        ];
        return Enumerable.Range(0, table.RowCount)
            .Select(row => (T)make.Invoke([.. cells.Select(c => c.Column.ValueAt(row, c.Type))]));
    }

    private static (TableBuilder Table, PropertyInfo[] Properties) Open<[DynamicallyAccessedMembers(Members)] T>(
        string name)
    {
        PropertyInfo[] properties =
            [.. typeof(T).GetProperties().Where(p => p.CanRead && p.GetIndexParameters().Length == 0)];
        return (
            new TableBuilder(
                name, [.. properties.Select(p => (p.Name, CellTypes.Of(p.PropertyType), p.PropertyType.Name))], null),
            properties);
    }
}
