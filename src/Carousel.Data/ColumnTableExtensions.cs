using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Carousel.Data;

/// <summary>Tables from records, data readers, data views of ML.NET and models.</summary>
public static class ColumnTableExtensions
{
    internal const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;

    private static readonly string[] _stamps =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM"];

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
    /// <param name="columns">The columns to read; null for all.</param>
    /// <param name="name">How messages call the table.</param>
    /// <returns>The table; its notes name columns that are not numbers, texts or times.</returns>
    /// <exception cref="DataFormatException">A column is missing or cannot be read.</exception>
    public static ColumnTable ToTable(
        this IDataReader rows, IReadOnlyList<string>? columns = null, string name = "the rows")
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

    /// <summary>Reads a data view.</summary>
    /// <param name="view">The view, such as the output of a pipeline; read once.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The table; its notes name the columns that were skipped. Empty texts are missing.</returns>
    /// <exception cref="DataFormatException">A column is missing or cannot be read.</exception>
    public static ColumnTable ToTable(
        this IDataView view, IReadOnlyList<string>? columns = null, string name = "the data view")
    {
        DataViewSchema.Column[] all = [.. view.Schema.Where(c => !c.IsHidden)];
        var table = new TableBuilder(
            name, [.. all.Select(c => (c.Name, TypeOf(c.Type), c.Type.ToString()!))], columns);
        DataViewSchema.Column[] read = [.. table.Places.Select(p => all[p])];
        using DataViewRowCursor cursor = view.GetRowCursor(read);
        Action[] steps =
        [
            .. read.Select((column, c) =>
                CellTypes.Run(table.TypeOf(c), new DataViewReading(cursor, column, table.Cells[c]))),
        ];
        while (cursor.MoveNext())
        {
            foreach (Action step in steps)
            {
                step();
            }
        }

        return table.ToTable();
    }

    /// <summary>Applies a model to a table: the forecasts, scores or classes that the model predicts.</summary>
    /// <param name="model">A model whose predictions are a table.</param>
    /// <param name="data">The rows that the model reads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// The columns that the command <c>predict</c> writes. One whose texts are all in the column of the input with the
    /// same name has the cells of that column. Others are numbers, times or texts; texts that a number would change,
    /// such as 0042, stay texts.
    /// </returns>
    /// <exception cref="DataFormatException">The rows are not those of the model, or its predictions are not a
    /// table.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ColumnTable Predict(
        this JobModel model, ColumnTable data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Path.GetExtension(model.PredictionFile) is not ".csv")
        {
            throw new DataFormatException(
                $"The model writes {model.PredictionFile}, not CSV: pass data.ToInput() and a writer to Predict.");
        }

        using var text = new StringWriter();
        JobAnswer answer = model.Predict(data.ToInput(), text, cancellation);
        using var file = CsvFile.Open(new StringReader(text.ToString()), model.PredictionFile, ',', '.');
        string[][] rows = [.. file.Rows.Select(row => row.Cells)];
        return new ColumnTable(
            data.Name,
            file.Header.Select((name, c) => ColumnOf(
                name, [.. rows.Select(row => row[c])], data.Columns.FirstOrDefault(input => input.Name == name))))
        {
            Notes = [.. data.Notes, .. answer.Notes],
        };
    }

    private static (TableBuilder Table, PropertyInfo[] Properties) Open<[DynamicallyAccessedMembers(Members)] T>(
        string name)
    {
        PropertyInfo[] properties =
        [
            .. typeof(T).GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.CanRead && p.GetIndexParameters().Length == 0),
        ];
        return (
            new TableBuilder(
                name, [.. properties.Select(p => (p.Name, CellTypes.Of(p.PropertyType), p.PropertyType.Name))], null),
            properties);
    }

    private static Type? TypeOf(DataViewType type) => type switch
    {
        TextDataViewType => typeof(string),
        NumberDataViewType or BooleanDataViewType or DateTimeDataViewType => type.RawType,
        _ => null,
    };

    private static TableColumn ColumnOf(string name, string[] cells, TableColumn? input)
    {
        // Text of the input is a cell of the input again, whatever its type.
        if (input?.Cells.Cast<object?>().Append(null).DistinctBy(DataRows.TextOf).ToDictionary(DataRows.TextOf)
            is { } known && cells.All(known.ContainsKey))
        {
            var same = CellList.Of(input.Type);
            Array.ForEach(cells, cell => same.Add(known[cell]));
            return new(name, input.Type, same.ToArray());
        }

        int filled = cells.Count(cell => cell.Length > 0);
        double?[] numbers = [.. cells.Select(NumberOf)];
        DateTime?[] times = [.. cells.Select(TimeOf)];
        return new(
            name,
            numbers.OfType<double>().Count() == filled ? numbers : times.OfType<DateTime>().Count() == filled ? times
                : cells.Select(cell => cell.Length == 0 ? null : cell).ToArray());
    }

    /// <summary>The number of a cell; null for an id such as 0042, which a number does not keep.</summary>
    private static double? NumberOf(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && (cell.Contains('.') || DataRows.TextOf(number) == cell) ? number : null;

    private static DateTime? TimeOf(string cell) =>
        DateTime.TryParseExact(cell, _stamps, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time : null;
}
