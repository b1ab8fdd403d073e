namespace Carousel.Cli.Tests;

public sealed class VerbCatalogueTests
{
    public static TheoryData<string> Names => [.. VerbCatalogue.MakeAll().Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void MakeFor_GivesOneVerb_WhenTheFirstWordNamesIt(string name) =>
        Assert.Equal(name, Assert.Single(VerbCatalogue.MakeFor([name, "--help"])).Name);

    [Theory]
    [InlineData]
    [InlineData("forcast")]
    [InlineData("--help", "predict")]
    public void MakeFor_GivesAllVerbs_WhenTheFirstWordNamesNone(params string[] arguments) =>
        Assert.Equal(Names.Count, VerbCatalogue.MakeFor(arguments).Count);

    [Theory]
    [InlineData("--version")]
    [InlineData("predict", "--help")]
    [InlineData("predict", "--txt", "a")]
    [InlineData("predict")]
    [InlineData("predict", "no such model")]
    [InlineData("inspect", "trases")]
    [InlineData("forcast")]
    [InlineData("--quite")]
    public async Task CommandLine_SaysTheSame_WhenOnlyItsOwnVerbIsMade(params string[] arguments)
    {
        CliRun all = await CliRun.OfAsync(arguments);

        CliRun own = await CliRun.WithVerbsAsync(VerbCatalogue.MakeFor(arguments), arguments, CancellationToken.None);

        Assert.Equal(all, own);
        Assert.NotEqual("", own.Out + own.Error);
    }
}
