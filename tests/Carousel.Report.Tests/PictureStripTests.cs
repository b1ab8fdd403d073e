namespace Carousel.Report.Tests;

public sealed class PictureStripTests
{
    private static readonly byte[] _png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2];

    [Fact]
    public void Pictures_ArePartOfThePage_WithShadeAndText()
    {
        string html = ReportWriter.ToHtml(Documents.Of(new PictureStrip(
            "Where",
            [new ReportPicture(_png, "red <b>", "at the \"left\"") { Light = [1, 0, 0.5f, 1], LightColumns = 2 }])));
        Assert.Contains(
            "alt=\"at the &quot;left&quot;\" src=\"data:image/png;base64,iVBORw0KGgoBAg==\"", html,
            StringComparison.Ordinal);
        Assert.Contains("<figcaption>red &lt;b&gt;</figcaption>", html, StringComparison.Ordinal);
        Assert.Contains(
            "<rect x=\"1\" y=\"0\" width=\"1\" height=\"1\" opacity=\"0.75\"/><rect x=\"0\" y=\"1\" width=\"1\" "
            + "height=\"1\" opacity=\"0.38\"/></svg>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_AreRefused_WhereTheyCannotBeShown()
    {
        Assert.Contains("at least one picture", Refusal(new PictureStrip("Where", [])), StringComparison.Ordinal);
        Assert.Contains(
            "'a' is not a PNG file", Refusal(new PictureStrip("Where", [new ReportPicture(new byte[4], "a", "")])),
            StringComparison.Ordinal);
        Assert.Contains(
            "'a' is not a PNG file",
            Refusal(new PictureStrip("Where", [new ReportPicture(_png.AsMemory(0, 7), "a", "")])),
            StringComparison.Ordinal);
        Assert.Contains(
            "a field over 'a' is not finite",
            Refusal(new PictureStrip(
                "Where", [new ReportPicture(_png, "a", "") { Light = [1, float.NaN], LightColumns = 2 }])),
                StringComparison.Ordinal);
        Assert.Contains(
            "3 fields over 'a' do not fill rows of 2",
            Refusal(new PictureStrip(
                "Where", [new ReportPicture(_png, "a", "") { Light = [1, 0, 0], LightColumns = 2 }])),
                StringComparison.Ordinal);

        static string Refusal(PictureStrip strip) =>
            Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of(strip))).Message;
    }
}
