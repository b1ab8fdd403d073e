using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Tables with rows of several series: the columns that tell them apart are found.</summary>
public sealed class IdColumnsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("shop", "date,shop,units", "N", "S")]
    [InlineData("store,item", "date,store,item,units", "1,7", "2,7", "1,8", "2,8")]
    [InlineData("store,item", "date,store,item,price,units", "1,7,2.5", "2,7,2.5", "1,8,2.5", "2,8,2.5")]
    public void RepeatedTimes_AreSeriesByTheFewestColumns(string ids, string header, params string[] series)
    {
        SeriesSet days = Read(Table(header, byDay: true, series)), blocks = Read(Table(header, byDay: false, series));

        foreach (SeriesSet set in new[] { days, blocks })
        {
            Assert.Equal(series.Length, set.Count);
            Assert.Equal(ids, set.IdName);
            Assert.Equal(string.Join('/', series[^1].Split(',').Take(ids.Split(',').Length)), set[^1].Id);
            Assert.Equal(40, set[^1].Length);
            Assert.Contains(set.Notes, n => n.EndsWith(" is a series.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ColumnsThatWereNamed_AreRead_InMemoryAndOnDisk()
    {
        string file = _folder.Write("sales.csv", Table("date,a,b,units", byDay: true, "x,1", "x,2", "y,1"));
        ReadOptions options = new() { Id = "a,b", Targets = ["units"] };

        foreach (RowPlace place in new[] { RowPlace.Memory, RowPlace.Disk })
        {
            SeriesSet set = SeriesReader.ReadCsv(file, options, new StorageOptions { Place = place });

            Assert.Equal(["x/1", "x/2", "y/1"], set.Series.Select(s => s.Id));
        }
    }

    [Theory]
    [InlineData(RowPlace.Memory)]
    [InlineData(RowPlace.Disk)]
    public void FoundColumns_AreTheSame_WhereverTheRowsLie(RowPlace place)
    {
        string file = _folder.Write("sales.csv", Table("date,shop,units", byDay: false, "N", "S"));

        SeriesSet set = SeriesReader.ReadCsv(file, new ReadOptions(), new StorageOptions { Place = place });

        Assert.Equal(["N", "S"], set.Series.Select(s => s.Id));
    }

    [Theory]
    [InlineData("hour", "rename it to 'hour ending'")]
    [InlineData("period", "already appears on line 2")]
    public void HoursAndPeriods_AreNoSeries(string name, string message)
    {
        string rows = string.Concat(Enumerable.Range(0, 240).Select(
            r => $"{new DateTime(2024, 1, 1).AddDays(r / 24):yyyy-MM-dd},{1 + (r % 24)},{r * 7 % 11}\n"));

        Assert.Contains(
            message, Assert.Throws<DataFormatException>(() => Read($"date,{name},load\n" + rows)).Message);
    }

    [Fact]
    public void OrdersOfCustomers_AreNoSeries_AndTheirSumIsOffered()
    {
        string rows = string.Concat(Enumerable.Range(0, 400).Select(
            r => $"{new DateTime(2024, 1, 1).AddDays(r / 5):yyyy-MM-dd},c{r * 37 % 101 * (r % 3)},{r % 9}\n"));

        DataFormatException refused =
            Assert.Throws<DataFormatException>(() => Read("date,customer,amount\n" + rows));

        Assert.Contains("pass --every 1d:sum for the sum of each day", refused.OnCommandLine);
    }

    [Theory]
    [InlineData("7d", null, 3)]
    [InlineData("7d:sum", null, 1)]
    [InlineData("7d:sum", "store,item", 3)]
    public void Intervals_KeepSeriesApart_ButSumsAreOfAllRows(string every, string? id, int series)
    {
        SeriesSet set = Read(
            Table("date,store,item,units", byDay: true, "1,7", "2,7", "1,8"),
            new ReadOptions { Every = every, Id = id });

        Assert.Equal(series, set.Count);
        Assert.Equal(series == 1, set.Notes.Contains(
            "Rows of all values of store are put together; --id store separates them."));
    }

    [Fact]
    public void Stores_AreNamed_AlsoIfTheFileIsSortedByThem()
    {
        string rows = string.Concat(Enumerable.Range(0, 800).Select(
            r => $"{new DateTime(2024, 1, 1).AddDays(r % 400):yyyy-MM-dd},s{r / 400},{r % 7}\n"));

        Assert.Contains(
            "Rows of all values of store are put together; --id store separates them.",
            Read("date,store,amount\n" + rows, new ReadOptions { Every = "7d:sum" }).Notes);
    }

    [Fact]
    public void OneStation_IsNoReasonForANote()
    {
        SeriesSet set = Read(
            Table("date,station,heat", byDay: true, "north"), new ReadOptions { Every = "7d:sum" });

        Assert.DoesNotContain(set.Notes, note => note.Contains("put together", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("20min")]
    public void DevicesWhoseClocksJitter_AreSeries(string? every)
    {
        string rows = string.Concat(Enumerable.Range(0, 200).Select(
            r => $"{new DateTime(2024, 1, 1).AddSeconds((r / 2 * 600) + (r * 37 % 90)):yyyy-MM-dd HH:mm:ss},d{r % 2},"
                + $"{r % 7}\n"));

        SeriesSet set = Read("time,device_id,heat\n" + rows, new ReadOptions { Every = every });

        Assert.Equal(["d0", "d1"], set.Series.Select(s => s.Id));
    }

    [Fact]
    public void OrdersOfStores_AreAddedUp_AndANoteSaysSo()
    {
        string rows = string.Concat(Enumerable.Range(0, 200).Select(
            r => $"{new DateTime(2024, 1, 1).AddMinutes(r * r * 7):yyyy-MM-dd HH:mm},s{r * 5 % 3},{r % 7}\n"));

        SeriesSet set = Read("time,store,amount\n" + rows, new ReadOptions { Every = "7d:sum" });

        Assert.Equal(1, set.Count);
        Assert.Contains("Rows of all values of store are put together; --id store separates them.", set.Notes);
    }

    [Fact]
    public void ATimeThatWasWrittenTwiceByMistake_IsRefused()
    {
        string rows = Table("date,weather,units", byDay: true, "dry") + "2024-01-03,wet,5\n";

        Assert.Contains(
            "already appears on line 4", Assert.Throws<DataFormatException>(() => Read(rows)).Message);
    }

    private SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(_folder.Write("sales.csv", text), options);

    private static string Table(string header, bool byDay, params string[] series)
    {
        IEnumerable<int> days = Enumerable.Range(0, 40);
        IEnumerable<(int Day, string Series)> rows = byDay
            ? days.SelectMany(d => series.Select(s => (d, s)))
            : series.SelectMany(s => days.Select(d => (d, s)));
        return header + "\n" + string.Concat(rows.Select(
            r => $"{new DateTime(2024, 1, 1).AddDays(r.Day):yyyy-MM-dd},{r.Series},{r.Day % 7}\n"));
    }
}
