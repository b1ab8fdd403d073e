using Carousel.Genomes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// A property of a base that a probe reads from the state of a network that has read the strand up to it.
/// </summary>
/// <param name="Name">Of the property.</param>
/// <param name="Classes">How many classes, drawn alike often.</param>
/// <param name="Draw">
/// A base with its class: of a strand of the part, with at least the given number of bases before it; −1 for none.
/// </param>
internal sealed record GenomeProperty(
    string Name, int Classes, Func<GenomeRegion, TrialRandom, int, (CodingStrand Strand, int At, int Class)> Draw)
{
    // Distances in bases before and after a start that are compared.
    private const int Nearest = 13, Farthest = 36;

    /// <summary>The place in its codon of a base in a gene of the strand.</summary>
    public static GenomeProperty Frame { get; } = new("frame", 3, (region, random, before) =>
    {
        (CodingStrand strand, int at) = Any(region, random, before);
        return (strand, at, strand.CodonPlace(at));
    });

    /// <summary>Whether a base is outside genes, in a gene of the strand, or in one of the other strand.</summary>
    public static GenomeProperty Gene { get; } = new("gene", 3, (region, random, before) =>
    {
        (CodingStrand strand, int at) = Any(region, random, before);
        return (strand, at, strand.ClassOf(at));
    });

    /// <summary>
    /// Whether a gene of the strand began 13 to 36 bases ago, or will begin within the same distance.
    /// </summary>
    public static GenomeProperty Start { get; } = new("start", 2, (region, random, before) =>
    {
        (CodingStrand strand, int at) = Any(region, random, before);
        IReadOnlyList<NucleotideSpan> genes = strand.Genes;
        int low = 0, high = genes.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = genes[middle].Start < at ? (middle + 1, high) : (low, middle);
        }

        bool isAfter = random.Coin();
        int near = genes[low].Start + ((isAfter ? 1 : -1) * random.Between(Nearest, Farthest));
        return near - before < 0 || near >= strand.Bases.Length ? (strand, at, -1) : (strand, near, isAfter ? 1 : 0);
    });

    /// <summary>Nothing: one of three classes by chance.</summary>
    public static GenomeProperty Nothing { get; } = new("nothing", 3, (region, random, before) =>
    {
        (CodingStrand strand, int at) = Any(region, random, before);
        return (strand, at, random.Below(3));
    });

    private static (CodingStrand Strand, int At) Any(GenomeRegion region, TrialRandom random, int before)
    {
        (CodingStrand strand, int first, int end) = region.Draw(random);
        return (strand, random.Between(first + before, end - Farthest - 1));
    }
}
