using System.Data;
using System.Diagnostics;
using Carousel.Jobs.Reading;
using Carousel.Testing;
using Microsoft.ML;

namespace Carousel.Data.Tests;

/// <summary>
/// A million rows of a time, an id, three numbers with missing values and a text. The output has the best time of three
/// for each format: docs/results/memory.md.
/// </summary>
[Collection(typeof(Alone))]
public sealed class MillionRowTests(ITestOutputHelper output) : IDisposable
{
    private const int Rows = 1_000_000, Tries = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Speed", "Slow")]
    public void AMillionRows_AreReadBack_InEveryFormat()
    {
        ColumnTable table = Make();
        string parquet = Path.Combine(_folder, "a.parquet"), arrow = Path.Combine(_folder, "a.arrow"),
            csv = Path.Combine(_folder, "a.csv");
        Time("write Parquet", () => table.SaveParquet(parquet));
        AssertSame(table, Time("read Parquet", () => ColumnTable.ReadParquet(parquet)));
        Time("read one column of Parquet", () => ColumnTable.ReadParquet(parquet, ["a"]));
        Time("write Arrow", () => table.SaveArrow(arrow));
        AssertSame(table, Time("read Arrow", () => ColumnTable.ReadArrow(arrow)));
        IDataView view = Time("make IDataView", table.ToDataView);
        Assert.Equal(Rows, Time("read IDataView", () => view.ToTable()).RowCount);
        using DataTable rows = Time("make DataTable", table.ToDataTable);
        AssertSame(table, Time("read DataTable", () => rows.CreateDataReader().ToTable()));
        var columns = new ReadOptions { Id = "id", Targets = ["a"] };
        Assert.Equal(10, Time("make series of the table", () => table.ToSeries(columns)).Count);
        Time("write CSV", () => table.SaveCsv(csv));
        Assert.Equal(10, Time("read CSV as series", () => SeriesReader.ReadCsv(csv, columns)).Count);
        output.WriteLine(
            $"{new FileInfo(parquet).Length / 1e6:F0} MB Parquet, {new FileInfo(arrow).Length / 1e6:F0} MB Arrow");
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void AWorkbookOf100_000Rows_IsRead()
    {
        var random = new Random(1);
        byte[] book = SmallWorkbook.Of(
        [
            SmallWorkbook.Row(1, "time", "a", "b", "c", "d"),
            .. Enumerable.Range(2, 100_000).Select(row => SmallWorkbook.Row(
                row, new DateTime(2000, 1, 1).AddHours(row), random.NextDouble(), random.NextDouble(),
                random.NextDouble(), random.Next(1000))),
        ]);
        Assert.Equal(100_000, Time("read Excel", () => ColumnTable.ReadExcel(new MemoryStream(book), "a")).RowCount);
        output.WriteLine($"{book.Length / 1e6:F1} MB Excel");
    }

    private static ColumnTable Make()
    {
        var random = new Random(1);
        return new ColumnTable("rows",
        [
            Column("time", row => new DateTime(2000, 1, 1).AddMinutes(row / 10)),
            Column("id", row => row % 10),
            Column("a", row => row % 10 == 3 ? (double?)null : Math.Round(random.NextDouble() * 1000, 2)),
            Column("b", row => row % 7 == 0 ? (double?)null : random.NextDouble()),
            Column("c", row => row % 50 == 0 ? (float?)null : random.NextSingle()),
            Column("text", row => row % 11 == 0 ? null : $"word {row % 1000}"),
        ]);

        static TableColumn Column<T>(string name, Func<int, T> cell) =>
            new(name, Enumerable.Range(0, Rows).Select(cell).ToArray());
    }

    private static void AssertSame(ColumnTable expected, ColumnTable read) =>
        Assert.True(SampleTables.Cells(expected).SequenceEqual(SampleTables.Cells(read)));

    private void Time(string what, Action work) => Time(what, () =>
    {
        work();
        return what;
    });

    private T Time<T>(string what, Func<T> work)
    {
        TimeSpan best = TimeSpan.MaxValue;
        T result = work();
        for (int n = 0; n < Tries; n++)
        {
            long start = Stopwatch.GetTimestamp();
            result = work();
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
        }

        output.WriteLine($"{what}: {best.TotalSeconds:F2} s");
        return result;
    }
}
