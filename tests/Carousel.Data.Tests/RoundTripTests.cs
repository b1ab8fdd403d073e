using System.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Data.Tests;

/// <summary>What was written in any format is read back: types, values and missing cells.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static readonly string[] _names = [.. SampleTables.Of(0, new Random(0)).Columns.Select(c => c.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parquet_IsReadBack() => Check(
        table => ColumnTable.ReadParquet(new MemoryStream(SampleTables.Bytes(table.SaveParquet)), "the file"));

    [Fact]
    public void ArrowStreams_AreReadBack() => Check(
        table => ColumnTable.ReadArrow(new MemoryStream(SampleTables.Bytes(table.SaveArrow)), "the stream"));

    [Fact]
    public void ADataTable_IsReadBack() => Check(table =>
    {
        using DataTable made = table.ToDataTable();
        return made.CreateDataReader().ToTable();
    });

    [Fact]
    public void Records_AreReadBack() => Check(table => Renamed(table.ToRecords<Row>().ToTable()));

    [Fact]
    public async Task RecordsThatArriveOneByOne_AreATable()
    {
        ColumnTable table = SampleTables.Of(20, new Random(5));
        ColumnTable read = await Arriving(table.ToRecords<Row>()).ToTableAsync(
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(SampleTables.Cells(table), SampleTables.Cells(Renamed(read)));
    }

    [Fact]
    public void ADataView_IsReadBack_WithNumbersForWhatHasNoMissingValueThere() =>
        Prop.ForAll(SampleTables.Any, table =>
        {
            var kept = new ColumnTable(table.Name, table.Columns.Select(
                c => c.Type == typeof(DateTime) || c.Type == typeof(DateOnly) ? Filled(c) : c));
            ColumnTable read = kept.ToDataView().ToTable();
            return kept.Columns.Zip(read.Columns).All(pair => Enumerable.Range(0, kept.RowCount).All(row =>
                IsSame(pair.First[row], pair.Second[row])));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Files_AreReadBack_AndNothingElseIsLeftInTheFolder()
    {
        ColumnTable table = SampleTables.Of(70_000, new Random(3));
        string parquet = Path.Combine(_folder, "a.parquet"), arrow = Path.Combine(_folder, "a.arrow");

        table.SaveParquet(parquet);
        table.SaveArrow(arrow);

        Assert.Equal(SampleTables.Cells(table), SampleTables.Cells(ColumnTable.ReadParquet(parquet)));
        Assert.Equal(SampleTables.Cells(table), SampleTables.Cells(ColumnTable.ReadArrow(arrow)));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void TicksBelowAMicrosecond_AreKept()
    {
        var table = new ColumnTable("t", [new("time", new DateTime[] { new(638_000_000_000_000_003L) })]);
        foreach (ColumnTable read in (ColumnTable[])
        [
            ColumnTable.ReadParquet(new MemoryStream(SampleTables.Bytes(table.SaveParquet)), "t"),
            ColumnTable.ReadArrow(new MemoryStream(SampleTables.Bytes(table.SaveArrow)), "t"),
        ])
        {
            Assert.Equal(638_000_000_000_000_003L, read["time"].ToArray<DateTime>()[0].Ticks);
        }
    }

    private static void Check(Func<ColumnTable, ColumnTable> roundTrip) => Prop.ForAll(
        SampleTables.Any,
        table => SampleTables.Cells(table).SequenceEqual(SampleTables.Cells(roundTrip(table))))
        .QuickCheckThrowOnFailure();

    private static ColumnTable Renamed(ColumnTable table) => new(
        table.Name, table.Columns.Zip(_names).Select(pair => new TableColumn(pair.Second, pair.First.Cells)));

    private static TableColumn Filled(TableColumn column) => new(
        column.Name, column.ToArray<DateTime?>().Select(time => time ?? default(DateTime)).ToArray());

    private static bool IsSame(object? written, object? read) => written switch
    {
        null => read is null or double.NaN or float.NaN,
        string or DateTime => written.Equals(read),
        _ => Convert.ToDouble(written) == Convert.ToDouble(read),
    };

    private static async IAsyncEnumerable<T> Arriving<T>(IEnumerable<T> records)
    {
        foreach (T record in records)
        {
            await Task.Yield();
            yield return record;
        }
    }

    private sealed record Row(
        bool? Bool, sbyte? Sbyte, byte? Byte, short? Short, ushort? Ushort, int? Int, uint? Uint, long? Long,
        ulong? Ulong, float? Float, double? Double, decimal? Decimal, DateTime? Local, DateTime? Utc, DateOnly? Day,
        string? Text);
}
