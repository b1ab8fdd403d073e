using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Reading;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Genomes.Reading;

public sealed class GenomeFastaTests
{
    [Fact]
    public void Sequences_KeepTheirNames_AndCodesOfSeveralBasesAreUnknown()
    {
        IReadOnlyList<GenomeSequence> sequences = Read(">one a comment\nACgt\nNRYu\n\n>two\nTT\n");
        Assert.Equal(["one", "two"], sequences.Select(s => s.Name));
        Assert.Equal("ACGTNNNT", Bases.Text(sequences[0].Bases));
        Assert.Equal((3, 3), (sequences[0].Masked, sequences[0].Unknown));
    }

    [Theory]
    [InlineData(
        "ACGT\n>x\nA", "x.fa:1:1: bases come before the first sequence; in FASTA each begins with a line '>name'.")]
    [InlineData(
        ">x\nMKLV",
        "x.fa:2:3: 'L' is not a base but a residue: this looks like protein. Pass DNA (A, C, G, T, N and the codes of "
        + "several bases).")]
    [InlineData(">x\nAC-T", "x.fa:2:3: '-' is not a base. Use A, C, G, T, U, N and the codes of several bases.")]
    [InlineData(">x\n>y\nA", "x.fa:1: sequence 'x' has no bases. Add bases or leave it out.")]
    [InlineData(">x\nA\n>x\nC", "x.fa:3:2: a second sequence is called 'x'. Give each a different name.")]
    [InlineData(">\nA", "x.fa:1:1: the sequence has no name. Write one after '>'.")]
    [InlineData("", "x.fa has no sequence: in FASTA each begins with a line '>name'. Pass FASTA or GenBank.")]
    public void BadFiles_AreRefused_WithTheirPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => Read(text)).Message);

    private static IReadOnlyList<GenomeSequence> Read(string text) =>
        GenomeFasta.Read(TextLines.Read(new StringReader(text)), "x.fa");
}
