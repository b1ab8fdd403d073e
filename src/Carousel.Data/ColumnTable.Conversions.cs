using System.Data;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;

namespace Carousel.Data;

/// <content>Data tables, records and data views of ML.NET.</content>
public sealed partial class ColumnTable
{
    /// <summary>A <see cref="DataTable"/> with the rows.</summary>
    /// <returns>A missing cell is <see cref="DBNull"/>.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The types of cells are those of the runtime.")]
    public DataTable ToDataTable()
    {
        var made = new DataTable(Name);
        foreach (TableColumn column in Columns)
        {
            DataColumn added = made.Columns.Add(column.Name, column.Type);
            if (column.IsUtc)
            {
                added.DateTimeMode = DataSetDateTime.Utc;
            }
        }

        for (int row = 0; row < RowCount; row++)
        {
            made.Rows.Add([.. Columns.Select(c => c[row] ?? DBNull.Value)]);
        }

        return made;
    }

    /// <summary>
    /// Records of the rows: each parameter of the constructor gets the cell of the column with its name, whatever the
    /// case of letters.
    /// </summary>
    /// <typeparam name="T">Such as <c>record Sale(DateTime Time, double? Revenue)</c>.</typeparam>
    /// <returns>A record per row, made when it is asked for.</returns>
    /// <exception cref="DataFormatException">A parameter has no column, a cell cannot be converted, or the type has
    /// no constructor with parameters.</exception>
    public IEnumerable<T> ToRecords<[DynamicallyAccessedMembers(ColumnTableExtensions.Members)] T>()
        where T : notnull
    {
        if (typeof(T).GetConstructors().MaxBy(c => c.GetParameters().Length) is not { } make
            || make.GetParameters() is not { Length: > 0 } parameters)
        {
            throw new DataFormatException(
                $"The type {typeof(T).Name} has no constructor with parameters, which get the cells. Use a record.");
        }

        (TableColumn Column, Type Type)[] cells =
        [
            .. parameters.Select(p => (
                Columns.FirstOrDefault(c => c.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase))
                    ?? this[p.Name!],
                p.ParameterType)),
        ];
        return Enumerable.Range(0, RowCount)
            .Select(row => (T)make.Invoke([.. cells.Select(c => c.Column.ValueAt(row, c.Type))]));
    }

    /// <summary>The table as a data view, for pipelines of ML.NET.</summary>
    /// <returns>
    /// The view. Missing numbers are NaN, for which integers and truth values with missing cells become doubles.
    /// Missing texts are empty, decimal numbers are doubles, and days are times.
    /// </returns>
    /// <exception cref="DataFormatException">A time is missing, for which a view has no value.</exception>
    public IDataView ToDataView() => new TableDataView(this);
}
