using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Reading;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Genomes.Reading;

public sealed class GenBankFileTests
{
    [Fact]
    public void Record_GivesSequenceAndGenes()
    {
        (IReadOnlyList<GenomeSequence> sequences, IReadOnlyList<GenomeAnnotation> annotations) = Read(
            "join(2..4,7..9)", "complement(1..>12)");
        Assert.Equal(("XY_1.1", "ACGTACGTACGT"), (sequences[0].Name, Bases.Text(sequences[0].Bases)));
        Assert.Equal(
            [("cdsB", true, 0, 12), ("geneA", false, 1, 9)],
            annotations[0].Genes.Select(g => (g.Name, g.IsReverse, g.Start, g.End)));
        Assert.Equal([new NucleotideSpan(1, 4), new NucleotideSpan(6, 9)], annotations[0].Genes[1].Parts);
    }

    [Theory]
    [InlineData("join(9..12,1..4)", true)]
    [InlineData("complement(join(9..12,1..4))", true)]
    [InlineData("join(complement(1..4),complement(9..12))", true)]
    [InlineData("join(5..6,9..12,1..4)", true)]
    [InlineData("join(1..4,9..12)", false)]
    [InlineData("complement(join(1..4,9..12))", false)]
    [InlineData("join(complement(9..12),complement(1..4))", false)]
    [InlineData("join(1..6,6..12)", false)]
    public void AGeneRoundTheOrigin_IsNeitherCodingNorNot(string location, bool isRound)
    {
        (_, IReadOnlyList<GenomeAnnotation> annotations) = Read(location, "2..7");

        Assert.Equal(isRound ? 1 : 0, annotations[0].Round);
        Assert.Equal(isRound ? 1 : 2, annotations[0].Genes.Count);
        Assert.Equal(isRound, annotations[0].Doubtful.Contains(new NucleotideSpan(8, 12)));
        Assert.Equal(isRound, annotations[0].Doubtful.Contains(new NucleotideSpan(0, 4)));
    }

    [Theory]
    [InlineData("join(1..4,complement(9..12))", 2)]
    [InlineData("join(complement(1..4),9..12)", 2)]
    [InlineData("join(1..4,J00194.1:100..202,9..12)", 2)]
    [InlineData("complement(NC_000932.1:100..202)", 0)]
    [InlineData("join(1..4,9..12)\n                     /trans_splicing", 2)]
    public void ATransSplicedGene_IsLeftOut_AndCounted(string location, int runs)
    {
        (IReadOnlyList<GenomeSequence> sequences, IReadOnlyList<GenomeAnnotation> annotations) = Read(
            location, "2..7");

        Assert.Equal((1, 0, runs), (annotations[0].TransSpliced, annotations[0].Round, annotations[0].LeftOutRuns));
        Assert.Equal("cdsB", Assert.Single(annotations[0].Genes).Name);
        Assert.Equal(
            "1 coding gene; 1 run of pseudogenes left out; 1 trans-spliced gene left out",
            new Genome("x.gbk", sequences, annotations).Facts[1].Fact);
    }

    [Theory]
    [InlineData(
        "2..14",
        "x.gbk:4: a feature ends at base 14, beyond the end of 'XY_1.1', which has 12. Pass the annotation of "
        + "this release of the genome; divide a feature that crosses the origin of a circle.")]
    [InlineData(
        "9..4",
        "x.gbk:4: a feature begins at base 9, after its end at 4. Write the smaller position first, also on the "
        + "reverse strand.")]
    [InlineData(
        "one",
        "x.gbk:4:22: the location 'one' cannot be read. Valid examples: 12..40, complement(12..40) and "
        + "join(12..40,50..60).")]
    [InlineData(
        "join(1..4",
        "x.gbk:4:22: the location 'join(1..4' cannot be read. Valid examples: 12..40, complement(12..40) "
        + "and join(12..40,50..60).")]
    public void BadLocations_AreRefused(string location, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => Read(location, "1..3")).Message);

    [Fact]
    public void Record_WithoutBases_IsRefused() =>
        Assert.Equal(
            "x.gbk:1: the record 'XY' has no bases after ORIGIN. Save it with its sequence.",
            Assert.Throws<DataFormatException>(
                () =>
                    GenBankFile.Read(
                        TextLines.Read(new StringReader("LOCUS       XY\nORIGIN\n//\n")), "x.gbk")).Message);

    private static (IReadOnlyList<GenomeSequence> Sequences, IReadOnlyList<GenomeAnnotation> Annotations) Read(
        string first, string second) => GenBankFile.Read(TextLines.Read(new StringReader($"""
        LOCUS       XY_1    12 bp    DNA
        VERSION     XY_1.1  GI:1
        FEATURES             Location/Qualifiers
             CDS             {first}
                             /gene="geneA"
             CDS             {second}
                             /protein_id="cdsB"
             CDS             1..3
                             /pseudo
        ORIGIN
                1 acgtacgtac gt
        //

        """)), "x.gbk");
}
