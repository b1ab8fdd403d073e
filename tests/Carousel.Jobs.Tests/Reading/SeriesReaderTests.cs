using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

public sealed class SeriesReaderTests
{
    [Fact]
    public void ReadCsv_FindsTimeFrequencyAndTarget()
    {
        SeriesSet set = Read("""
            hour,flights,late_flights
            2001-01-01T00:00,84,62
            2001-01-01T01:00,33,11
            2001-01-01T02:00,7,6
            """);

        Assert.Equal("hour", set.TimeName);
        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
        Assert.Equal(["late_flights"], set.Roles.Targets);
        Assert.Equal([62f, 11f, 6f], set[0].Column("late_flights").ToArray());
        Assert.Equal(
            ["The target is 'late_flights', the last column of numbers; name another with --target."], set.Notes);
    }

    [Fact]
    public void ReadCsv_KeepsEqualStampsOfSeveralSeriesOnce()
    {
        string[] days = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"];
        SeriesSet set = Read("date,id,x\n" + string.Concat(
            days.Select(day => $"{day},a,1\n{day},b,2\n{(day == days[3] ? "2024-01-05" : day)},c,3\n")),
            new ReadOptions { Id = "id" });

        Assert.True(set[0].Times == set[1].Times);
        Assert.False(set[1].Times == set[2].Times);
        Assert.Equal([1f, 1, 1, 1, 2, 2, 2, 2], [.. set[0].Column(0), .. set[1].Column(0)]);
        Assert.Equal(5, set[2].Length);
    }

    [Fact]
    public void ReadCsv_ReadsMonthsInQuotesWithoutALineBreakAtTheEnd()
    {
        SeriesSet set = Read("\"Month\",\"Passengers\"\r\n\"1949-01\",112\r\n\"1949-02\",118\r\n\"1949-03\",132");

        Assert.Equal(FrequencyUnit.Month, set.Frequency!.Unit);
        Assert.Equal("1949-03", set[0].LabelAt(2));
        Assert.Equal("1949-04", set[0].LabelAt(3));
        Assert.Equal("The target is 'Passengers', the only column of numbers.", Assert.Single(set.Notes));
    }

    [Fact]
    public void ReadCsv_ReadsByteOrderMarkAndCarriageReturns()
    {
        SeriesSet set = Read("\uFEFFdate,load\r\n2001-01-01,1\r\n2001-01-02,2\r\n\r\n");

        Assert.Equal("date", set.TimeName);
        Assert.Equal(2, set[0].Length);
    }

    [Theory]
    [InlineData("date;load\n01.02.2001;1,5\n02.02.2001;2,25\n03.02.2001;-3\n")]
    [InlineData("date\tload\n2001-02-01\t1.5\n2001-02-02\t2.25\n2001-02-03\t-3\n")]
    [InlineData("date|load\n2001/2/1|1.5\n2001/2/2|2.25\n2001/2/3|-3.0e0\n")]
    [InlineData("date,load,\n20010201,1.5,\n20010202,2.25,\n20010203,-3,\n")]
    public void ReadCsv_FindsDelimiterAndDecimalSeparator(string text)
    {
        SeriesSet set = Read(text, new ReadOptions { Targets = ["load"] });

        Assert.Equal([1.5f, 2.25f, -3f], set[0].Column(0).ToArray());
        Assert.Equal(new DateTime(2001, 2, 1), set[0].TimeAt(0));
        Assert.Equal(FrequencyUnit.Day, set.Frequency!.Unit);
    }

    [Fact]
    public void ReadCsv_ReadsThousandsPointsBesideDecimalCommas()
    {
        SeriesSet set = Read(
            "jahr;umsatz\n2001;1.234,5\n2002;12.345.678,25\n2003;999\n", new ReadOptions { Time = "jahr" });

        Assert.Equal([1234.5f, 12345678f, 999f], set[0].Column(0).ToArray());
        Assert.Equal(FrequencyUnit.Year, set.Frequency!.Unit);
        Assert.Contains("Numbers have decimal commas.", set.Notes);
    }

    [Theory]
    [InlineData("1000000000\n1000003600\n1000007200", "2001-09-09 01:46:40")]
    [InlineData("1000000000000\n1000003600000\n1000007200000", "2001-09-09 01:46:40")]
    [InlineData("2001-09-09T01:46:40Z\n2001-09-09T02:46:40Z\n2001-09-09T03:46:40Z", "2001-09-09 01:46:40")]
    [InlineData("09/13/2001 1:00\n09/13/2001 2:00\n09/13/2001 3:00", "2001-09-13 01:00:00")]
    [InlineData("13/09/2001 01:00\n13/09/2001 02:00\n13/09/2001 03:00", "2001-09-13 01:00:00")]
    [InlineData("9.9.2001 1:00\n9.9.2001 2:00\n9.9.2001 3:00", "2001-09-09 01:00:00")]
    public void ReadCsv_ReadsFormsOfHours(string stamps, string first)
    {
        SeriesSet set = Read("time,x\n" + string.Join('\n', stamps.Split('\n').Select((s, t) => $"{s},{t}")) + "\n");

        Assert.Equal(DateTime.Parse(first, System.Globalization.CultureInfo.InvariantCulture), set[0].TimeAt(0));
        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
    }

    [Theory]
    [InlineData("2001-Q1\n2001-Q2\n2001-Q3", "3 months", FrequencyUnit.Quarter)]
    [InlineData("Jan 2001\nFeb 2001\nMar 2001", "1 month", FrequencyUnit.Month)]
    [InlineData("1949\n1950\n1951", "1 year", FrequencyUnit.Year)]
    public void ReadCsv_ReadsFormsOfLongSteps(string stamps, string meaning, FrequencyUnit unit)
    {
        SeriesSet set = Read("date,x\n" + string.Join('\n', stamps.Split('\n').Select((s, t) => $"{s},{t}")) + "\n");

        Assert.True(set.Frequency?.Unit == unit, $"expected {meaning}, got {set.Frequency}");
        Assert.Equal(1, set.Frequency!.Multiple);
    }

    [Fact]
    public void ReadCsv_TellsDayFromMonthByTheStep_WhenNoDayIsPastTwelve()
    {
        // As days these are 1, 2, 3 … 12 January; as months they would be the first of each month.
        string months = string.Join('\n', Enumerable.Range(1, 12).Select(m => $"01/{m:00}/2001,{m}.5"));
        SeriesSet next = Read("date,x\n" + months + "\n01/01/2002,13\n");

        Assert.Equal(FrequencyUnit.Month, next.Frequency!.Unit);
    }

    [Fact]
    public void ReadCsv_KeepsOneClock_WhenOffsetsChangeWithTheSummer()
    {
        SeriesSet set = Read("""
            time,x
            2001-10-28T01:00+02:00,1
            2001-10-28T02:00+02:00,2
            2001-10-28T02:00+01:00,3
            2001-10-28T03:00+01:00,4
            """);

        Assert.Equal(4, set[0].Length);
        Assert.Equal("2001-10-28 04:00", set[0].LabelAt(3));
    }

    [Fact]
    public void ReadCsv_NumbersTheRows_WhenThereIsNoTime()
    {
        SeriesSet set = Read("a,b\n1,2\n3,4\n");

        Assert.Null(set.TimeName);
        Assert.Null(set.Frequency);
        Assert.Equal("1", set[0].LabelAt(1));
        Assert.Contains(
            "No time column was found: the rows are numbered. Name it with --time if there is one.", set.Notes);
    }

    [Fact]
    public void ReadCsv_NamesColumns_WhenThereIsNoHeader()
    {
        SeriesSet set = Read("2001-01-01,1.5\n2001-01-02,2.5\n");

        Assert.Equal(2, set[0].Length);
        Assert.Equal(["column2"], set.Roles.Targets);
        Assert.Contains("The file has no header line: the columns are named column1 to column2.", set.Notes);
    }

    [Fact]
    public void ReadCsv_SortsRowsAndSaysSo()
    {
        SeriesSet set = Read("date,x\n2001-01-03,3\n2001-01-02,2\n2001-01-01,1\n");

        Assert.Equal([1f, 2f, 3f], set[0].Column(0).ToArray());
        Assert.Contains("The rows were not in order of time (line 3 is the first): they were sorted.", set.Notes);
    }

    [Fact]
    public void ReadCsv_PutsMissingRowsOnTheGridAndSaysSo()
    {
        SeriesSet set = Read("date,x\n2001-01-01,1\n2001-01-02,2\n2001-01-05,5\n2001-01-06,6\n");

        Assert.Equal([1f, 2f, float.NaN, float.NaN, 5f, 6f], set[0].Column(0).ToArray());
        Assert.Contains("Rows are missing: 1 gap of 2 rows after 2001-01-02. They are read as gaps.", set.Notes);
    }

    [Fact]
    public void ReadCsv_ReadsMissingValues_WhenTheyAreNamed()
    {
        SeriesSet set = Read(
            "date,x\n2001-01-01,n/a\n2001-01-02,\n2001-01-03,3\n", new ReadOptions { Missing = ["n/a", ""] });

        Assert.Equal([float.NaN, float.NaN, 3f], set[0].Column(0).ToArray());
    }

    [Fact]
    public void ReadCsv_TellsSeriesApartById()
    {
        SeriesSet set = Read(
            "date,store,region,revenue,promo\n2001-01-01,A,north,1,0\n2001-01-01,B,south,10,1\n"
            + "2001-01-02,A,north,2,1\n2001-01-02,B,south,20,0\n",
            new ReadOptions { Id = "store", Targets = ["revenue"], Known = ["promo"], Static = ["region"] });

        Assert.Equal(["A", "B"], set.Series.Select(s => s.Id));
        Assert.Equal([10f, 20f], set[1].Column("revenue").ToArray());
        Assert.Equal("south", set[1].Statics["region"].Text);
        Assert.Equal(["revenue", "promo"], set.Columns);
        Assert.Equal("store", set.IdName);
    }

    [Fact]
    public void ReadCsv_ReadsRowsWithoutTargetAtTheEndAsKnownAhead()
    {
        SeriesSet set = Read(
            "date,revenue,promo\n2001-01-01,1,0\n2001-01-02,2,1\n2001-01-03,,1\n2001-01-04,,0\n",
            new ReadOptions { Targets = ["revenue"], Known = ["promo"] });

        Assert.Equal(2, set[0].FutureRows);
        Assert.Equal(2, set[0].HistoryLength);
        Assert.Equal([0f, 1f, 1f, 0f], set[0].Column("promo").ToArray());
        Assert.Contains("Rows at the end without a target are read as known ahead: 2.", set.Notes);
    }

    [Fact]
    public void ReadCsv_TakesAllColumnsOfNumbers_WhenAllAreAskedFor()
    {
        SeriesSet set = Read(
            "date,a,kind,b\n2001-01-01,1,x,2\n2001-01-02,3,y,4\n", new ReadOptions { Targets = [ReadOptions.All] });

        Assert.Equal(["a", "b"], set.Roles.Targets);
    }

    [Fact]
    public void ReadCsv_ReadsGzip()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "load.csv.gz");
        using (var stream = new System.IO.Compression.GZipStream(
            File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
        {
            stream.Write("date,x\n2001-01-01,1\n2001-01-02,2\n"u8);
        }

        Assert.Equal([1f, 2f], SeriesReader.ReadCsv(path)[0].Column(0).ToArray());
    }

    [Fact]
    public void ReadCsv_NamesTheLine_WhenAQuotedCellHoldsLineBreaks()
    {
        var caught = Assert.Throws<DataFormatException>(
            () => Read("date,note,x\n2001-01-01,\"two\nlines\",1\n2001-01-02,b,oops\n"));

        Assert.Equal(4, caught.Line);
    }

    [Fact]
    public void ReadCsv_FindsBusinessDays()
    {
        var days = Enumerable.Range(0, 28).Select(d => new DateTime(2001, 1, 1).AddDays(d))
            .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        SeriesSet set = Read("date,x\n" + string.Join('\n', days.Select((d, t) => $"{d:yyyy-MM-dd},{t}.5")) + "\n");

        Assert.Equal(FrequencyUnit.BusinessDay, set.Frequency!.Unit);
        Assert.Equal(20, set[0].Length);
        Assert.Equal("2001-01-29", set[0].LabelAt(20));
        Assert.Contains("Saturdays and Sundays have no rows: a step is a business day.", set.Notes);
    }

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", options);
}
