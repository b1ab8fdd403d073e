using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Carousel.Data;

/// <summary>Makes Arrow arrays of a column.</summary>
/// <param name="table">How messages call the table.</param>
/// <param name="column">The column.</param>
internal sealed class ArrowWriting(string table, TableColumn column) : ICellWork<IArrowArray>
{
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
        bool?[] flags => flags.Skip(_start).Take(_count).Aggregate(
            new BooleanArray.Builder(), (builder, flag) => builder.NullableAppend(flag)).Build(),
        decimal?[] numbers => numbers.Skip(_start).Take(_count).Aggregate(
            new Decimal128Array.Builder((Decimal128Type)_type),
            (builder, number) => number is { } known ? builder.Append(known) : builder.AppendNull()).Build(),
        DateTime?[] times => Values(times, time => (time - DateTime.UnixEpoch).Ticks is var ticks
            && _type is TimestampType { Unit: TimeUnit.Nanosecond }
                ? ticks * TimeSpan.NanosecondsPerTick
                : ticks / TimeSpan.TicksPerMicrosecond),
        DateOnly?[] days => Values(days, day => day.DayNumber - _epoch.DayNumber),
        _ => Values((T?[])column.Cells, number => number),
    };

    /// <inheritdoc/>
    public IArrowArray OfText() => new StringArray.Builder()
        .AppendRange(new ArraySegment<string>((string[])column.Cells, _start, _count)).Build();

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
