using Carousel.Genomes;
using Carousel.Genomes.Reading;

namespace Carousel.Jobs.Tests.Genomes.Reading;

public sealed class ExcludedStopsTests
{
    // A gene at 2..14 of the forward strand (ATG AAA CCC TAA), one at 16..28 of the reverse strand (ATG GGG AAA TGA).
    private const string Text = "CCATGAAACCCTAACCTCATTTCCCCATCC";

    [Theory]
    [InlineData(false, "2..11", 2, 14)]
    [InlineData(true, "19..28", 16, 28)]
    [InlineData(false, "2..6 9..11", 2, 14)]
    [InlineData(true, "19..21 24..28", 16, 28)]
    public void AGeneThatEndsBeforeItsStopCodon_GetsIt(bool isReverse, string runs, int start, int end)
    {
        GenomeAnnotation found = Read(isReverse, runs);
        CodingGene gene = Assert.Single(found.Genes);
        Assert.Equal((start, end), (gene.Start, gene.End));
        Assert.Equal(1, found.StopsAdded);
    }

    [Theory]
    [InlineData(false, "2..14")] // the stop codon is part of it
    [InlineData(true, "16..28")]
    [InlineData(false, "2..8")] // no stop codon follows
    [InlineData(true, "22..28")]
    [InlineData(false, "3..11")] // not whole codons
    [InlineData(false, "24..30")] // the sequence ends
    [InlineData(true, "0..3")]
    public void AnyOther_StaysAsItIs(bool isReverse, string runs)
    {
        GenomeAnnotation found = Read(isReverse, runs);
        Assert.Equal(0, found.StopsAdded);
        Assert.Equal(Spans(runs), found.Genes[0].Parts);
    }

    [Fact]
    public void AStopCodonInTwoParts_IsOne()
    {
        var gene = new CodingGene("a", [new NucleotideSpan(0, 4), new NucleotideSpan(6, 8)], IsReverse: false);
        Assert.Equal(0, AddTo("ATGTCCAATAG", gene).StopsAdded);
    }

    [Fact]
    public void BasesOfACodonThatBeginsBefore_DoNotCount()
    {
        var gene = new CodingGene("a", [new NucleotideSpan(1, 11)], IsReverse: false);
        Assert.Equal(0, AddTo(gene).StopsAdded);
        Assert.Equal(1, AddTo(gene with { Phase = 1 }).StopsAdded);
    }

    [Fact]
    public void TheFacts_CountThem()
    {
        var sequence = new GenomeSequence("chr1", Numbers(Text));
        var genome = new Genome("g.fna", [sequence], [Read(isReverse: true, "19..28")]) { IsAnnotated = true };
        Assert.Equal(
            "The annotation of g.fna ends 1 of 1 genes before the stop codon. The stop codon was "
            + "added to each.",
            genome.Facts[^1].Fact);
        Assert.Equal(
            ["data", "genes"],
            (genome with { Annotations = [Read(isReverse: false, "2..14")] }).Facts.Select(f => f.Name));
    }

    private static GenomeAnnotation Read(bool isReverse, string runs) =>
        AddTo(new CodingGene("a", Spans(runs), isReverse));

    [Fact]
    public void WhereMostGenesLackAStopThatFollows_NoneIsAdded()
    {
        var ended = new CodingGene("a", Spans("2..11"), IsReverse: false);
        CodingGene[] wrong = [new("b", Spans("3..9"), false), new("c", Spans("4..10"), false)];
        Assert.Equal(1, AddTo(Text, ended, new CodingGene("b", Spans("2..14"), false)).StopsAdded);
        Assert.Equal(0, AddTo(Text, [ended, .. wrong]).StopsAdded);
    }

    [Theory]
    [InlineData(false, "4..16", true)]
    [InlineData(true, "18..30", true)]
    [InlineData(false, "4..15", false)] // not whole codons
    [InlineData(false, "5..17", false)] // off by one
    [InlineData(true, "4..16", false)] // the other strand
    [InlineData(false, "7..16", false)] // no start codon
    [InlineData(false, "4..13", false)] // no stop codon
    [InlineData(false, "0..8", true)] // may be cut by the end of the sequence
    public void AGene_FitsWithWholeCodonsFromStartToStop(bool isReverse, string runs, bool fits) => Assert.Equal(
        fits, ExcludedStops.Fits(Numbers($"GG{Text}GG"), new CodingGene("a", Spans(runs), isReverse)));

    private static GenomeAnnotation AddTo(CodingGene gene) => AddTo(Text, gene);

    private static GenomeAnnotation AddTo(string text, params CodingGene[] genes) => Assert.Single(
        ExcludedStops.AddTo([new GenomeSequence("chr1", Numbers(text))], [new GenomeAnnotation(genes, [])]));

    private static byte[] Numbers(string text) => [.. text.Select(c => (byte)Bases.NumberOf(c))];

    private static NucleotideSpan[] Spans(string runs) =>
    [
        .. runs.Split(' ').Select(r => r.Split("..").Select(int.Parse).ToArray())
            .Select(r => new NucleotideSpan(r[0], r[1])),
    ];
}
