using System.Data;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Rows of a data reader are read as those of a table of text.</summary>
public sealed class DataReaderTests
{
    private static readonly ReadOptions _options = new() { Id = "shop", Targets = ["sales"], Known = ["price"] };

    private static DataTable Table(params object?[][] rows)
    {
        var table = new DataTable();
        table.Columns.Add("day", typeof(DateTime));
        table.Columns.Add("shop", typeof(string));
        table.Columns.Add("sales", typeof(double));
        table.Columns.Add("price", typeof(decimal));
        foreach (object?[] row in rows)
        {
            table.Rows.Add([.. row.Select(cell => cell ?? DBNull.Value)]);
        }

        return table;
    }

    private static object?[][] Rows(int count) =>
    [
        .. from day in Enumerable.Range(0, count)
           from shop in new[] { "a", "b" }
           select new object?[]
           {
               new DateTime(2024, 1, 1).AddDays(day), shop, day % 4 == 2 ? null : day + 0.1, shop == "a" ? 1.5m : 2m,
           },
    ];

    [Theory]
    [InlineData(RowPlace.Memory)]
    [InlineData(RowPlace.Disk)]
    [InlineData(null)]
    public void Series_AreThoseOfATableOfText_WhereverRowsLie(RowPlace? place)
    {
        using IDataReader reader = Table(Rows(250)).CreateDataReader();
        string text = "day,shop,sales,price\n" + string.Concat(Rows(250).Select(
            row => FormattableString.Invariant($"{row[0]:yyyy-MM-dd},{row[1]},{row[2]},{row[3]}\n")));

        SeriesSet set = SeriesReader.Read(reader, "the table", _options, new StorageOptions { Place = place });

        Assert.Equal(2, set.Count);
        Assert.Equal("1 day", set.Frequency?.ToString());
        Assert.Equal(
            SeriesReader.ReadCsv(new StringReader(text), "the table", _options).Fingerprint(),
            set.Fingerprint());
    }

    [Fact]
    public void ACommandsRows_AreASet()
    {
        using DataTable table = Table(Rows(60));
        var command = new { ExecuteReader = (Func<IDataReader>)table.CreateDataReader };

        #region rows
        using IDataReader rows = command.ExecuteReader();
        SeriesSet set = SeriesReader.Read(rows, "the query", new ReadOptions { Id = "shop", Targets = ["sales"] });
        #endregion

        Assert.Equal(["a", "b"], set.Series.Select(s => s.Id));
    }

    [Fact]
    public void WhatIsWrong_IsOneSentence()
    {
        DataFormatException Refused(DataTable table, ReadOptions options)
        {
            using IDataReader reader = table.CreateDataReader();
            return Assert.Throws<DataFormatException>(() => SeriesReader.Read(reader, "the table", options));
        }

        Assert.Equal("the table has no rows.", Refused(Table(), _options).Message);
        Assert.StartsWith(
            "the table has no column 'sold'.", Refused(Table(Rows(5)), _options with { Targets = ["sold"] }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "already appears on line 1", Refused(Table([.. Rows(2), Rows(1)[0]]), _options).Message,
            StringComparison.Ordinal);
    }
}
