using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Report.Tests;

public sealed partial class SequenceLogosTests
{
    // Two places: only G with 2 bits; T above A, 0.9 and 0.6 bits, and nothing of C and G.
    private static readonly double[] _bits = [0, 0, 2, 0, 0.6, 0, 0, 0.9];

    [Fact]
    public void Letters_AreAsHighAsTheirBits_TheHighestOnTop()
    {
        (char Letter, double X, double Y, double Height)[] drawn = Letters(Html(new SequenceLogo("Filter <1>", _bits)));

        Assert.Equal("GAT", string.Concat(drawn.Select(d => d.Letter)));
        Assert.Equal(0.3, drawn[1].Height / drawn[0].Height, 0.001);
        Assert.Equal(0.45, drawn[2].Height / drawn[0].Height, 0.001);

        // Both places are on one line, and T ends where A begins.
        Assert.Equal(drawn[0].Y + drawn[0].Height, drawn[1].Y + drawn[1].Height, 0.02);
        Assert.Equal(drawn[1].Y, drawn[2].Y + drawn[2].Height, 0.02);
        Assert.True(drawn[0].X < drawn[1].X && drawn[1].X == drawn[2].X);
    }

    [Fact]
    public void Logos_HaveOneScale_AndAreDescribed()
    {
        string html = Html(
            new SequenceLogo("Filter <1>", _bits), new SequenceLogo("low", [0.5, 0, 0, 0]) { First = -3 });

        (char Letter, double X, double Y, double Height)[] drawn = Letters(html);
        Assert.Equal(0.25, drawn[3].Height / drawn[0].Height, 0.001);
        Assert.Contains("Filter &lt;1&gt;", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Sequence logo: GT\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Sequence logo: A\"", html, StringComparison.Ordinal);
        Assert.Contains(">-3</text>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Logos_ThatCannotBeDrawn_AreRefused()
    {
        Assert.Contains("at least one logo", Refusal(), StringComparison.Ordinal);
        Assert.Contains("'x' has 3 heights", Refusal(new SequenceLogo("x", [1, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("of 0 or more", Refusal(new SequenceLogo("x", [1, 0, 0, -0.1])), StringComparison.Ordinal);
        Assert.Contains("'x' has 4", Refusal(new SequenceLogo("x", [1, 0, double.NaN, 0])), StringComparison.Ordinal);
    }

    private static string Refusal(params SequenceLogo[] logos) =>
        Assert.Throws<ArgumentException>(() => Html(logos)).Message;

    private static string Html(params SequenceLogo[] logos) =>
        ReportWriter.ToHtml(Documents.Of(new SequenceLogos("Filters", logos)));

    private static (char Letter, double X, double Y, double Height)[] Letters(string html)
    {
        double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);
        return [
            .. Drawn().Matches(html)
                .Select(
                    m => (m.Groups[1].Value[0], Number(m.Groups[2]), Number(m.Groups[3]), 100 * Number(m.Groups[4]))),
        ];
    }

    [GeneratedRegex("data-base=\"([ACGT])\"[^>]*translate\\(([-0-9.]+) ([-0-9.]+)\\) scale\\([0-9.]+ ([0-9.]+)\\)")]
    private static partial Regex Drawn();
}
