using Carousel.Genomes;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Textbook.Proteins;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>What statements on genomes and proteins are measured with, on made data whose truth is known.</summary>
public class GenomeToolsTests
{
    [Fact]
    public void Strands_BothHaveTheirGenesFromStartToStop()
    {
        Genome genome = SimulatedGenomes.Bacteria(30_000, 3);
        foreach (CodingStrand strand in CodingStrand.Both(genome))
        {
            Assert.NotEmpty(strand.Genes);
            foreach (NucleotideSpan gene in strand.Genes)
            {
                Assert.True(Codons.IsStart(strand.Bases, gene.Start));
                Assert.True(Codons.IsStop(strand.Bases, gene.End - Codons.Length));
                Assert.True(strand.IsStart(gene.Start));
                Assert.Equal((0, 1, 2), (
                    strand.CodonPlace(gene.Start), strand.CodonPlace(gene.Start + 1), strand.CodonPlace(gene.End - 1)));
                Assert.Equal(1, strand.ClassOf(gene.Start));
            }
        }
    }

    [Fact]
    public void WithoutSites_ChangesNoGene()
    {
        Genome genome = SimulatedGenomes.Bacteria(30_000, 3), other = SimulatedGenomes.WithoutSites(genome, 3);
        Assert.NotEqual(genome.Sequences[0].Bases, other.Sequences[0].Bases);
        foreach (CodingGene gene in genome.Annotations[0].Genes)
        {
            Assert.Equal(
                genome.Sequences[0].Bases[gene.Start..gene.End], other.Sequences[0].Bases[gene.Start..gene.End]);
        }
    }

    [Fact]
    public void Shuffled_HasTheLettersAndNoBindingWord()
    {
        byte[] word = Bases.Of("AGGAGG");
        var random = new TrialRandom(1, "test", 0);
        for (int k = 0; k < 50; k++)
        {
            byte[] other = WrittenWords.Shuffled(word, random);
            Assert.Equal(word.Order(), other.Order());
            Assert.DoesNotContain("GGAG", Bases.Text(other), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void PlantedStop_StandsAloneAndOnlyWhereItIsAskedFor()
    {
        var random = new TrialRandom(1, "test", 0);
        for (int k = 0; k < 50; k++)
        {
            (byte[] with, int stop) = PlantedStopTask.Window(random, hasStop: true);
            Assert.True(Codons.IsStop(with, stop));
            Assert.Equal(0, stop % Codons.Length);
            (byte[] without, _) = PlantedStopTask.Window(random, hasStop: false);
            Assert.DoesNotContain(
                Enumerable.Range(1, without.Length - Codons.Length), at => Codons.IsStop(without, at));
        }
    }

    [Fact]
    public void Charges_AreThoseOfFourResidues()
    {
        Assert.Equal(
            "DEKR", string.Concat(ProteinSet.Letters.Where((_, k) => ProteinSet.ChargeOf(k) != 0)));
        Assert.Equal(0, Enumerable.Range(0, ProteinSet.Letters.Length).Sum(ProteinSet.ChargeOf));
    }
}
