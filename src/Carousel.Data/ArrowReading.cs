using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Carousel.Data;

/// <summary>Reads the values of an Arrow array.</summary>
/// <param name="array">The array.</param>
internal sealed class ArrowReading(IArrowArray array) : ICellWork<Func<int, object?>>
{
    // Of a second, a millisecond, a microsecond and a nanosecond.
    private static readonly decimal[] _ticks = [1e7m, 1e4m, 10m, 0.01m];

    /// <summary>A function that gives the value of a row, or null.</summary>
    /// <param name="array">The array.</param>
    /// <param name="type">The type of cells.</param>
    /// <exception cref="InvalidCastException">The array has other values.</exception>
    public static Func<int, object?> Of(IArrowArray array, Type type) => array is DictionaryArray coded
        ? Decoded(coded, type)
        : CellTypes.Run(type, new ArrowReading(array));

    /// <inheritdoc/>
    public Func<int, object?> Of<T>() where T : struct => array switch
    {
        TimestampArray times => Times(times),
        HalfFloatArray halves => row => halves.GetValue(row),
        Decimal128Array numbers => row => numbers.GetValue(row),
        Decimal256Array numbers => row => numbers.GetValue(row),
        _ => row => ((IReadOnlyList<T?>)array)[row],
    };

    /// <inheritdoc/>
    /// <remarks>GetString of the library reads beyond its memory if an offset is damaged, but bytes are checked.
    /// </remarks>
    public Func<int, object?> OfText() => row => array is not Apache.Arrow.Array texts || texts.IsNull(row)
        ? null
        : Encoding.UTF8.GetString(((IReadOnlyList<byte[]>)array)[row]);

    private static Func<int, object?> Decoded(DictionaryArray coded, Type type)
    {
        Func<int, object?> value = Of(coded.Dictionary, type),
            index = Of(coded.Indices, ArrowTypes.CellOf(coded.Indices.Data.DataType)!);
        object?[] values = [.. Enumerable.Range(0, coded.Dictionary.Length).Select(value)];
        return row => index(row) is { } at ? values[Convert.ToInt64(at)] : null;
    }

    private static Func<int, object?> Times(TimestampArray times)
    {
        var type = (TimestampType)times.Data.DataType;
        DateTimeKind kind = string.IsNullOrEmpty(type.Timezone) ? DateTimeKind.Unspecified : DateTimeKind.Utc;
        return row => times.GetValue(row) is { } value ? new DateTime(TicksOf(value), kind) : null;

        long TicksOf(long value)
        {
            decimal ticks = DateTime.UnixEpoch.Ticks + decimal.Floor(value * _ticks[(int)type.Unit]);
            return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
                ? (long)ticks
                : throw new InvalidDataException(Invariant.Of(
                    $"the time {value} ({type.Unit}s since 1970) is outside the years 1 to 9999."));
        }
    }
}
