using Carousel.Classification;
using Carousel.Data;

namespace Carousel.Jobs.Tests.Classification;

public class TsFileTests
{
    private const string Header =
        "# made by hand\n@problemName Try\n@timeStamps false\n@missing true\n@univariate false\n@dimensions "
        + "2\n@equalLength false\n@classLabel true a b\n@data\n";

    [Fact]
    public void Read_TakesChannelsOfUnequalLengths_AndGaps()
    {
        ClassData data = Read(Header + "1,2,3:4,?,6:a\n7:8:b\n");

        Assert.Equal(["channel 1", "channel 2"], data.Channels);
        Assert.Equal([1, 4, 2, float.NaN, 3, 6], data.Samples[0].Values);
        Assert.Equal("b", data.Samples[1].Label);
        Assert.Equal(1, data.StepsOf(data.Samples[1]));
        Assert.Equal(11, data.Samples[1].Line);
    }

    [Fact]
    public void Read_TakesOneChannel_AsUnivariateFilesHaveIt()
    {
        ClassData data = Read("@univariate true\n@classLabel true 1 2\n@data\n-0.5,1e-3:1\n");
        Assert.Equal(["value"], data.Channels);
        Assert.Equal([-0.5f, 1e-3f], data.Samples[0].Values);
    }

    [Fact]
    public void Read_TakesWhatIsClear_AlthoughTheHeaderIsNot()
    {
        ClassData data = Read("% by another program\n@missing false\n@classLabel true a b a\n@data\n1,?:a\n");
        Assert.Equal([1, float.NaN], data.Samples[0].Values);
        Assert.Equal(
            [
                "try.ts is in the .ts format.",
                "The header has '@missing false', but values are missing: they are read as gaps.",
                "'@classLabel' lists a class twice: it counts once.",
            ], data.Notes);
    }

    [Theory]
    [InlineData("1,2:a\n", ":10: ", "has 1 channel")]
    [InlineData("1,2:3:a\n", ":10:2: ", "has 1 value, channel 1 has 2")]
    [InlineData("1:2:c\n", ":10:3: ", "'@classLabel' does not list the class 'c'")]
    [InlineData("1:x:a\n", ":10:2: ", "'x', which is not a finite number")]
    [InlineData("1:2:a\n(0,1):(0,2):b\n", ":11:1: ", "time stamps in brackets")]
    [InlineData("", "", "has no case after '@data'")]
    public void Read_NamesThePlace_OfABadCase(string cases, string place, string what) =>
        RequireRefusal(Header + cases, place, what);

    [Theory]
    [InlineData("@dimensoins 2\n@data\n1:1\n", ":1: ", "Did you mean '@dimensions'?")]
    [InlineData("@univariate maybe\n", ":1: ", "needs 'true' or 'false'")]
    [InlineData("@dimensions none\n", ":1: ", "needs a whole number above 0")]
    [InlineData("@univariate true\n@dimensions 3\n@data\n", ":3: ", "both '@univariate true' and '@dimensions 3'")]
    [InlineData("1,2,3:1\n", ":1: ", "comes before '@data'")]
    [InlineData("@classLabel true\n", ":1: ", "lists no class")]
    [InlineData("@missing true\n@missing true\n", ":2: ", "appears twice in the header")]
    [InlineData("@timeStamps true\n", ":1: ", "which are not read")]
    [InlineData("@targetLabel true\n", ":1: ", "for regression")]
    [InlineData("@problemName Try\n", "", "has no line '@data'")]
    [InlineData(
        "@equalLength true\n@seriesLength 3\n@classLabel true 1\n@data\n1,2:1\n", ":5: ",
        "has 2 steps, but the header says")]
    public void Read_NamesThePlace_OfABadHeader(string text, string place, string what) =>
        RequireRefusal(text, place, what);

    private static void RequireRefusal(string text, string place, string what)
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.StartsWith($"try.ts{place}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    private static ClassData Read(string text) => TsFile.Read("try.ts", new StringReader(text));
}
