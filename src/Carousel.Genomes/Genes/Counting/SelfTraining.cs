namespace Carousel.Genomes.Genes;

/// <summary>
/// Finds the genes of a genome of which nothing is known: long open frames are counted as genes, by these counts
/// genes are found, and these counted in their turn.
/// </summary>
internal static class SelfTraining
{
    // A frame of this length in bases is rarely open by chance.
    private const int LongFrame = 400;
    private const int Rounds = 4;

    /// <summary>What a genome says of its genes.</summary>
    /// <param name="sequences">Its sequences.</param>
    public static GeneCounting Of(IReadOnlyList<GenomeSequence> sequences)
    {
        GeneStatistics counted = Count(sequences, bases => LongestFrames.Find(bases, LongFrame), knowsStarts: false);
        for (int round = 0; round < Rounds; round++)
        {
            var own = new GeneCounting(counted, GeneWeights.Usual with { Least = GeneCounting.SureLeast });
            counted = Count(sequences, own.Find, knowsStarts: true);
        }

        return new GeneCounting(counted, GeneWeights.Usual);
    }

    private static GeneStatistics Count(
        IReadOnlyList<GenomeSequence> sequences, Func<byte[], IReadOnlyList<CodingGene>> find, bool knowsStarts) =>
        GeneStatistics.Of(
            sequences.Select(s => new GenomePart(
                s, new GenomeAnnotation(find(s.Bases), []), new NucleotideSpan(0, s.Bases.Length))), knowsStarts);
}
