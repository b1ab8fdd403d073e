using Microsoft.ML;
using Microsoft.ML.Data;

namespace Carousel.Data;

/// <summary>Tables from and for ML.NET.</summary>
public static class DataViewTables
{
    /// <summary>Reads a data view.</summary>
    /// <param name="view">The view, such as the output of a pipeline; read once.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The table; its notes name the columns that were skipped. Empty texts are missing.</returns>
    /// <exception cref="DataFormatException">A column is missing or cannot be read.</exception>
    public static ColumnTable ToTable(
        this IDataView view, IReadOnlyList<string>? columns = null, string name = "the data view")
    {
        ArgumentNullException.ThrowIfNull(view);
        DataViewSchema.Column[] all = [.. view.Schema.Where(c => !c.IsHidden)];
        var table = new TableBuilder(
            name, [.. all.Select(c => (c.Name, TypeOf(c.Type), c.Type.ToString()!))], columns);
        DataViewSchema.Column[] read = [.. table.Places.Select(p => all[p])];
        using DataViewRowCursor cursor = view.GetRowCursor(read);
        Action[] steps =
        [
            .. read.Select((column, c) =>
                CellTypes.Run(table.TypeOf(c), new DataViewReading(cursor, column, table.CellsOf(c)))),
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

    /// <summary>A table as a data view, for pipelines of ML.NET.</summary>
    /// <param name="table">The table.</param>
    /// <returns>
    /// The view. Missing numbers are NaN, for which integers and truth values with missing cells become doubles; missing
    /// texts are empty, decimal numbers are doubles, and days are times.
    /// </returns>
    /// <exception cref="DataFormatException">A time is missing, for which a view has no value.</exception>
    public static IDataView ToDataView(this ColumnTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableDataView(table);
    }

    private static Type? TypeOf(DataViewType type) => type switch
    {
        TextDataViewType => typeof(string),
        NumberDataViewType or BooleanDataViewType or DateTimeDataViewType => type.RawType,
        _ => null,
    };
}
