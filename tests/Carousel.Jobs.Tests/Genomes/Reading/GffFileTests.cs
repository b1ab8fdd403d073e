using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Reading;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Genomes.Reading;

public sealed class GffFileTests
{
    private static readonly GenomeSequence[] _sequences = [new("chr1", new byte[100]), new("chr2", new byte[50])];

    [Fact]
    public void Lines_OfOneId_AreOneGene_AndPseudogenesAreDoubtful()
    {
        GenomeAnnotation[] found = [.. Read("""
            ##gff-version 3
            chr1	x	gene	1	30	.	+	.	ID=g1
            chr1	x	CDS	20	31	.	-	0	ID=c1;gene=abc%3BD
            chr1	x	CDS	1	10	.	-	1	ID=c1;gene=abc%3BD
            chr1	x	CDS	40	60	.	+	0	ID=c2;pseudo=true
            chr2	x	CDS	5	10	.	+	2	Parent=m1
            ##FASTA
            >nothing behind this is read
            """)];
        CodingGene gene = Assert.Single(found[0].Genes);
        Assert.Equal(
            ("abc;D", true, 0, 0, 31, 22),
            (gene.Name, gene.IsReverse, gene.Phase, gene.Start, gene.End, gene.CodingLength));
        Assert.Equal([30, 29], gene.Places().Take(2));
        Assert.Equal((30, 0), (gene.StartPlace, gene.StopPlace));
        Assert.Equal([new NucleotideSpan(39, 60)], found[0].Doubtful);
        Assert.Equal(2, Assert.Single(found[1].Genes).Phase);
    }

    [Fact]
    public void Lines_WithIdsOfTheirOwn_BelongTogetherByTheirParent()
    {
        const string Lines =
            "chr1\tx\tCDS\t1\t10\t.\t+\t0\tID=e1;Parent=m\n"
            + "chr1\tx\tCDS\t20\t31\t.\t+\t2\tID=e2;Parent=m";
        Assert.Equal(2, Assert.Single(Read(Lines)[0].Genes).Parts.Count);
    }

    [Theory]
    [InlineData(">chr1 demo\nACGT\n")]
    [InlineData("##FASTA\n>chr1\nACGT\n")]
    [InlineData("##FASTA \nACGT\n")]
    public void Sequences_AtTheEnd_ArePassedOver_AlsoWithoutTheirDirective(string end) =>
        Assert.Single(Read("chr1\tx\tCDS\t1\t6\t.\t+\t0\tID=a\n" + end)[0].Genes);

    [Theory]
    [InlineData("+\t0\tID=a", "-\t0\tID=a")]
    [InlineData("+\t0\tID=a;exception=trans-splicing", "+\t0\tID=a")]
    public void ATransSplicedGene_IsLeftOut_AndCounted(string first, string second)
    {
        GenomeAnnotation found = Read(
            $"chr1\tx\tCDS\t1\t6\t.\t{first}\nchr1\tx\tCDS\t10\t15\t.\t{second}\n"
            + "chr1\tx\tCDS\t20\t25\t.\t-\t0\tID=b")[0];
        Assert.Equal("b", Assert.Single(found.Genes).Name);
        Assert.Equal((1, 2), (found.TransSpliced, found.LeftOutRuns));
        Assert.Equal([new NucleotideSpan(0, 6), new NucleotideSpan(9, 15)], found.Doubtful);
    }

    [Fact]
    public void WrittenGenes_AreReadAgain()
    {
        CodingGene[] genes =
        [
            new("a=1", [new NucleotideSpan(0, 10), new NucleotideSpan(20, 31)], true) { Phase = 1 },
            new("b", [new NucleotideSpan(40, 43)], false),
        ];
        using var text = new StringWriter();
        GffText.WriteHeader(text, _sequences);
        foreach (CodingGene gene in genes)
        {
            GffText.Write(text, "chr1", gene);
        }

        Assert.Equal(
            [("a=1", true, 1, 2), ("b", false, 0, 1)],
            Read(text.ToString())[0].Genes.Select(g => (g.Name, g.IsReverse, g.Phase, g.Parts.Count)));
        Assert.Contains("chr1\tcarousel\tCDS\t1\t10\t.\t-\t2\tID=a%3D1\n", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "chr1\tx\tCDS\t90\t101\t.\t+\t0\tID=a",
        "x.gff:1: a feature ends at base 101, beyond the end of 'chr1', which has 100. Pass the annotation of "
        + "this release of the genome; divide a feature that crosses the origin of a circle.")]
    [InlineData(
        "chr1\tx\tCDS\t9\t5\t.\t+\t0\tID=a",
        "x.gff:1: a feature begins at base 9, after its end at 5. Write the smaller position first, also on the "
        + "reverse strand.")]
    [InlineData("chr1\tx\tCDS\t0\t5\t.\t+\t0\tID=a", "x.gff:1: a feature begins at 0; bases are counted from 1.")]
    [InlineData("chr3\tx\tCDS\t1\t5\t.\t+\t0\tID=a", "x.gff:1:1: there is no sequence 'chr3'. Did you mean 'chr1'?")]
    [InlineData(
        "plasmid\tx\tCDS\t1\t5\t.\t+\t0\tID=a",
        "x.gff:1:1: there is no sequence 'plasmid'. Write a name of the genome: chr1, chr2.")]
    [InlineData("chr1\tx\tCDS\t1\t5\t.\t.\t0\tID=a", "x.gff:1:7: the strand of a CDS is + or -, but is '.'.")]
    [InlineData("chr1\tx\tCDS\t1\t5\t.\t+\t.\tID=a", "x.gff:1:8: the phase of a CDS is 0, 1 or 2, but is '.'.")]
    [InlineData(
        "chr1\tx\tCDS\t1\t5\t.\t+\t0\tgene_id \"a\"",
        "x.gff:1:9: 'gene_id \"a\"' is not an attribute: GFF3 has name=value, separated by semicolons (GTF, which has "
        + "name \"value\", is not read).")]
    [InlineData(
        "chr1\tx\tCDS\tone\t5\t.\t+\t0\tID=a", "x.gff:1:4: 'one' is not a position: a whole number is expected. "
        + "Positions are columns 2 and 3 of BED, 4 and 5 of GFF3.")]
    [InlineData("chr1 CDS", "x.gff:1: the line has 1 columns; GFF3 has 9, separated by tabs.")]
    [InlineData(
        "chr1\tx\tgene\t1\t5\t.\t+\t.\tID=a",
        "x.gff has no line of type CDS, so no gene. Pass GFF3 with coding sequences.")]
    [InlineData(
        ">chr1\nACGT\nchr1\tx\tCDS\t1\t6\t.\t+\t0\tID=a",
        "x.gff has no line of type CDS, so no gene. Pass GFF3 with coding sequences.")]
    public void BadLines_AreRefused_WithTheirPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => Read(text)).Message);

    private static IReadOnlyList<GenomeAnnotation> Read(string text) =>
        GffFile.Read(TextLines.Read(new StringReader(text)), "x.gff", _sequences);
}
