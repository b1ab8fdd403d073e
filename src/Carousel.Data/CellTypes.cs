namespace Carousel.Data;

/// <summary>The types of cells: text, truth values, integers, numbers, days and times.</summary>
internal static class CellTypes
{
    /// <summary>The type of the cells that values of a type become.</summary>
    /// <param name="type">The type of values, also one that can be null.</param>
    /// <returns>The type of cells; null for values that are not one cell, such as lists and bytes.</returns>
    public static Type? Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(DateTimeOffset) ? typeof(DateTime)
            : type == typeof(Half) ? typeof(float)
            : type.IsEnum || type == typeof(Guid) || type == typeof(char) ? typeof(string)
            : type == typeof(DateOnly) || Type.GetTypeCode(type) is not (
                TypeCode.Object or TypeCode.Empty or TypeCode.DBNull) ? type : null;
    }

    /// <summary>A value as a cell of the type that <see cref="Of"/> gives.</summary>
    /// <param name="value">The value; null and <see cref="DBNull"/> are missing.</param>
    public static object? CellOf(object? value) => value switch
    {
        DBNull => null,
        DateTimeOffset stamp => stamp.UtcDateTime,
        Half number => (float)number,
        Enum or Guid or char => value.ToString(),
        _ => value,
    };

    /// <summary>Does work for cells of a type.</summary>
    /// <param name="type">A type of cells.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="ArgumentException">It is not a type of cells.</exception>
    public static TResult Run<TResult>(Type type, ICellWork<TResult> work) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => work.OfText(),
        TypeCode.Boolean => work.Of<bool>(),
        TypeCode.SByte => work.Of<sbyte>(),
        TypeCode.Byte => work.Of<byte>(),
        TypeCode.Int16 => work.Of<short>(),
        TypeCode.UInt16 => work.Of<ushort>(),
        TypeCode.Int32 => work.Of<int>(),
        TypeCode.UInt32 => work.Of<uint>(),
        TypeCode.Int64 => work.Of<long>(),
        TypeCode.UInt64 => work.Of<ulong>(),
        TypeCode.Single => work.Of<float>(),
        TypeCode.Double => work.Of<double>(),
        TypeCode.Decimal => work.Of<decimal>(),
        TypeCode.DateTime => work.Of<DateTime>(),
        _ => work.Of<DateOnly>(),
    };
}
