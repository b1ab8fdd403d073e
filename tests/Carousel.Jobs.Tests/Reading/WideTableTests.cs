using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Tables of very many columns, and cells that only a human reads as numbers.</summary>
[Collection(typeof(Alone))]
public sealed class WideTableTests
{
    [Fact]
    public void ReadCsv_ReadsAsManyColumnsAsAreAllowed()
    {
        SeriesSet set = SeriesReader.ReadCsv(new StringReader(Table(TableLimits.MostColumns)), "wide.csv");

        Assert.Equal([$"c{TableLimits.MostColumns - 1}"], set.Roles.Targets);
    }

    [Fact]
    public void ReadCsv_RefusesMore_WithoutKeepingThem()
    {
        string table = Table(10 * TableLimits.MostColumns);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<DataFormatException>(
            () => SeriesReader.ReadCsv(new StringReader(table), "wide.csv"));

        Assert.Equal(
            "wide.csv:1: the line has 1,000,000 columns, but at most 100,000 are read. Keep those that matter.",
            refused.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300L << 20);
    }

    [Theory]
    [InlineData("1_000", true)]
    [InlineData("1 000", true)]
    [InlineData("1'000.5", true)]
    [InlineData("1,234,567.8", true)]
    [InlineData("$12", true)]
    [InlineData("12.5 %", true)]
    [InlineData("1e200", true)]
    [InlineData("-inf", true)]
    [InlineData("A12", false)]
    [InlineData("12A", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("2020-01-01", false)]
    [InlineData("12:30", false)]
    [InlineData("555 1234", false)]
    [InlineData("red", false)]
    [InlineData("%", false)]
    public void IsMeant_TellsNumbersOfHumansFromTexts(string text, bool isMeant) =>
        Assert.Equal(isMeant, CellNumbers.IsMeant(text));

    [Theory]
    [InlineData("id", true)]
    [InlineData(null, false)]
    public void Counter_IsSeenWithinEachSeries(string? id, bool isCounter)
    {
        // Each of two series counts 1…9: taken together every number stands twice.
        string text = "id,x\n" + string.Concat(Enumerable.Range(0, 18).Select(r => $"{r % 2},{(r / 2) + 1}\n"));
        Exception? refused = Record.Exception(
            () => SeriesReader.ReadCsv(
                new StringReader(text), "two.csv", new ReadOptions { Id = id, Time = ReadOptions.None }));

        Assert.Equal(isCounter, refused?.Message.Contains("'x', which only counts", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Variation_IsKept_WhereOneSeriesOfSeveralShowsIt()
    {
        string text = "id,x\n" + string.Concat(Enumerable.Range(0, 9)
            .Select(r => $"a,{1_000_000_000_000_000 + (r % 3)}\nb,{r % 4}\n"));

        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader(text), "two.csv", new ReadOptions { Id = "id", Time = ReadOptions.None, Targets = ["x"] });

        Assert.Equal(2, set.Count);
    }

    private static string Table(int columns)
    {
        IEnumerable<int> all = Enumerable.Range(0, columns);
        return string.Join(',', all.Select(c => $"c{c}")) + "\n"
            + string.Concat(Enumerable.Range(0, 3)
                .Select(r => string.Join(',', all.Select(c => (((c * 7) + (r * r)) % 100) + 0.5)) + "\n"));
    }
}
