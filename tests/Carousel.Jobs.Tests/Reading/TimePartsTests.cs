using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Years, months, days and hours in columns of their names are one time.</summary>
public sealed class TimePartsTests
{
    [Theory]
    [InlineData("year,month,sales\n2018,11,1\n2018,12,2\n2019,1,3\n", FrequencyUnit.Month, "2019-01", "year,month")]
    [InlineData(
        "Jahr;Monat;Umsatz\n2018;Nov;1\n2018;Dez;2\n2019;Jan;3\n", FrequencyUnit.Month, "2019-01", "Jahr,Monat")]
    [InlineData("month,year,x\n11,2018,1\n12,2018,2\n1,2019,3\n", FrequencyUnit.Month, "2019-01", "year,month")]
    [InlineData("Year,Quarter,x\n2018,3,1\n2018,4,2\n2019,1,3\n", FrequencyUnit.Quarter, "2019-01", "Year,Quarter")]
    [InlineData("year,qtr,x\n2018,Q3,1\n2018,Q4,2\n2019,Q1,3\n", FrequencyUnit.Quarter, "2019-01", "year,qtr")]
    [InlineData("year,week,x\n2018,51,1\n2018,52,2\n2019,1,3\n", FrequencyUnit.Week, "2018-12-31", "year,week")]
    [InlineData(
        "year,month,day,x\n2018,12,30,1\n2018,12,31,2\n2019,1,1,3\n", FrequencyUnit.Day, "2019-01-01",
        "year,month,day")]
    [InlineData(
        "No,year,month,day,hour,x\n1,2018,12,31,22,1\n2,2018,12,31,23,2\n3,2019,1,1,0,3\n", FrequencyUnit.Hour,
        "2019-01-01 00:00", "year,month,day,hour")]
    public void ReadCsv_JoinsThePartsOfATime(string text, FrequencyUnit unit, string last, string name)
    {
        SeriesSet set = Read(text);

        Assert.Equal(unit, set.Frequency?.Unit);
        Assert.Equal(last, set[0].LabelAt(2));
        Assert.Equal(name, set.TimeName);
        Assert.Contains($"The time of a row is read from the columns {name}.", set.Notes);
        Assert.Single(set.Roles.Targets);

        // By the name that a model keeps, as `predict` reads its data.
        Assert.Equal(last, Read(text, new ReadOptions { Time = name })[0].LabelAt(2));
    }

    [Fact]
    public void ReadCsv_TakesAYearAlone_WhenItsColumnsAreNoParts()
    {
        Assert.Equal("year", Read("year,month,x\n2017,a,1\n2018,b,2\n2019,c,3\n").TimeName);
        Assert.Equal("date", Read("date,year,month,x\n2019-01-01,2019,1,1\n2019-01-02,2019,1,2\n").TimeName);
        Assert.Equal("Datum", Read("Jahr;Monat;Datum;x\n2019;1;1.1.2019;1\n2019;1;2.1.2019;2\n").TimeName);
        Assert.Equal("Tag am", Read("Jahr;Monat;Tag am;x\n2019;1;1.1.2019;1\n2019;1;2.1.2019;2\n").TimeName);
        Assert.Equal(
            "year,month", Read("year,month,x,updated\n2019,1,1,2020-05-01\n2019,2,2,2020-05-01\n").TimeName);
        Assert.Equal("year", Read("year,month,peak\n2017,3,1\n2018,4,2\n2019,2,3\n").TimeName);
    }

    [Fact]
    public void Years_AreNotReadWithMonthsAsHours()
    {
        Assert.Throws<DataFormatException>(
            () => Read("year,month,x\n2018,13,1\n2018,14,2\n2018,15,3\n", new ReadOptions { Time = "year,month" }));
        Assert.Throws<DataFormatException>(() => new RowTimes(["year", "month"], null).Read(["2018", "13", "7.5"], 1));
    }

    [Fact]
    public void Message_NamesTheColumns_WhenARowIsNoTime() => Assert.Equal(
        "sales.csv:5:2: '2019-13' in columns 'year,month' is not a time. Correct it, or remove the row.",
        Assert.Throws<DataFormatException>(() => Read(
            "year,month,x\n2018,11,1\n2018,12,2\n2019,1,3\n2019,13,4\n",
            new ReadOptions { Time = "year,month", SkipBadRows = "0" })).OnCommandLine);

    [Fact]
    public void Rows_ThatComeOneByOne_AreReadTheSame()
    {
        var times = new RowTimes(["year", "month"], null);

        Assert.Equal(new DateTime(2018, 12, 1), times.Read(["2018", "12", "7.5"], 1));
    }

    [Theory]
    [InlineData("Monat;x\n11.2018;1\n12.2018;2\n01.2019;3\n", FrequencyUnit.Month)]
    [InlineData("ts,x\n1700000000000,1\n1700000600000,2\n1700001200000,3\n", FrequencyUnit.Minute)]
    [InlineData("epoch,x\n1700000000,1\n1700003600,2\n1700007200,3\n", FrequencyUnit.Hour)]
    public void ReadCsv_KnowsMoreNamesOfTimes(string text, FrequencyUnit unit) =>
        Assert.Equal(unit, Read(text).Frequency?.Unit);

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", options);
}
