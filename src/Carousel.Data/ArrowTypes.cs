using Apache.Arrow.Types;

namespace Carousel.Data;

/// <summary>Which Arrow types have one cell per row, and of which type.</summary>
internal static class ArrowTypes
{
    // A type of cells is written as the first of its types.
    private static readonly (ArrowTypeId Id, Type Cell, IArrowType? Written)[] _types =
    [
        (ArrowTypeId.String, typeof(string), StringType.Default),
        (ArrowTypeId.LargeString, typeof(string), null),
        (ArrowTypeId.StringView, typeof(string), null),
        (ArrowTypeId.Null, typeof(string), null),
        (ArrowTypeId.Boolean, typeof(bool), BooleanType.Default),
        (ArrowTypeId.Int8, typeof(sbyte), Int8Type.Default),
        (ArrowTypeId.UInt8, typeof(byte), UInt8Type.Default),
        (ArrowTypeId.Int16, typeof(short), Int16Type.Default),
        (ArrowTypeId.UInt16, typeof(ushort), UInt16Type.Default),
        (ArrowTypeId.Int32, typeof(int), Int32Type.Default),
        (ArrowTypeId.UInt32, typeof(uint), UInt32Type.Default),
        (ArrowTypeId.Int64, typeof(long), Int64Type.Default),
        (ArrowTypeId.UInt64, typeof(ulong), UInt64Type.Default),
        (ArrowTypeId.Float, typeof(float), FloatType.Default),
        (ArrowTypeId.HalfFloat, typeof(float), null),
        (ArrowTypeId.Double, typeof(double), DoubleType.Default),
        (ArrowTypeId.Decimal32, typeof(decimal), null),
        (ArrowTypeId.Decimal64, typeof(decimal), null),
        (ArrowTypeId.Decimal128, typeof(decimal), null),
        (ArrowTypeId.Decimal256, typeof(decimal), null),
        (ArrowTypeId.Timestamp, typeof(DateTime), null),
        (ArrowTypeId.Date64, typeof(DateTime), null),
        (ArrowTypeId.Date32, typeof(DateOnly), Date32Type.Default),
    ];

    /// <summary>The type of cells; null for a type that has not one cell per row.</summary>
    public static Type? CellOf(IArrowType type) => type is DictionaryType coded
        ? CellOf(coded.ValueType)
        : _types.FirstOrDefault(t => t.Id == type.TypeId).Cell;

    /// <summary>The type that a column is written as.</summary>
    /// <param name="table">How messages call the table.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="DataFormatException">A time cannot be written.</exception>
    public static IArrowType Of(string table, TableColumn column) =>
        column.Type == typeof(decimal) ? new Decimal128Type(38, column.Scale)
        : column.Type == typeof(DateTime) ? new TimestampType(
            column.NeedsNanoseconds(table) ? TimeUnit.Nanosecond : TimeUnit.Microsecond, column.IsUtc ? "UTC" : null)
        : _types.First(t => t.Cell == column.Type).Written!;
}
