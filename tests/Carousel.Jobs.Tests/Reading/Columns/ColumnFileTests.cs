using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading.Columns;

/// <summary>Series of a column file are those that the same table gives in memory.</summary>
public sealed class ColumnFileTests
{
    /// <summary>Rows that wait are written to disk after every few.</summary>
    private const long Few = 200;

    /// <summary>Tables drawn with a seed: rows of several ids in any order, with gaps, empty cells, rows
    /// ahead.</summary>
    private static (string Text, ReadOptions Options) Draw(int seed)
    {
        var random = new Random(seed);
        bool hasTime = seed % 5 != 4, isShuffled = hasTime && seed % 2 == 1, isRound = seed % 3 != 2;
        string[] ids = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(i => $"s{i}")];
        var lines = new List<string>();
        foreach (string id in ids)
        {
            int first = random.Next(10), rows = 30 + random.Next(40);
            for (int r = first; r < first + rows; r++)
            {
                bool isAhead = r >= first + rows - 3;
                if (hasTime && r > first && !isAhead && random.Next(8) == 0)
                {
                    continue;
                }

                string sales = isAhead || random.Next(9) == 0
                    ? ""
                    : Math.Round(random.NextDouble() * 50, 2).ToString(CultureInfo.InvariantCulture);
                string time = Tiny.Monday.AddHours(r).AddSeconds(isRound ? 0 : random.Next(-60, 60))
                    .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                lines.Add($"{id},{(hasTime ? time : r)},{sales},{r % 5},{(id[1] % 2 == 0 ? "north" : "south")},"
                    + $"{random.Next(3)}");
            }
        }

        string[] all = [.. lines];
        if (isShuffled)
        {
            random.Shuffle(all);
        }
        else if (seed % 4 < 2)
        {
            // As a table of days has them: all series of one stamp after the other.
            all = [.. all.OrderBy(line => line.Split(',')[1], StringComparer.Ordinal)];
        }

        return ("shop,time,sales,price,region,weight\n" + string.Join('\n', all) + "\n", new ReadOptions
        {
            Id = "shop",
            Time = hasTime ? "time" : ReadOptions.None,
            Targets = ["sales"],
            Known = ["price"],
            Static = ["region"],
            Every = hasTime && seed % 7 == 3 ? "2h:sum" : null,
            Weight = seed % 6 == 5 ? "weight" : null,
        });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RowsOfAnyOrder_GiveTheSeriesOfMemory(int seed)
    {
        (string text, ReadOptions options) = Draw(seed);
        using var folder = new TemporaryFolder();
        SeriesSet inMemory = SeriesReader.ReadCsv(new StringReader(text), "table.csv", options);

        SeriesSet onDisk = SeriesReader.ReadToDisk(new StringReader(text), "table.csv", options, folder.Path, Few);

        Assert.Equal(inMemory.Fingerprint(), onDisk.Fingerprint());
        Assert.Equal(inMemory.Notes, onDisk.Notes);
        Assert.Equal(
            (inMemory.Frequency, inMemory.TimeName, inMemory.IdName, inMemory.Sampling, inMemory.HasWeights),
            (onDisk.Frequency, onDisk.TimeName, onDisk.IdName, onDisk.Sampling, onDisk.HasWeights));
        foreach ((Series one, Series other) in inMemory.Series.Zip(onDisk.Series))
        {
            Assert.Equal((one.Id, one.Length, one.FutureRows), (other.Id, other.Length, other.FutureRows));
            Assert.Equal((one.HasTimes, one.Frequency), (other.HasTimes, other.Frequency));
            Assert.Equal(one.Times, other.Times);
            Assert.Equal(one.Column("price"), other.Column("price"));
            Assert.Equal(one.Statics.OrderBy(s => s.Key), other.Statics.OrderBy(s => s.Key));
            Assert.Equal(one.TimeAt(one.Length + 3), other.TimeAt(one.Length + 3));
            Assert.Equal(
                Enumerable.Range(0, one.Length).Select(one.WeightAt),
                Enumerable.Range(0, one.Length).Select(other.WeightAt));
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [InlineData("a,2024-01-01,1,x\nb,2024-01-01,2,x\na,2024-01-01,3,x\n", "already appears on line 2")]
    [InlineData("a,2024-01-01,1,x\nb,2024-01-01,2,x\na,2024-01-02,1e99,x\n", "table.csv:4:3: '1e99'")]
    [InlineData("a,2024-01-01,1,x\nb,2024-01-01,2,x\na,2024-01-02,1,y\n", "'y' in the static column")]
    [InlineData(
        "a,2024-01-01,1,x\nb,2024-01-01,2,x\na,2024-01-02,1,x\na,2024-01-03,1,x\na,2024-01-03 07:11,1,x\n",
        "is not on the grid")]
    [InlineData("a,2024-01-01,1,x\nb,2024-01-01,two,x\na,2024-01-02,1,x\n", "two")]
    public void WhatIsWrong_IsToldInTheSameSentence(string rows, string part)
    {
        string text = "shop,time,sales,region\n" + rows;
        var options = new ReadOptions { Id = "shop", Time = "time", Targets = ["sales"], Static = ["region"] };
        using var folder = new TemporaryFolder();

        DataFormatException inMemory = Assert.Throws<DataFormatException>(
            () => SeriesReader.ReadCsv(new StringReader(text), "table.csv", options));
        DataFormatException onDisk = Assert.Throws<DataFormatException>(() => SeriesReader.ReadToDisk(
            new StringReader(text), "table.csv", options, folder.Path, mostWaiting: 1));

        Assert.Contains(part, inMemory.Message, StringComparison.Ordinal);
        Assert.Equal(inMemory.Message, onDisk.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TheFile_HasNoNameNextToTheTable_AndNeedsAFolder()
    {
        using var folder = new TemporaryFolder();
        (string text, ReadOptions options) = Draw(3);
        string table = folder.Write("table.csv", text);

        SeriesSet set = SeriesReader.ReadCsv(table, options, new StorageOptions { Place = RowPlace.Disk });

        Assert.Equal(SeriesReader.ReadCsv(table, options).Fingerprint(), set.Fingerprint());
        Assert.True(OperatingSystem.IsWindows() || Directory.EnumerateFileSystemEntries(folder.Path).Count() == 1);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => SeriesReader.ReadToDisk(
            new StringReader(text), "table.csv", options, folder.File("none")));
        Assert.Contains(
            "Make room or allow writing there, or pass Place memory.", refused.Message,
            StringComparison.Ordinal);
    }
}
