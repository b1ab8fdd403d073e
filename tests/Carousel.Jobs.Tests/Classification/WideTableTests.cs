using System.Globalization;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Tables of the UCR archive, with a sequence a row, and classes of several words in <c>.ts</c>.</summary>
public sealed class WideTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1\t0.5\t0.25\tNaN\n2\t1.5\t1.25\t1\n1\t0\t0.5\tNaN\n2\t1\t2\t3\n", "1 2 1 2", "2 3 2 3")]
    [InlineData("-1,0.5,0.25\n1,1.5,1.25\n-1,0,0.5\n", "-1 1 -1", "2 2 2")]
    [InlineData("1.0000000e+00,0.5,nan,1\n0.0000000e+00,1.5,1.25,2\n", "1 0", "3 3")]
    [InlineData("3\t0.5\t1\t7\n4\t1.5\t\t7\n5\t0.5\t?\t\n", "3 4 5", "3 3 1")]
    public void ARow_IsASequence(string text, string classes, string steps)
    {
        ClassData data = ClassFiles.Read(_folder.Write("ucr.tsv", text));

        Assert.Equal(["value"], data.Channels);
        Assert.Equal(classes, string.Join(' ', data.Samples.Select(s => s.Label)));
        Assert.Equal(
            steps, string.Join(' ', data.Samples.Select(s => data.StepsOf(s).ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(0.5f, data.Samples[0].Values[0]);
    }

    [Fact]
    public void AMissingValueInside_IsAStep() => Assert.Equal(
        [0.5f, float.NaN, 1],
        ClassFiles.Read(_folder.Write("ucr.tsv", "1\t0.5\tNaN\t1\tNaN\n2\t1\t2\t3\t4\n")).Samples[0].Values);

    [Fact]
    public void WithoutClasses_AllColumnsAreSteps_WhereNoneAreNeeded()
    {
        string path = _folder.Write("new.tsv", "0.5\t0.25\t1\n1.5\t1.25\t1\n");

        ClassData data = ClassFiles.Read(path, new ClassReadOptions { NeedsLabels = false });

        Assert.Equal([0.5f, 0.25f, 1], data.Samples[0].Values);
        Assert.Throws<DataFormatException>(() => ClassFiles.Read(path));
    }

    [Fact]
    public void AWrongCell_IsNamed() => Assert.Contains(
        "ucr.tsv:251:3: 'x' is not a number",
        Assert.Throws<DataFormatException>(() => ClassFiles.Read(_folder.Write(
            "ucr.tsv", string.Concat(Enumerable.Repeat("1\t2.5\t3.5\n", 250)) + "2\t1.5\tx\n"),
            new ClassReadOptions { Cells = new ReadOptions { SkipBadRows = "0" } })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"low freq\" \"high freq\"", "low freq", "high freq")]
    [InlineData("'low freq' 'high freq'", "low freq", "\"high freq\"")]
    [InlineData("low freq high freq", "low freq", "high  freq")]
    public void ClassesOfSeveralWords_AreRead(string list, string first, string second)
    {
        ClassData data = ClassFiles.Read(_folder.Write(
            "words.ts", $"@univariate true\n@classLabel true {list}\n@data\n1,2:{first}\n3,4:{second}\n"));

        Assert.Equal("low freq", data.Samples[0].Label);
        Assert.EndsWith("freq", data.Samples[1].Label, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassThatIsListedTwice_IsRefused() => Assert.EndsWith(
        "words.ts:1: '@classLabel' lists a class twice. Write each class once.",
        Assert.Throws<DataFormatException>(() => ClassFiles.Read(_folder.Write(
            "words.ts", "@classLabel true a b a\n@data\n1,2:a\n3,4:b\n"))).Message,
        StringComparison.Ordinal);
}
