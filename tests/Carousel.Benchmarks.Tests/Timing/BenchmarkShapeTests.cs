using Carousel.Benchmarks.Timing;
using Carousel.Jobs.Fitting;

namespace Carousel.Benchmarks.Tests.Timing;

public sealed class BenchmarkShapeTests
{
    public static TheoryData<string> Names => [.. BenchmarkShape.Named.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_StandsForItsSizes(string name)
    {
        BenchmarkShape shape = BenchmarkShape.Parse(name.ToUpperInvariant());
        Assert.Equal(name, shape.Name);
        Assert.Equal(shape, BenchmarkShape.Parse(shape.Sizes));
    }

    [Fact]
    public void Sizes_AreReadBackAsTheyWereWritten()
    {
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            var shape = new BenchmarkShape(
                "", random.Next(1, 2000), random.Next(1, 2000), random.Next(1, 60), random.Next(1, 1500),
                random.Next(1, 17));
            Assert.Equal(shape, BenchmarkShape.Parse(shape.Sizes) with { Name = "" });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("8/8/8")]
    [InlineData("8/8/8/8/8")]
    [InlineData("8/8/8/8x")]
    [InlineData("8/8/8/8x2x2")]
    [InlineData("8/8x2/8/8")]
    [InlineData("8/8/8/ 8")]
    [InlineData("8/8/8/+8")]
    [InlineData("8/8/8/-8")]
    [InlineData("8/8/8/8.0")]
    [InlineData("8/8/8/99999999999")]
    [InlineData("0/8/8/8")]
    [InlineData("8/8/8/8x0")]
    [InlineData("8/8/8/8x17")]
    [InlineData("8/16385/8/8")]
    [InlineData("16384/16384/65536/100")]
    public void Nonsense_IsRefusedInOneSentence(string text)
    {
        string message = Assert.Throws<OptionException>(() => BenchmarkShape.Parse(text)).OnCommandLine;
        Assert.StartsWith("--shape ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("tiny", CellKind.Lstm, 2.0 * 50 * 32 * 4 * 32 * (8 + 32))]
    [InlineData("tiny", CellKind.Gru, 2.0 * 50 * 32 * 3 * 32 * (8 + 32))]
    [InlineData("tiny", CellKind.Elman, 2.0 * 50 * 32 * 32 * (8 + 32))]
    [InlineData(
        "8/32/32/50x3", CellKind.Lstm, (2.0 * 50 * 32 * 4 * 32 * (8 + 32)) + (2 * 2.0 * 50 * 32 * 4 * 32 * (32 + 32)))]
    public void Operations_AreThoseOfTheProducts(string shape, CellKind cell, double expected) =>
        Assert.Equal(expected, BenchmarkShape.Parse(shape).Operations(cell));
}
