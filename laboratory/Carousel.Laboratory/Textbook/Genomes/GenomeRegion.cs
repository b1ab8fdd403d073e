using Carousel.Genomes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>A part of a genome, the same bases of both strands, from which windows are drawn.</summary>
/// <param name="Forward">The forward strand.</param>
/// <param name="Reverse">The reverse strand.</param>
/// <param name="First">The part's first base on the forward strand.</param>
/// <param name="End">The base after its last.</param>
internal sealed record GenomeRegion(CodingStrand Forward, CodingStrand Reverse, int First, int End)
{
    private const double Trained = 0.6, Chosen = 0.75;

    /// <summary>Divides a genome: the first 60 % train, the next 15 % choose, the rest measures.</summary>
    /// <param name="genome">Of one sequence.</param>
    public static (GenomeRegion Training, GenomeRegion Validation, GenomeRegion Test) Divide(Genome genome)
    {
        CodingStrand[] both = CodingStrand.Both(genome);
        int length = both[0].Bases.Length, first = (int)(Trained * length), second = (int)(Chosen * length);
        return (new(both[0], both[1], 0, first), new(both[0], both[1], first, second),
            new(both[0], both[1], second, length));
    }

    /// <summary>A strand, each as likely, with the part's first base on its count and the one after its last.</summary>
    public (CodingStrand Strand, int First, int End) Draw(TrialRandom random) => Of(isReverse: random.Coin());

    /// <summary>A strand with the part's first base on its count and the base after its last.</summary>
    public (CodingStrand Strand, int First, int End) Of(bool isReverse) => isReverse
        ? (Reverse, Reverse.Bases.Length - End, Reverse.Bases.Length - First)
        : (Forward, First, End);

    /// <summary>The genes that are in the part together with a margin on either side.</summary>
    /// <param name="margin">Bases.</param>
    /// <returns>Those of the forward strand, then those of the reverse one.</returns>
    public IReadOnlyList<(CodingStrand Strand, NucleotideSpan Gene)> Genes(int margin) =>
    [
        .. new[] { Of(false), Of(true) }.SelectMany(part => part.Strand.Genes
            .Where(g => g.Start - margin >= part.First && g.End + margin <= part.End)
            .Select(g => (part.Strand, g))),
    ];
}
