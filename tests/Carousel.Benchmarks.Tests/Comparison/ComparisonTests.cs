using Carousel.Benchmarks.Comparison;
using Carousel.Benchmarks.Timing;

namespace Carousel.Benchmarks.Tests.Comparison;

/// <summary>From the lines of a run to medians, ratios and the page.</summary>
public sealed class ComparisonTests
{
    private static readonly string[] _seven = ["tiny", "small", "seed", "mid", "large", "xl", "long"];

    [Fact]
    public void Ratio_IsTheMedianOfTheRoundsRatios_NotTheRatioOfMedians()
    {
        ComparisonFigures figures = Figures(
            "1 onednn tiny forward 2", "2 onednn tiny forward 9", "3 onednn tiny forward 4", Own(1, "tiny", 1),
            Own(2, "tiny", 3), Own(3, "tiny", 4));
        Assert.Equal(2, figures.Ratio("onednn", "tiny", ComparisonMeasure.Forward));
        Assert.Equal(4, figures.Value("onednn", "tiny", ComparisonMeasure.Forward));
        Assert.Equal(3, figures.Value("carousel", "tiny", ComparisonMeasure.Forward));
    }

    [Fact]
    public void Ratio_PassesOverRoundsThatLackOneOfTheTwo()
    {
        ComparisonFigures figures = Figures(
            "1 onednn tiny forward 2", "2 onednn tiny forward 100", Own(1, "tiny", 1), Own(3, "tiny", 1));
        Assert.Equal(2, figures.Ratio("onednn", "tiny", ComparisonMeasure.Forward));
        Assert.Null(figures.Ratio("torch", "tiny", ComparisonMeasure.Forward));
        Assert.Null(figures.Ratio("onednn", "tiny", ComparisonMeasure.Training));
    }

    [Fact]
    public void Median_OfAnEvenNumberIsTheMeanOfTheMiddleTwo() =>
        Assert.Equal(
            3,
            Figures(Own(1, "tiny", 1), Own(2, "tiny", 2), Own(3, "tiny", 4), Own(4, "tiny", 9))
                .Value("carousel", "tiny", ComparisonMeasure.Forward));

    [Fact]
    public void Units_AreBetterWhereTheyAreMore()
    {
        string loop = """
            1 carousel {"cpu":"A","peak_gflops":100,"results":[
            {"kind":"language","shape":"language","units_per_second":300,"peak_memory_bytes":50}]}
            """.ReplaceLineEndings("");
        ComparisonFigures figures = Figures(loop, "1 torch language units 100", "1 torch language memory 200");
        Assert.Equal(3, figures.Ratio("torch", "language", ComparisonMeasure.Units));
        Assert.Equal(4, figures.Ratio("torch", "language", ComparisonMeasure.Memory));
    }

    [Fact]
    public void GeometricMean_IsOverTheSevenShapes_OrMissing()
    {
        string[] lines =
        [
            .. _seven.SelectMany((s, i) => (string[])[Own(1, s, 1), $"1 onednn {s} forward {Math.Pow(2, i)}"]),
        ];
        Assert.Equal(8, Figures(lines).GeometricMean("onednn", _seven, ComparisonMeasure.Forward)!.Value, 1e-9);
        Assert.Equal(
            16,
            Figures(lines)
                .GeometricMeanAtPeak(
                    "onednn", _seven, ComparisonMeasure.Forward, ComparisonMeasure.ForwardShare)!.Value, 1e-9);
        Assert.Null(Figures(lines[1..]).GeometricMean("onednn", _seven, ComparisonMeasure.Forward));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 onednn")]
    [InlineData("one onednn tiny forward 2")]
    [InlineData("1 onednn tiny forward")]
    [InlineData("1 onednn tiny forward nan")]
    [InlineData("1 onednn tiny forward 0")]
    [InlineData("1 onednn tiny backward 2")]
    [InlineData("1 onednn tiny forward 2 3")]
    [InlineData("1 carousel {")]
    [InlineData("1 carousel {\"cpu\":\"A\"}")]
    public void Line_IsNamed_WhenItCannotBeRead(string line) => Assert.StartsWith(
        "Line 2: ",
        Assert.Throws<FormatException>(() => ComparisonRecords.Read(["1 onednn tiny forward 2", line])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Page_HasARowForEachShape_AndTheMeanOfTheSeven()
    {
        string[] lines =
        [
            .. BenchmarkShape.Named.Where(s => !s.IsStreaming)
                .SelectMany(s => (string[])[Own(1, s.Name, 1), $"1 onednn {s.Name} forward 1.25"]),
            "1 onednn - version 2.6.3",
            """1 carousel {"cpu":"A","peak_gflops":120,"results":[{"kind":"lstm","shape":"s64","stream_us":1.5}]}""",
            "1 onednn s64 step 3",
        ];
        string page = ComparisonTable.Write(ComparisonRecords.Read(lines), ["A note."]);
        Assert.StartsWith("# A\n", page, StringComparison.Ordinal);
        Assert.Contains("One core does 120 GFLOP/s", page, StringComparison.Ordinal);
        Assert.Contains("\nA note.\noneDNN is 2.6.3.\n", page, StringComparison.Ordinal);
        Assert.Contains("\n| ptb 200/200/20/35x2 | 1.00 | 50 % | 1.25 | 1.25 |\n", page, StringComparison.Ordinal);
        Assert.Contains(
            "\n| geometric mean without ptb |  |  |  | **1.25** |\n| what it would be at the peak itself |  | 100 % |  "
            + "| 2.50 |\n", page, StringComparison.Ordinal);
        Assert.Contains("\n| 64 | 1.50 | 3.00 | 2.00 |\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("PyTorch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Training", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Two threads", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_CountsTheRoundsOfAShape_WhenARunWasMadeInPieces() => Assert.Contains(
        ": 2 rounds,",
        ComparisonTable.Write(
            ComparisonRecords.Read([Own(1, "tiny", 1), Own(2, "tiny", 1), Own(3, "mid", 1), Own(4, "mid", 1)]), []),
            StringComparison.Ordinal);

    [Fact]
    public void Page_HoldsTwoThreadsAgainstOne()
    {
        ComparisonRecords records = ComparisonRecords.Read(
            [Own(1, "seed", 3), Own(1, "seed", 1.5).Replace("carousel", "carousel-2", StringComparison.Ordinal)]);
        string page = ComparisonTable.Write(records, []);
        Assert.Contains("## Two threads against one", page, StringComparison.Ordinal);
        Assert.Contains("\n| seed | 1.50 | 2.00 | – | – |\n", page, StringComparison.Ordinal);
        Assert.Equal(100, records.PeakGigaflops);
    }

    [Theory]
    [InlineData("AMD EPYC", "amd-epyc")]
    [InlineData("Intel(R) Xeon(R) CPU @ 2.70GHz", "intel-r-xeon-r-cpu-2-70ghz")]
    [InlineData("  ", "unknown")]
    public void Slug_IsTheNameOfAFile(string cpu, string expected) => Assert.Equal(expected, ComparisonTable.Slug(cpu));

    private static ComparisonFigures Figures(params string[] lines) => new(ComparisonRecords.Read(lines));

    private static string Own(int round, string shape, double milliseconds) => FormattableString.Invariant($$"""
        {{round}} carousel {"cpu":"A","peak_gflops":100,"results":[
        {"kind":"lstm","shape":"{{shape}}","forward_ms":{{milliseconds}},"training_ms":null,"forward_share":0.5}]}
        """).ReplaceLineEndings("");
}
