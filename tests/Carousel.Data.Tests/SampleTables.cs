using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Data.Tests;

/// <summary>Tables with all types of cells.</summary>
internal static class SampleTables
{
    /// <summary>Tables of 0 to 100 rows in which about every fourth cell is missing.</summary>
    public static Arbitrary<ColumnTable> Any { get; } = Arb.From(
        from rows in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Constant(1)), (6, Gen.Choose(2, 100)))
        from seed in Gen.Choose(0, int.MaxValue)
        select Of(rows, new Random(seed)));

    /// <summary>A table whose columns have the names of their types.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="random">Draws the cells.</param>
    public static ColumnTable Of(int rows, Random random)
    {
        return new ColumnTable("the sample",
        [
            Column<bool>("bool", () => random.Next(2) == 0),
            Column<sbyte>("sbyte", () => (sbyte)random.Next(-128, 128)),
            Column<byte>("byte", () => (byte)random.Next(256)),
            Column<short>("short", () => (short)random.Next(-32768, 32768)),
            Column<ushort>("ushort", () => (ushort)random.Next(65536)),
            Column<int>("int", () => random.Next(int.MinValue, int.MaxValue)),
            Column<uint>("uint", () => (uint)random.NextInt64(uint.MaxValue)),
            Column<long>("long", () => random.NextInt64(long.MinValue, long.MaxValue)),
            Column<ulong>("ulong", () => (ulong)random.NextInt64() * 2),
            Column<float>("float", () => random.NextSingle() * 1e6f),
            Column<double>("double", () => random.NextDouble() * 1e12),
            Column<decimal>("decimal", () => new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, 5)),
            Column<DateTime>("local", () => Moment(random, DateTimeKind.Unspecified)),
            Column<DateTime>("utc", () => Moment(random, DateTimeKind.Utc)),
            Column<DateOnly>("day", () => DateOnly.FromDayNumber(random.Next(600_000, 800_000))),
            new("text", Enumerable.Range(0, rows).Select(_ => random.Next(4) == 0 ? null : Word(random)).ToArray()),
        ]);

        TableColumn Column<T>(string name, Func<T> draw) where T : struct =>
            new(name, Enumerable.Range(0, rows).Select(_ => random.Next(4) == 0 ? (T?)null : draw()).ToArray());
    }

    /// <summary>The cells of a table, column by column.</summary>
    public static IEnumerable<object?> Cells(ColumnTable table) => table.Columns.SelectMany(
        c => Enumerable.Range(0, c.Count).Select(row => c[row] is DateTime time ? (time, time.Kind) : c[row])
            .Prepend(c.Name).Prepend(c.Type));

    /// <summary>A table as the bytes of a format.</summary>
    public static byte[] Bytes(Action<Stream> save)
    {
        using var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }

    private static DateTime Moment(Random random, DateTimeKind kind) =>
        new(random.NextInt64(DateTime.MaxValue.Ticks / 10) * 10, kind);

    private static string Word(Random random) => string.Concat(
        Enumerable.Range(0, 1 + random.Next(6)).Select(_ => "aZ,\"\n äß漢0 "[random.Next(11)]));
}
