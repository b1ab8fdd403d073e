using System.IO.Compression;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Reading.Dividing;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading.Dividing;

/// <summary>Tables that are divided into a file for each series.</summary>
public sealed class DividedTableTests
{
    private static readonly ReadOptions _byShop = new() { Id = "shop", Targets = ["sold"] };

    public static TheoryData<string, ReadOptions> Tables => new()
    {
        { "day,shop,sold\n2020-01-01,a,1\n2020-01-01,b,5\n2020-01-02,a,2\n2020-01-02,b,6\n", _byShop },
        {
            "day;shop;sold\n2020-01-01;\"a;x\";1,5\n2020-01-01;\"b \"\"y\"\"\";5,25\n2020-01-02;\"a;x\";2,75\n"
                + "2020-01-02;\"b \"\"y\"\"\";6,5\n",
            _byShop
        },
        {
            "day\tshop\tsold\n2020-01-01\t\"a\t1\n2020-01-01\tb\"\t5\n2020-01-02\t\"a\t2\n2020-01-02\tb\"\t6\n",
            _byShop
        },
        {
            "day,shop,sold,\n2020-01-01,\"a\nb\",1,\n2020-01-01,,5,\n\n2020-01-02, ,2,\n2020-01-02, \"a\nb\" ,6,\n",
            _byShop
        },
        {
            "2020-01-01,7,1\n2020-01-01,8,5\n2020-01-02,7,2\n2020-01-02,8,6\n",
            new ReadOptions { Id = "column2", Targets = ["column3"] }
        },
        { "V1,V2,V3,V4\nH1,605,586.5,,\n\"H,2\",3,4,5\nH3,9\n", new ReadOptions() },
        { "shop|first\n\"a|b\"|1|2|3\nc|4\n", new ReadOptions { Format = SeriesFormat.M4 } },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void EachPiece_ReadsAsItsSeriesInTheWhole(string text, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var folder = new TemporaryFolder();
        string path = folder.File("whole.csv");
        File.WriteAllText(path, text);
        SeriesSet whole = SeriesReader.ReadCsv(path, options);

        IReadOnlyList<TablePiece> pieces = Divide(path, options, null, folder.File("pieces"));

        Assert.Equal(whole.Series.Select(s => s.Id), pieces.Select(p => p.Key));
        foreach ((Series series, TablePiece piece) in whole.Series.Zip(pieces))
        {
            SeriesSet alone = SeriesReader.ReadCsv(piece.Path, options);
            Assert.Equal(series.Id, Assert.Single(alone.Series).Id);
            Assert.Equal(series.Column(0).ToArray(), alone[0].Column(0).ToArray());
            Assert.Equal(series.LabelAt(0), alone[0].LabelAt(0));
        }
    }

    [Fact]
    public void Pieces_DoNotDependOnWhatWaits()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("little"));
        Directory.CreateDirectory(folder.File("much"));
        PieceFiles little = new(folder.File("little"), 20), much = new(folder.File("much"));
        foreach (PieceFiles files in new[] { little, much })
        {
            for (int i = 0; i < 30; i++)
            {
                files.Add($"{i % 4}", "head\n", $"{i},ä\n");
            }

            files.Flush();
        }

        Assert.Equal(
            little.Pieces.Select(p => File.ReadAllText(p.Path)), much.Pieces.Select(p => File.ReadAllText(p.Path)));
        Assert.StartsWith("head\n0,ä\n4,ä\n", File.ReadAllText(little.Pieces[0].Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_MayHoldSeveralSeries_AndPackedFilesAreRead()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("whole.csv.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(
                "day,shop,place,sold\n2020-01-01,a,N,1\n2020-01-01,b,S,2\n2020-01-01,c,N,3\n2020-01-02,a,N,4\n"));
        }

        IReadOnlyList<TablePiece> pieces = Divide(path, _byShop, "Place", folder.File("pieces"));

        Assert.Equal(["N", "S"], pieces.Select(p => p.Key));
        Assert.Equal(
            "day,shop,place,sold\n2020-01-01,a,N,1\n2020-01-01,c,N,3\n2020-01-02,a,N,4\n",
            File.ReadAllText(pieces[0].Path));
    }

    [Theory]
    [InlineData("Pass {Id}", "shop,sold\na,1\na,2\nb,1\nb,2\n", null, null)]
    [InlineData("Did you mean 'shop'?", "shop,sold\na,1\nb,2\n", "shp", null)]
    [InlineData("Did you mean 'shop'?", "shop,sold\na,1\nb,2\n", null, "shp")]
    [InlineData("there is no column 'shop' where each row is a series", "V1,V2,V3\na,1,2\n", null, "shop")]
    [InlineData("whole.csv:3:1: series 'a' already stands on line 2", "V1,V2,V3\na,1,2\na,1,2\n", null, null)]
    [InlineData("whole.csv:3: the line has 3 cells", "shop,sold\na,1\nb,2,3\n", "shop", null)]
    public void WhatCanNotBeDivided_IsRefused(string said, string text, string? id, string? column)
    {
        ArgumentNullException.ThrowIfNull(said);
        using var folder = new TemporaryFolder();
        string path = folder.File("whole.csv");
        File.WriteAllText(path, text);
        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => Divide(path, new ReadOptions { Id = id }, column, folder.File("pieces")));
        Assert.Contains(
            said.Replace("Pass {Id}", "pass", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_AreThoseOfFiles_AndNoTwoAreAlike()
    {
        string[] keys =
        [
            "a", "A", "H1", "", ".", "..", "a/b", "a\\b", "a b", "CON", "nul.x", "-x", "x.", "_a_b-x", "constant",
            new string('y', 300), new string('y', 299), "größe", "日本", "\n", "a\0",
        ];
        var names = new PieceNames();
        string[] made = [.. keys.Select(names.For)];

        Assert.Equal(["a", "H1", "constant"], [made[0], made[2], made[14]]);
        Assert.Equal(made.Length, made.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(made, n => Assert.Matches(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,124}$", n));
        // Whatever other series there are.
        Assert.Equal(made[6], new PieceNames().For("a/b"));
    }

    [Fact]
    public void Division_CanBeStopped()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("whole.csv");
        File.WriteAllText(
            path, "shop,sold\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i % 3},{i}\n")));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var table = DividedTable.Open(path, new ReadOptions { Id = "shop" }, null);
        Assert.Throws<OperationCanceledException>(() => table.Write(folder.Path, stop.Token));
    }

    private static IReadOnlyList<TablePiece> Divide(string path, ReadOptions options, string? column, string folder)
    {
        Directory.CreateDirectory(folder);
        using var table = DividedTable.Open(path, options, column);
        return table.Write(folder, CancellationToken.None);
    }
}
