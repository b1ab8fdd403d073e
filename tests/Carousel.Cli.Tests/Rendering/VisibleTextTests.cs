using System.Globalization;
using Carousel.Cli.Rendering;
using Carousel.Storage;

namespace Carousel.Cli.Tests.Rendering;

/// <summary>Names out of files do nothing to a terminal or a log.</summary>
public sealed class VisibleTextTests
{
    // Clears the screen, sets the title of the window, goes up a line, writes over the line.
    private const string Hostile = "so\u001b[2J\u001b]0;owned\u0007\u001b[1A\rld\u009b2J";

    private const string Shown = @"so\u001b[2J\u001b]0;owned\u0007\u001b[1A\u000dld\u009b2J";

    [Theory]
    [InlineData(Hostile, Shown)]
    [InlineData("two\nlines\tand\r\nthree", "two\nlines\tand\r\nthree")]
    [InlineData("\u202egpj.exe\u2028", @"\u202egpj.exe\u2028")]
    [InlineData("Größe µ 電", "Größe µ 電")]
    [InlineData("\u001b[31mred\u001b[0m", @"\u001b[31mred\u001b[0m")]
    public void ControlCharacters_AreShownAsEscapes(string text, string shown) =>
        Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void ColorsOfThePen_Stay_AndNothingElse()
    {
        string colored = new Pen(true).Red("red") + new Pen(true).Bold("bold");
        Assert.Equal(colored, VisibleText.Of(colored, keepsColors: true));
        Assert.Equal(@"\u001b[8mhidden\u001b[31;1m", VisibleText.Of("\u001b[8mhidden\u001b[31;1m", keepsColors: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writer_LetsNothingThrough_ButWhatTheCommandDraws(bool isTerminal)
    {
        using var inner = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(inner, inner, isTerminal, isTerminal, color: true, width: 80);
        terminal.Error.Write(Hostile);
        terminal.Error.Write('\u001b');
        terminal.Error.Write(Hostile.ToCharArray());
        terminal.Error.WriteLine(Hostile.AsSpan());
        terminal.Out.WriteLine(Hostile);
        string written = inner.ToString();
        Assert.DoesNotContain(written, c => char.IsControl(c) && c != '\n');
        const string erase = "\r\u001b[K";
        terminal.Error.Draw(Hostile);
        string drawn = inner.ToString()[written.Length..];
        Assert.StartsWith(erase, drawn, StringComparison.Ordinal);
        Assert.DoesNotContain(drawn[erase.Length..], char.IsControl);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task HeaderWithEscapes_ReachesNeitherTerminalNorLog(int? width)
    {
        using var folder = new TemporaryFolder();
        string rows = string.Concat(Enumerable.Range(0, 60).Select(r => string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{r % 7}.5\n")));
        string data = folder.Write("data.csv", $"day,\"{Hostile}\"\n{rows}");
        string[] tiny =
        [
            "--hidden", "4", "--layers", "1", "--epochs", "1", "--horizon", "3", "--lookback", "6", "--out",
            folder.File("out"),
        ];
        CliRun run = await CliRun.OfAsync(["forecast", data, "--target", Hostile, .. tiny], default, width);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(@"so\u001b[2J", run.Out + run.Error, StringComparison.Ordinal);
        RequireVisible(run);
        CliRun refused = await CliRun.OfAsync(["forecast", data, "--target", "sold", .. tiny], default, width);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(@"so\u001b[2J", refused.Error, StringComparison.Ordinal);
        RequireVisible(refused);
    }

    // What the command itself draws on a terminal is taken away first.
    private static void RequireVisible(CliRun run) => Assert.DoesNotContain(
        (run.Out + run.Error).Replace("\r\u001b[K", "", StringComparison.Ordinal),
        c => char.IsControl(c) && c is not ('\n' or '\t'));
}
