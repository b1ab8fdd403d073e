namespace Carousel.Cli.Tests.Serving;

/// <summary>Options of carousel serve that have a wrong value are refused in one sentence.</summary>
public sealed class ServeUsageTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("2147483648")]
    public async Task Expire_IsANumberOfSecondsOrNone(string value)
    {
        using var folder = new TemporaryFolder();

        string sentence = (await CliRun.OfAsync("serve", folder.Path, $"--expire={value}")).RequireOneSentence();

        Assert.Contains(
            $"--expire must be a number of seconds from 1 to {int.MaxValue}, or none, but is '{value}'.", sentence,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Models_OfAKey_AreNotAll_WhenNoneIsNamed()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            "--models is empty. Pass names separated by commas.",
            (await CliRun.OfAsync("serve", folder.Path, "--add-key", "a", "--models", ",")).RequireOneSentence());
    }
}
