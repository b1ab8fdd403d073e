using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes;

/// <summary>Sequences and their annotations.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Sequences">The sequences, one at least.</param>
/// <param name="Annotations">What is known of each sequence.</param>
internal sealed record Genome(
    string Name, IReadOnlyList<GenomeSequence> Sequences, IReadOnlyList<GenomeAnnotation> Annotations)
{
    private const int Shortest = 1000, FewestContigs = 10, LongContig = 20_000;

    // Both strands with a base after each sequence are counted in 32 bits.
    private const long Longest = 1_000_000_000;

    /// <summary>
    /// Whether genes are known: of a genome without annotation nothing is known to be no gene either.
    /// </summary>
    public bool IsAnnotated { get; init; }

    /// <summary>How many genes are not whole codons from a start codon to a stop codon.</summary>
    public int Misfits { get; init; }

    /// <summary>How messages call the file of the annotations.</summary>
    public string Source { get; init; } = Name;

    /// <summary>How many genes do not fit the sequences, and why this may be.</summary>
    internal string Fit =>
        $"{FigureText.Count(Misfits)} of {FigureText.Count(Genes)} genes in {Source} are not whole codons from a "
        + "start codon to a stop codon. Positions may be off by one, or of the other strand or another assembly.";

    /// <summary>How many bases all sequences have.</summary>
    public long Length => Sequences.Sum(s => (long)s.Length);

    /// <summary>How many genes are known.</summary>
    public int Genes => Annotations.Sum(a => a.Genes.Count);

    /// <summary>
    /// Whether sequences are held out whole: many, of which the held-out end would be too short for whole genes.
    /// </summary>
    internal bool IsDraft => Sequences.Count >= FewestContigs && Length >= FewestContigs * Shortest
        && Sequences.Where(s => s.Length < LongContig).Sum(s => (long)s.Length) > Length / 2;

    /// <summary>Each sequence from its first base to its last.</summary>
    internal IReadOnlyList<GenomePart> Whole => Parts(_ => 0, s => s.Length);

    /// <summary>What was found in it.</summary>
    internal IReadOnlyList<JobFact> Facts
    {
        get
        {
            long unknown = Sequences.Sum(s => (long)s.Unknown), masked = Sequences.Sum(s => (long)s.Masked);
            string notes = Note(unknown, $"; {FigureText.Count(unknown)} are not known (N and other codes)")
                + Note(masked, $"; {FigureText.Count(masked)} in small letters, read as any other");
            var data = new JobFact(
                "data",
                $"{FigureText.Counted(Sequences.Count, "sequence")}, {FigureText.Counted(Length, "base")}{notes}");
            int spliced = Annotations.Sum(a => a.Genes.Count(g => g.Parts.Count > 1)),
                doubtful = Annotations.Sum(a => a.Doubtful.Count - a.LeftOutRuns),
                round = Annotations.Sum(a => a.Round), trans = Annotations.Sum(a => a.TransSpliced);
            string genes = FigureText.Counted(Genes, "coding gene")
                + Note(spliced, $", {FigureText.Count(spliced)} in several parts")
                + Note(doubtful, $"; {FigureText.Counted(doubtful, "run")} of pseudogenes left out")
                + Note(round, $"; {FigureText.Counted(round, "gene")} round the origin left out")
                + Note(trans, $"; {FigureText.Counted(trans, "trans-spliced gene")} left out");
            return
            [
                data, .. Optional.Of(IsAnnotated || round + trans > 0 ? new JobFact("genes", genes) : null), .. Notes,
            ];

            static string Note(long number, string text) => number > 0 ? text : "";
        }
    }

    /// <summary>What was changed while it was read, and what may be wrong with it.</summary>
    internal IEnumerable<JobFact> Notes
    {
        get
        {
            int added = Annotations.Sum(a => a.StopsAdded),
                bare = Annotations.Count(a => a is { Genes: [], Doubtful: [], Runs: [] });
            string kind = Annotations.Any(a => a.Runs.Count > 0) ? "label" : "gene";
            if (added > 0)
            {
                yield return new(
                    "note",
                    $"The annotation of {Name} ends {FigureText.Count(added)} of {FigureText.Count(Genes)} genes "
                    + "before the stop codon. The stop codon was added to each.");
            }

            if (20 * Misfits > Genes)
            {
                yield return new("note", Fit);
            }

            if (bare > 0 && bare < Annotations.Count)
            {
                yield return new(
                    "note",
                    $"{FigureText.Count(bare)} of {FigureText.Count(Annotations.Count)} sequences have no {kind} in "
                    + $"{Source}. They are used as sequences without {kind}s: remove them if these are unknown.");
            }
        }
    }

    /// <summary>
    /// Divides each sequence: the beginning is for training, the middle for validation, the end for the test; a short
    /// one is only for training. Sequences of a draft are drawn whole.
    /// </summary>
    /// <exception cref="DataFormatException">It is too small to be divided, or too large to be learned from at
    /// once.</exception>
    internal DataParts<GenomePart> Divide(double validationShare, double testShare)
    {
        if (Length > Longest)
        {
            throw new DataFormatException(
                $"{Name} has {FigureText.Count(Length)} bases; at most {FigureText.Count(Longest)} are learned from at "
                + $"once. Pass some of its sequences.");
        }

        return IsDraft
            ? DataParts.Draw(Whole, "division of sequences", validationShare, testShare, Name, "sequence")
            : Sequences.Any(s => s.Length >= Shortest)
            ? new DataParts<GenomePart>(Parts(_ => 0, Chosen), Parts(Chosen, Measured), Parts(Measured, s => s.Length))
            : throw new DataFormatException(
                $"{Name} has no sequence of {FigureText.Count(Shortest)} bases or more: too few to hold some out for "
                + $"testing. Pass a longer one.");

        int Chosen(GenomeSequence sequence) => Measured(sequence) - Share(sequence, validationShare);
        int Measured(GenomeSequence sequence) => sequence.Length - Share(sequence, testShare);
        static int Share(GenomeSequence sequence, double share) =>
            sequence.Length < Shortest ? 0 : (int)(sequence.Length * share);
    }

    private IReadOnlyList<GenomePart> Parts(Func<GenomeSequence, int> from, Func<GenomeSequence, int> to) =>
    [
        .. Sequences.Zip(Annotations).Where(s => to(s.First) > from(s.First))
            .Select(s => new GenomePart(s.First, s.Second, new NucleotideSpan(from(s.First), to(s.First)))),
    ];
}
