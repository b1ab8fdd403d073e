using Microsoft.ML;

namespace Carousel.Data;

/// <summary>Reads the cells of a column of a data view.</summary>
/// <param name="cursor">At the row.</param>
/// <param name="column">The column.</param>
/// <param name="cells">Receives them.</param>
internal sealed class DataViewReading(DataViewRowCursor cursor, DataViewSchema.Column column, CellList cells)
    : ICellWork<Action>
{
    /// <inheritdoc/>
    public Action Of<T>() where T : struct
    {
        ValueGetter<T> get = cursor.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            get(ref value);
            cells.Add(value);
        };
    }

    /// <inheritdoc/>
    public Action OfText()
    {
        ValueGetter<ReadOnlyMemory<char>> get = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            get(ref text);
            cells.Add(text.IsEmpty ? null : text.ToString());
        };
    }
}
