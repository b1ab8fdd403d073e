using Microsoft.ML;
using Microsoft.ML.Data;

namespace Carousel.Data;

/// <summary>The rows of a view of a table, one by one.</summary>
/// <param name="view">The view.</param>
/// <param name="columns">Its columns.</param>
/// <param name="active">The places of the columns that are read.</param>
internal sealed class TableCursor(TableDataView view, TableColumn[] columns, HashSet<int> active) : DataViewRowCursor
{
    private long _row = -1;

    /// <inheritdoc/>
    public override long Position => _row;

    /// <inheritdoc/>
    public override long Batch => 0;

    /// <inheritdoc/>
    public override DataViewSchema Schema => view.Schema;

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        (ValueGetter<TValue>)CellTypes.Run(columns[column.Index].Type, new Getter(this, columns[column.Index]));

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

    /// <inheritdoc/>
    public override bool MoveNext() => ++_row < view.GetRowCount();

    private sealed class Getter(TableCursor cursor, TableColumn column) : ICellWork<Delegate>
    {
        public Delegate Of<T>() where T : struct
        {
            var cells = (T?[])column.Cells;
            T missing = default(T) is float or double ? (T)Convert.ChangeType(double.NaN, typeof(T)) : default;
            return (ValueGetter<T>)((ref T value) => value = cells[cursor._row] ?? missing);
        }

        public Delegate OfText()
        {
            string?[] cells = (string?[])column.Cells;
            return (ValueGetter<ReadOnlyMemory<char>>)(
                (ref ReadOnlyMemory<char> value) => value = cells[cursor._row].AsMemory());
        }
    }
}
