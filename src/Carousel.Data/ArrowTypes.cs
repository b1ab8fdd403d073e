using Apache.Arrow.Types;

namespace Carousel.Data;

/// <summary>Which Arrow types have one cell per row, and of which type.</summary>
internal static class ArrowTypes
{
    // A type of cells is written as the first of its types.
    private static readonly (IArrowType Written, Type Cell)[] _types =
    [
        (StringType.Default, typeof(string)),
        (LargeStringType.Default, typeof(string)),
        (StringViewType.Default, typeof(string)),
        (NullType.Default, typeof(string)),
        (BooleanType.Default, typeof(bool)),
        (Int8Type.Default, typeof(sbyte)),
        (UInt8Type.Default, typeof(byte)),
        (Int16Type.Default, typeof(short)),
        (UInt16Type.Default, typeof(ushort)),
        (Int32Type.Default, typeof(int)),
        (UInt32Type.Default, typeof(uint)),
        (Int64Type.Default, typeof(long)),
        (UInt64Type.Default, typeof(ulong)),
        (FloatType.Default, typeof(float)),
        (HalfFloatType.Default, typeof(float)),
        (DoubleType.Default, typeof(double)),
        (TimestampType.Default, typeof(DateTime)),
        (Date64Type.Default, typeof(DateTime)),
        (Date32Type.Default, typeof(DateOnly)),
    ];

    /// <summary>The type of cells; null for a type that has not one cell per row.</summary>
    public static Type? CellOf(IArrowType type) => type switch
    {
        DictionaryType coded => CellOf(coded.ValueType),
        Decimal32Type or Decimal64Type or Decimal128Type or Decimal256Type => typeof(decimal),
        _ => _types.FirstOrDefault(t => t.Written.TypeId == type.TypeId).Cell,
    };

    /// <summary>The type that a column is written as.</summary>
    /// <param name="table">How messages call the table.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="DataFormatException">A time or a decimal number cannot be written.</exception>
    public static IArrowType Of(string table, TableColumn column) =>
        column.Type == typeof(decimal) ? new Decimal128Type(TableColumn.DecimalDigits, column.ScaleFor(table))
        : column.Type == typeof(DateTime) ? new TimestampType(
            column.NeedsNanoseconds(table) ? TimeUnit.Nanosecond : TimeUnit.Microsecond, column.IsUtc ? "UTC" : null)
        : _types.First(t => t.Cell == column.Type).Written;
}
