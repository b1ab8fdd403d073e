using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Numbers such as −999 that mean a missing value.</summary>
public sealed class MissingCodesTests
{
    [Theory]
    [InlineData("-999")]
    [InlineData("-99.9")]
    [InlineData("-9999.0")]
    [InlineData("-200")]
    public void FarNumberOfNines_ThatComesTwice_IsMissing(string code)
    {
        SeriesSet set = Read(row => row is 5 or 17 ? code : $"{12 + (row % 9)}.5");

        Assert.True(float.IsNaN(set[0].Column("x")[5]));
        Assert.True(float.IsNaN(set[0].Column("x")[17]));
        Assert.Contains($"2 cells of column 'x' are missing ('{code}').", set.Notes);
    }

    [Theory]
    [InlineData("-99", 1, 12)]
    [InlineData("-99", 2, 300)]
    [InlineData("999", 2, 90)]
    [InlineData("-500", 3, 12)]
    [InlineData("9999", 1, 90)]
    public void NumberThatComesOnce_OrIsNear_OrHasNoNines_IsANumber(string code, int times, int range)
    {
        SeriesSet set = Read(row => row % 7 == 3 && row / 7 < times ? code : $"{(row * 31 % range) - (range / 2)}");

        Assert.Equal(float.Parse(code, System.Globalization.CultureInfo.InvariantCulture), set[0].Column("x")[3]);
    }

    [Theory]
    [InlineData("9999", 12, true)]
    [InlineData("9999", 12_000, false)]
    [InlineData("999", 12, false)]
    public void NinesAbove_AreNumbers_WithANoteIfTheyAreFar(string code, int range, bool isNoted)
    {
        SeriesSet set = Read(row => row is 5 or 17 ? code : $"{row * range / 60}.5");

        Assert.Equal(float.Parse(code, System.Globalization.CultureInfo.InvariantCulture), set[0].Column("x")[5]);
        Assert.Empty(set.MissingCodes);
        Assert.Equal(isNoted, set.Notes.Contains(
            "Column 'x' has 9999, far above all other numbers: pass --missing 9999 if it means a missing value."));
    }

    [Fact]
    public void FoundCodes_GoWithTheRows_InEverySpelling()
    {
        SeriesSet set = Read(row => row == 5 ? "-999" : row == 17 ? "-999.0" : $"{12 + (row % 9)}.5");

        Assert.Equal(["-999", "-999.0"], set.MissingCodes);
        Assert.True(float.IsNaN(set[0].Column("x")[17]));
    }

    [Fact]
    public void FoundCodes_AreThoseOfTheModel_WhereverTheRowsLie()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("log.csv", Csv(row => row is 5 or 17 ? "-999" : $"{12 + (row % 9)}.5"));

        foreach (RowPlace place in new[] { RowPlace.Memory, RowPlace.Disk })
        {
            SeriesSet set = SeriesReader.ReadCsv(
                file, new ReadOptions(), new StorageOptions { Place = place });

            Assert.Equal(["-999"], ForecastPlan.Make(set, new ForecastOptions { Horizon = 2 }).Missing);
        }
    }

    private static SeriesSet Read(Func<int, string> cell) =>
        SeriesReader.ReadCsv(new StringReader(Csv(cell)), "log.csv");

    private static string Csv(Func<int, string> cell) => "date,x\n" + string.Concat(Enumerable.Range(0, 60).Select(
        r => $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{cell(r)}\n"));
}
