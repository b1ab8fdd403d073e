using System.Collections;
using System.Reflection;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading.Columns;

/// <summary>The column file next to a table: made once, used again, made again where something changed.</summary>
public sealed class ColumnCacheTests
{
    private const string Table = "time,sales\n2024-01-01,1\n2024-01-02,3\n2024-01-03,2\n2024-01-04,5\n";

    private static readonly DateTime _long = new(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc);

    private static readonly StorageOptions _onDisk = new() { Place = RowPlace.Disk };

    [Fact]
    public void TheFileBesideATable_IsUsedAgain_UntilTableOrOptionsChange()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("sales.csv", Table), columns = table + ".columns";
        var options = new ReadOptions { Targets = ["sales"] };
        SeriesSet first = SeriesReader.ReadCsv(table, options, _onDisk);
        Assert.Equal([1, 3, 2, 5], first[0].Column(0).ToArray());
        File.SetLastWriteTimeUtc(columns, _long);

        SeriesSet again = SeriesReader.ReadCsv(table, options, _onDisk);
        Assert.Equal(first.Fingerprint(), again.Fingerprint());
        Assert.Equal(_long, File.GetLastWriteTimeUtc(columns));

        SeriesReader.ReadCsv(table, options with { Every = "2d" }, _onDisk);
        Assert.NotEqual(_long, File.GetLastWriteTimeUtc(columns));

        folder.Write("sales.csv", Table.Replace('5', '7'));
        Assert.Equal(7, SeriesReader.ReadCsv(table, options, _onDisk)[0][3, 0]);
        Assert.Equal([1, 3, 2, 5], first[0].Column(0).ToArray());
    }

    [Fact]
    public void ADamagedFile_IsMadeAnew_AndAnotherFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("sales.csv", Table), columns = table + ".columns";
        var options = new ReadOptions { Targets = ["sales"] };
        SeriesReader.ReadCsv(table, options, _onDisk);
        byte[] bytes = File.ReadAllBytes(columns);
        bytes[^30] ^= 1;
        File.WriteAllBytes(columns, bytes);
        Assert.Equal(5, SeriesReader.ReadCsv(table, options, _onDisk)[0][3, 0]);

        folder.Write("sales.csv.columns", "mine, and no cache");
        DataFormatException refused =
            Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(table, options, _onDisk));
        Assert.Equal(
            $"{columns} is where the columns of {table} would be kept, but is another file. Move it away, or pass "
            + "another Folder.",
            refused.Message);
        Assert.Equal("mine, and no cache", File.ReadAllText(columns));
    }

    [Fact]
    public void TheFolder_CanBeAnother_OrNone()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        string table = folder.Write("sales.csv", Table);
        var options = new ReadOptions { Targets = ["sales"] };

        SeriesReader.ReadCsv(table, options, _onDisk with { Folder = other.Path });
        Assert.Equal(["sales.csv.columns"], Directory.EnumerateFiles(other.Path).Select(Path.GetFileName));

        SeriesSet passing = SeriesReader.ReadCsv(table, options, _onDisk with { Folder = StorageOptions.None });
        Assert.Equal([1, 3, 2, 5], passing[0].Column(0).ToArray());
        Assert.Equal(["sales.csv"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));

        string missing = folder.File("no/folder");
        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => SeriesReader.ReadCsv(table, options, _onDisk with { Folder = missing }));
        Assert.StartsWith(
            Path.Combine(missing, "sales.csv.columns") + " can't be written", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("Pass Folder with a folder that can be", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOptionOfReading_IsPartOfWhatAFileWasMadeFrom()
    {
        string plain = ColumnCache.TextOf(new ReadOptions());
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (PropertyInfo property in typeof(ReadOptions).GetProperties(all).Where(p => p.SetMethod is not null))
        {
            var options = new ReadOptions();
            object? value = property.PropertyType switch
            {
                var type when type == typeof(IReadOnlyDictionary<string, double>) =>
                    new Dictionary<string, double> { ["x"] = 1 },
                var type when typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) => new[] { "x" },
                var type when type == typeof(string) => property.Name switch
                {
                    nameof(ReadOptions.Every) => "1h",
                    nameof(ReadOptions.SkipBadRows) => "5",
                    _ => "x",
                },
                var type when type == typeof(bool) => true,
                var type when type == typeof(char?) => ';',
                var type when type == typeof(SeriesFormat) => SeriesFormat.M4,
                var type when type == typeof(StampClock) => new StampClock(TimeSpan.FromHours(1)),
                var type => throw new InvalidOperationException($"{property.Name} is a {type}."),
            };
            property.SetValue(options, value);
            Assert.True(ColumnCache.TextOf(options) != plain, property.Name);
        }
    }
}
