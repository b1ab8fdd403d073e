using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Columns that were not named: unreadable ones are reported, and one that only counts is not a target.
/// </summary>
public sealed class GuessedColumnTests
{
    private const int Rows = 90;
    private static readonly string[] _tiny = ["--epochs", "1", "--hidden", "4", "--threads", "1"];

    public static TheoryData<string, string, string> Refused => new()
    {
        { "forecast", "date,row,sales", "data.csv:2:3: '1_100' is not a number in column 'sales'. .*--target" },
        { "forecast", "date,sales,row", "data.csv:2:2: '1_100' is not a number in column 'sales'. .*--target" },
        { "forecast", "date,store,sales", "data.csv:2:3: '1_100' is not a number in column 'sales'. .*--target" },
        { "forecast", "date,huge,row", "data.csv:2:2: '1e200' in column 'huge' is infinite or too large" },
        { "forecast", "date,row", "no column of numbers to forecast but 'row', which only counts. Pass --target row" },
        { "anomaly", "date,heat,sales", "data.csv:2:3: '1_100' is not a number in column 'sales'. .*--target" },
        { "anomaly", "date,row", "no column of numbers to watch|no column of numbers other than" },
    };

    public static TheoryData<string, string, string> Taken => new()
    {
        { "forecast", "date,store,heat", "The target is 'heat', the only column of numbers." },
        { "forecast", "date,heat,store", "The target is 'heat', the only column of numbers." },
        { "forecast", "date,heat,row", "The target is 'heat', the last column of numbers except 'row', which" },
        { "forecast", "date,row,heat", "The target is 'heat', the last column of numbers except 'row', which" },
        { "forecast", "date,sales,heat", "Column 'sales' is left out: '1_100' on line 2 is not a number" },
        { "anomaly", "date,store,row,heat", "Column 'row' is left out: it only counts" },
        { "classify", "case,label,heat,sales", "Column 'sales' is left out: '1_100' on line 2 is not a number" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Columns_AreRefusedInOneSentence(string verb, string header, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", Table(header));
        IReadOnlyList<string> before = folder.Entries();

        CliRun run = await CliRun.OfAsync([verb, data, .. _tiny, "--out", folder.File("out")]);
        Assert.Matches(said, run.RequireOneSentence());
        Assert.Equal(before, folder.Entries());
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Columns_AreTakenOrLeftOut_AndItIsSaid(string verb, string header, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", Table(header));

        CliRun run = await CliRun.OfAsync([verb, data, .. _tiny, "--out", folder.File("out")]);

        Assert.True(run.ExitCode == 0, run.Error);
        string[] words = (run.Out + run.Error).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(said, string.Join(' ', words), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_RefuseAChannelThatCantBeRead()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", Table("date,heat,sales"));

        CliRun run = await CliRun.OfAsync(["anomaly", data, "--stream", "--learn-rows", "30", "--threads", "1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("data.csv:2:3: '1_100' is not a number in column 'sales'", run.Error, StringComparison.Ordinal);
    }

    private static string Table(string header)
    {
        var text = new StringBuilder(header).Append('\n');
        for (int row = 0; row < Rows; row++)
        {
            text.AppendJoin(',', header.Split(',').Select(name => Cell(name, row))).Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(string name, int row) => name switch
    {
        "date" => new DateTime(2020, 1, 1).AddDays(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "row" => (row + 1).ToString(CultureInfo.InvariantCulture),
        "store" => $"A{row % 3}",
        "sales" => $"{(row % 7) + 1}_{100 + row}",
        "huge" => $"1e{200 + (row % 5)}",
        "case" => $"s{row / 3}",
        "label" => row / 3 % 2 == 0 ? "up" : "down",
        _ => DataCase.Value(row),
    };
}
