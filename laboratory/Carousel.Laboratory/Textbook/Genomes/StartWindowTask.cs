using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// Windows of bases to be classified: half begin a gene at their middle, a quarter have another ATG, GTG or
/// TTG there, a quarter any bases. One feature for each of the four bases; one target, at the first base of the codon.
/// </summary>
internal sealed class StartWindowTask : SequenceTask
{
    /// <summary>Bases before the codon.</summary>
    public const int Before = 20;

    /// <summary>Bases of a window.</summary>
    public const int Length = Before + 15;

    private readonly GenomeRegion _region;
    private readonly IReadOnlyList<(CodingStrand Strand, NucleotideSpan Gene)> _genes;

    /// <summary>A task.</summary>
    /// <param name="name">Of the genome and the part.</param>
    /// <param name="region">The part.</param>
    public StartWindowTask(string name, GenomeRegion region)
    {
        (Name, _region, _genes) = ($"starts-{name}", region, region.Genes(Length));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int InputSize => Bases.Count;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            bool isStart = random.Coin();
            Write(batch, b, isStart ? TrueWindow(random) : OtherWindow(random, isCodon: random.Coin()));
            batch.AddTarget(b, Before, isStart ? 1 : 0);
        }
    }

    /// <summary>The bases round the start of a gene.</summary>
    public byte[] TrueWindow(TrialRandom random)
    {
        (CodingStrand strand, NucleotideSpan gene) = _genes[random.Below(_genes.Count)];
        return Window(strand, gene.Start);
    }

    /// <summary>The bases round a place where no gene begins.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="isCodon">Whether a codon with which a gene may begin is there.</param>
    public byte[] OtherWindow(TrialRandom random, bool isCodon)
    {
        while (true)
        {
            (CodingStrand strand, int first, int end) = _region.Draw(random);
            int at = random.Between(first + Length, end - (2 * Length));
            if (!strand.IsStart(at) && (!isCodon || Codons.IsStart(strand.Bases, at)))
            {
                return Window(strand, at);
            }
        }
    }

    /// <summary>Writes a window.</summary>
    /// <param name="batch">Begun.</param>
    /// <param name="sequence">Which of its sequences.</param>
    /// <param name="window">[T].</param>
    public static void Write(TaskBatch batch, int sequence, ReadOnlySpan<byte> window)
    {
        for (int t = 0; t < window.Length; t++)
        {
            if (window[t] < Bases.Count)
            {
                batch.SetSymbol(sequence, t, window[t]);
            }
        }
    }

    private static byte[] Window(CodingStrand strand, int codon) =>
        strand.Bases.AsSpan(codon - Before, Length).ToArray();
}
