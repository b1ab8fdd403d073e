namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad logs of events for <c>survive</c>: one sentence, exit code 2, nothing left behind.</summary>
public sealed class SurviveCaseTests
{
    private const string Header = "customer,time,event,amount\n";

    private const string Good = Header
        + "a,2024-01-01,buy,1\na,2024-01-09,visit,\nb,2024-01-02,buy,2\nb,2024-01-30,leave,\n";

    [Theory]
    [InlineData("", "log.csv is empty.")]
    [InlineData(Header, "log.csv has a header but no rows.")]
    [InlineData(
        Header + "a,2024-01-09,buy,1\na,2024-01-01,visit,\n",
        "log.csv:3:2: 2024-01-01 is earlier than the event before it of 'a', 2024-01-09 on line 2.")]
    [InlineData(Header + "a,2024-01-09,buy,1\na,,visit,\n", "log.csv:3:2: the time stamp in column 'time' is empty.")]
    [InlineData(
        Header + "a,2024-01-09,buy,1\n,2024-01-10,visit,\n", "log.csv:3:1: the id in column 'customer' is empty.")]
    [InlineData(Header + "a,2024-01-09,buy,1\nb,2024-01-10,,\n", "log.csv:3:3: the event in column 'event' is empty.")]
    [InlineData(
        Header + "a,2024-01-09,buy,1\nb,2024-01-10,buy,x1\n", "log.csv:3:4: 'x1' is not a number in column 'amount'.")]
    [InlineData(
        Header + "a,2024-01-09,buy\n", "log.csv:2: the line has 3 cells between ',', but the header has 4 cells.")]
    [InlineData(
        Header + "a,2024-01-01,buy,1\na,2024-01-20,visit,\nb,2024-01-02,buy,2\nb,2024-01-30,visit,\n",
        "no event is clearly the leaving. Name it with --leave")]
    [InlineData(Header + "a,2024-01-01,buy,1\na,2024-01-01,leave,\n", "covers 1 whole day")]
    [InlineData(Good, "customers of the training part leave; at least 10 are needed.")]
    public async Task Log_IsRefusedInOneSentence(string text, string said) => await RequireAsync(text, said);

    [Theory]
    [InlineData("has no event 'leaves'. Did you mean 'leave'? Its events: buy, visit, leave.", "--leave", "leaves")]
    [InlineData("has no event 'mved'.", "--censor", "mved")]
    [InlineData("--leave and --absent exclude each other", "--leave", "leave", "--absent", "3")]
    [InlineData("--absent must be 1…1000, but is 0.", "--absent", "0")]
    [InlineData("--horizon must be 1…100, but is 101.", "--horizon", "101")]
    [InlineData("nobody leaves (29 days without an event) in the 30 whole days", "--absent", "29")]
    [InlineData("log.csv:2:2: 2024-01-01 lies before the start, 2024-01-02.", "--start", "2024-01-02")]
    [InlineData("--start must be a date such as 2024-01-31, but is 'May'.", "--start", "May")]
    [InlineData(
        "the observation ends on 2023-01-01, before the first event on 2024-01-01. Pass a later --end.", "--end",
        "2023-01-01")]
    [InlineData("covers 1 whole week", "--period", "week", "--end", "2024-01-09")]
    [InlineData("has no column 'custmer'. Did you mean 'customer'?", "--id", "custmer")]
    [InlineData("--simulate and a file exclude each other", "--simulate", "200")]
    public async Task Option_IsRefusedInOneSentence(string said, params string[] options) =>
        await RequireAsync(Good, said, options);

    private static async Task RequireAsync(string text, string said, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string log = folder.Write("log.csv", text);
        CliRun run = await CliRun.OfAsync(["survive", log, "--out", folder.File("out"), .. options]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
