using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Carousel.Data;

/// <summary>Makes Arrow arrays of a column.</summary>
/// <param name="table">How messages call the table.</param>
/// <param name="column">The column.</param>
internal sealed class ArrowWriting(string table, TableColumn column) : ICellWork<IArrowArray>
{
    private const int NanosecondsPerTick = 100;

    private static readonly DateOnly _epoch = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly IArrowType _type = ArrowTypes.Of(table, column);
    private int _start;
    private int _count;

    /// <summary>How the file describes the column.</summary>
    public Field Field => new(column.Name, _type, nullable: true);

    /// <summary>An array of some rows.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    public IArrowArray Make(int start, int count)
    {
        (_start, _count) = (start, count);
        return CellTypes.Run(column.Type, this);
    }

    /// <inheritdoc/>
    public IArrowArray Of<T>() where T : struct => column.Cells switch
    {
        bool?[] flags => Flags(flags.AsSpan(_start, _count)),
        decimal?[] numbers => Decimals(numbers.AsSpan(_start, _count)),
        DateTime?[] times when _type is TimestampType { Unit: TimeUnit.Nanosecond } =>
            Values(times, time => (time.Ticks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick),
        DateTime?[] times =>
            Values(times, time => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        DateOnly?[] days => Values(days, day => day.DayNumber - _epoch.DayNumber),
        _ => Values((T?[])column.Cells, number => number),
    };

    /// <inheritdoc/>
    public IArrowArray OfText() => new StringArray.Builder()
        .AppendRange(new ArraySegment<string>((string[])column.Cells, _start, _count)).Build();

    private static BooleanArray Flags(ReadOnlySpan<bool?> flags)
    {
        var builder = new BooleanArray.Builder();
        foreach (bool? flag in flags)
        {
            builder.NullableAppend(flag);
        }

        return builder.Build();
    }

    private Decimal128Array Decimals(ReadOnlySpan<decimal?> numbers)
    {
        var builder = new Decimal128Array.Builder((Decimal128Type)_type);
        foreach (decimal? number in numbers)
        {
            _ = number is { } known ? builder.Append(known) : builder.AppendNull();
        }

        return builder.Build();
    }

    private IArrowArray Values<T, TValue>(T?[] cells, Func<T, TValue> valueOf)
        where T : struct
        where TValue : struct
    {
        var values = new TValue[_count];
        byte[] known = new byte[(_count + 7) / 8];
        int missing = 0;
        for (int row = 0; row < _count; row++)
        {
            if (cells[_start + row] is { } cell)
            {
                values[row] = valueOf(cell);
                known[row / 8] |= (byte)(1 << (row % 8));
            }
            else
            {
                missing++;
            }
        }

        byte[] bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        return ArrowArrayFactory.BuildArray(
            new ArrayData(_type, _count, missing, 0, [new ArrowBuffer(known), new ArrowBuffer(bytes)]));
    }
}
