using Carousel.Data;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Genomes;

/// <summary>Where each sequence is divided: the beginning trains, the part behind it chooses, the end measures.</summary>
/// <param name="Training">How many bases of each sequence train.</param>
/// <param name="Validation">Where the validation part of each sequence ends and the test part begins.</param>
internal sealed record GenomeParts(IReadOnlyList<int> Training, IReadOnlyList<int> Validation)
{
    private const int Shortest = 1000;

    // Both strands with a base behind each sequence are counted in 32 bits.
    private const long Longest = 1_000_000_000;

    /// <summary>Divides a genome.</summary>
    /// <exception cref="DataFormatException">It is too small to be divided, or too large to be learned from at once.</exception>
    public static GenomeParts Of(Genome genome, double validationShare, double testShare)
    {
        if (genome.Length > Longest)
        {
            throw new DataFormatException($"{genome.Name} has {FigureText.Count(genome.Length)} bases; at most {FigureText.Count(Longest)} are learned from at once. Pass some of its sequences.");
        }

        var (training, validation) = (new List<int>(), new List<int>());
        foreach (GenomeSequence sequence in genome.Sequences)
        {
            bool isDivided = sequence.Length >= Shortest;
            int test = isDivided ? (int)(sequence.Length * testShare) : 0, chosen = isDivided ? (int)(sequence.Length * validationShare) : 0;
            training.Add(sequence.Length - test - chosen);
            validation.Add(sequence.Length - test);
        }

        return genome.Sequences.Any(s => s.Length >= Shortest) ? new GenomeParts(training, validation)
            : throw new DataFormatException($"{genome.Name} has no sequence of {FigureText.Count(Shortest)} bases or more: too few to set some aside that measure. Pass a longer one.");
    }
}
