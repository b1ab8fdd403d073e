using Parquet;
using Parquet.Schema;

namespace Carousel.Data;

/// <summary>Writes the cells of a column.</summary>
/// <param name="table">How messages call the table.</param>
/// <param name="column">The column.</param>
internal sealed class ParquetWriting(string table, TableColumn column) : ICellWork<Task>
{
    private ParquetRowGroupWriter? _group;
    private Range _rows;

    /// <summary>How the file describes the column.</summary>
    public DataField Field { get; } = column.Type == typeof(DateTime)
        ? new DateTimeDataField(
            column.Name, DateTimeFormat.Timestamp, column.IsUtc,
            column.NeedsNanoseconds(table) ? DateTimeTimeUnit.Nanos : DateTimeTimeUnit.Micros, true)
        : column.Type == typeof(decimal)
        ? new DecimalDataField(
            column.Name, TableColumn.DecimalDigits, column.ScaleFor(table), isNullable: true)
        : new DataField(column.Name, column.Type, true);

    /// <summary>Writes some rows.</summary>
    /// <param name="group">Receives them.</param>
    /// <param name="rows">The rows.</param>
    public Task WriteAsync(ParquetRowGroupWriter group, Range rows)
    {
        (_group, _rows) = (group, rows);
        return CellTypes.Run(column.Type, this);
    }

    /// <inheritdoc/>
    public Task Of<T>() where T : struct =>
        _group!.WriteAsync<T>(Field, ((T?[])column.Cells).AsMemory(_rows), null, null);

    /// <inheritdoc/>
    public Task OfText() => _group!.WriteAsync(Field, new ArraySegment<string>((string[])column.Cells)[_rows], null);
}
