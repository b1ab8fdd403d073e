using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Reading;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Genomes.Reading;

public sealed class BedFileTests
{
    [Fact]
    public void Runs_AreOrdered_AndOnesWithoutALabelAreInside() =>
        Assert.Equal(
            [new LabeledRun(new NucleotideSpan(0, 5), "open"), new LabeledRun(new NucleotideSpan(20, 30), "inside")],
            Read("track name=x\nchr1\t20\t30\nchr1\t0\t5\topen\t7\t+\n")[0]);

    [Fact]
    public void OverlappingRuns_OfOneLabel_AreAllowed() =>
        Assert.Equal(2, Read("chr1\t0\t10\ta\nchr1\t5\t20\ta\n")[0].Count);

    [Fact]
    public void NamesOfSingleRuns_AreNotLabels() => Assert.All(
        Read(string.Concat(Enumerable.Range(0, 24).Select(k => $"chr1\t{4 * k}\t{(4 * k) + 2}\tpeak{k}\n")))[0],
        run => Assert.Equal((BedFile.Inside, true), (run.Label, run.HasName)));

    [Theory]
    [InlineData(
        "chr1\t0\t10\ta\nchr1\t2\t3\ta\nchr1\t5\t20\tb",
        "x.bed:3: 'b' overlaps 'a' of line 1: a base has one label. Cut one of them.")]
    [InlineData(
        "chr1\t0\t101",
        "x.bed:1: a feature ends at base 101, beyond the end of 'chr1', which has 100. Pass the annotation of "
        + "this release of the genome; divide a feature that crosses the origin of a circle.")]
    [InlineData(
        "chr1\t7\t7",
        "x.bed:1: a feature begins at base 8, after its end at 7. Write the smaller position first, also on the "
        + "reverse strand.")]
    [InlineData(
        "chr1 0 10",
        "x.bed:1: the line has 1 column; BED has at least three, separated by tabs: sequence, start and end.")]
    [InlineData("chr9\t0\t10", "x.bed:1:1: there is no sequence 'chr9'. Did you mean 'chr1'?")]
    [InlineData("# nothing", "x.bed has no line with a run of bases.")]
    public void BadLines_AreRefused_WithTheirPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => Read(text)).Message);

    private static IReadOnlyList<IReadOnlyList<LabeledRun>> Read(string text) =>
        BedFile.Read(TextLines.Read(new StringReader(text)), "x.bed", [new GenomeSequence("chr1", new byte[100])]);
}
