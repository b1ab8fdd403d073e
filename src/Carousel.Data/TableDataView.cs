using Microsoft.ML;
using Microsoft.ML.Data;

namespace Carousel.Data;

/// <summary>A table as a data view.</summary>
internal sealed class TableDataView : IDataView
{
    private static readonly DataViewType[] _types =
    [
        BooleanDataViewType.Instance, DateTimeDataViewType.Instance, NumberDataViewType.SByte, NumberDataViewType.Byte,
        NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32,
        NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
    ];

    private readonly TableColumn[] _columns;

    /// <summary>A view of a table.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="DataFormatException">A time is missing.</exception>
    public TableDataView(ColumnTable table)
    {
        _columns = [.. table.Columns.Select(Viewed)];
        var builder = new DataViewSchema.Builder();
        foreach (TableColumn column in _columns)
        {
            builder.AddColumn(column.Name, TypeOf(column.Type));
        }

        Schema = builder.ToSchema();
    }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public long? GetRowCount() => _columns[0].Count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new TableCursor(this, _columns, [.. columnsNeeded.Select(c => c.Index)]);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static DataViewType TypeOf(Type type) =>
        type == typeof(string) ? TextDataViewType.Instance : _types.First(t => t.RawType == type);

    /// <summary>A column of values that a view has.</summary>
    private static TableColumn Viewed(TableColumn column) => Type.GetTypeCode(column.Type) switch
    {
        TypeCode.String or TypeCode.Single or TypeCode.Double => column,

        // Days have no separate code.
        TypeCode.DateTime or TypeCode.Object => new TableColumn(column.Name, column.ToArray<DateTime>()),
        var code when code == TypeCode.Decimal || column.HasMissing =>
            new TableColumn(column.Name, column.ToArray<double>()),
        _ => column,
    };
}
