using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Numbers are kept in single precision: where that loses half of its resolution, a note or an error says
/// so.</summary>
public sealed class ResolutionTests
{
    [Theory]
    [InlineData(123_456_789.0, "123456800", 8)]
    [InlineData(1_000_000_100.0, "1000000100", 64)]
    public void ATargetWhoseChangeIsLost_IsRefused_WithWhatToSubtract(double level, string advice, int step)
    {
        string message = Assert.Throws<DataFormatException>(() => Read(level, 40)).OnCommandLine;
        Assert.StartsWith("sales.csv: The numbers of column 'x' are near ", message, StringComparison.Ordinal);
        Assert.Contains($"In single precision their steps are {step}: the ", message, StringComparison.Ordinal);
        Assert.EndsWith($"Subtract {advice} from the column.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATargetThatBecomesConstant_IsRefused_WithTheFirstTwoCells()
    {
        var text = new StringReader("date,x\n2021-01-01,1000000000000000\n2021-01-02,1000000000000001\n");
        Assert.Equal(
            "sales.csv:3:2: '1000000000000001' in column 'x' and '1000000000000000' on line 2 are both 1E+15 in single "
            + "precision, as is every row. Subtract 1E+15 from the column.",
            Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(text, "sales.csv")).OnCommandLine);
    }

    [Fact]
    public void HalfOfTheResolution_IsANote()
    {
        string note = Assert.Single(
            Read(900_000, 40).Notes, n => n.StartsWith("The numbers", StringComparison.Ordinal));
        Assert.Contains("Subtract 900000 from the column.", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(1000, 40)]
    [InlineData(900_000, 40_000)]
    public void OrdinaryColumns_HaveNoNote(double level, double range) =>
        Assert.DoesNotContain(
            Read(level, range).Notes, n => n.StartsWith("The numbers", StringComparison.Ordinal));

    [Fact]
    public void WholeNumbersThatAreExact_HaveNoNote() =>
        Assert.DoesNotContain(
            Read(8_000_000, 40, digits: 0).Notes, n => n.StartsWith("The numbers", StringComparison.Ordinal));

    private static SeriesSet Read(double level, double range, int digits = 2) => SeriesReader.ReadCsv(
        new StringReader("date,x\n" + string.Concat(Enumerable.Range(0, 60).Select(d => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2021, 1, 1).AddDays(d):yyyy-MM-dd},")
            + (level + (range * Math.Sin(d * 0.7) / 2)).ToString($"F{digits}", CultureInfo.InvariantCulture) + "\n"))),
        "sales.csv");
}
