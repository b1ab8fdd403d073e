using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Genomes.Genes;

/// <summary>
/// What is counted of genes with introns: the runs of six bases that end at each place of a codon, in introns and
/// outside of genes, and the bases around starts and the two ends of introns.
/// </summary>
internal sealed class SplicedCounts
{
    /// <summary>The tensor's name.</summary>
    public const string Name = "spliced_counts";

    /// <summary>How many numbers the tensor has.</summary>
    public const int Count = (Rows * HexamerCounts.Hexamers)
        + (2 * Bases.Count * (StartPlaces + DonorPlaces + AcceptorPlaces));

    private const int Intron = 3, Outside = 4, Rows = 5;

    // Bases before and after the first base of a gene, of an intron and of the part after an intron.
    private const int BeforeStart = 12, StartPlaces = 21;
    private const int BeforeDonor = 3, DonorPlaces = 12;
    private const int BeforeAcceptor = 20, AcceptorPlaces = 23;

    private readonly HexamerCounts _runs;
    private readonly PlaceCounts _starts, _donors, _acceptors;

    private SplicedCounts(double[] runs, double[] starts, double[] donors, double[] acceptors) =>
        (_runs, _starts, _donors, _acceptors) = (new HexamerCounts(runs), new PlaceCounts(-BeforeStart, starts),
            new PlaceCounts(-BeforeDonor, donors), new PlaceCounts(-BeforeAcceptor, acceptors));

    /// <summary>Counts the genes of some parts.</summary>
    /// <param name="parts">The parts.</param>
    public static SplicedCounts Of(IReadOnlyList<GenomePart> parts)
    {
        SplicedCounts counts = Of(new float[Count]);
        foreach (GenomePart part in parts)
        {
            byte[] labels = GeneClasses.Tracks(part.Bases, part.Annotation, isSpliced: true).Labels[0];
            foreach (Strand strand in Strand.Both(part.Bases))
            {
                int[] runs = HexamerCounts.Runs(strand.Bases);
                int[] rows = [.. GeneClasses.OfStrand(strand.IsReverse), GeneClasses.Outside];
                for (int t = 0; t < runs.Length; t++)
                {
                    int row = Array.IndexOf(rows, labels[strand.Place(t)]);
                    if (row >= 0)
                    {
                        counts._runs.CountAt(row, runs[t]);
                    }
                }

                foreach (CodingGene gene in part.Annotation.Genes.Where(g => g.IsReverse == strand.IsReverse))
                {
                    counts.AddSites(strand, strand.Ascending(gene.Parts));
                }
            }
        }

        counts.AddExpected();
        return counts;
    }

    /// <summary>As a model's file contains them.</summary>
    /// <param name="numbers">[<see cref="Count"/>].</param>
    public static SplicedCounts Of(float[] numbers)
    {
        int at = 0;
        return new SplicedCounts(
            Next(Rows * HexamerCounts.Hexamers), Next(2 * StartPlaces * Bases.Count),
            Next(2 * DonorPlaces * Bases.Count), Next(2 * AcceptorPlaces * Bases.Count));

        double[] Next(int count)
        {
            at += count;
            return [.. numbers[(at - count)..at].Select(n => (double)n)];
        }
    }

    /// <summary>The tensor of a model's file: a float is exact for counts below 2²⁴.</summary>
    public StoredTensor ToTensor()
    {
        double[] all = [.. _runs.Counts, .. _starts.Counts, .. _donors.Counts, .. _acceptors.Counts];
        return new StoredTensor(Name, new Shape(all.Length), all.Select(n => (float)n).ToArray());
    }

    /// <summary>The evidence of the counts for each base of a strand.</summary>
    /// <param name="strand">The strand in its direction.</param>
    public SpliceScores Scores(byte[] strand)
    {
        double[] outside = _runs.Logarithms(Outside);
        double[][] rows = [.. Enumerable.Range(0, Outside).Select(row => _runs.Logarithms(row))];
        double[] starts = _starts.ToOdds(), donors = _donors.ToOdds(), acceptors = _acceptors.ToOdds();
        int[] runs = HexamerCounts.Runs(strand);
        var scores = new SpliceScores(strand.Length);
        for (int t = 0; t < strand.Length; t++)
        {
            for (int row = 0; row < Outside && runs[t] >= 0; row++)
            {
                scores[t, row] = (float)(rows[row][runs[t]] - outside[runs[t]]);
            }

            scores[t, SpliceScores.Start] = (float)_starts.Sum(starts, strand, t);
            scores[t, SpliceScores.Donor] = (float)_donors.Sum(donors, strand, t);
            scores[t, SpliceScores.Acceptor] = (float)_acceptors.Sum(acceptors, strand, t);
        }

        return scores;
    }

    private void AddSites(Strand strand, IReadOnlyList<NucleotideSpan> parts)
    {
        if (parts[0].Start + Codons.Length <= strand.Bases.Length && Codons.IsStart(strand.Bases, parts[0].Start))
        {
            _starts.Add(strand.Bases, parts[0].Start, isTrue: true);
        }

        foreach ((NucleotideSpan one, NucleotideSpan next) in parts.Zip(parts.Skip(1))
            .Where(pair => pair.Second.Start - pair.First.End >= SpliceLengths.Least))
        {
            _donors.Add(strand.Bases, one.End, isTrue: true);
            _acceptors.Add(strand.Bases, next.Start, isTrue: true);
        }
    }

    // Against the bases of the same class anywhere: their odds are already in the sum.
    private void AddExpected()
    {
        double[] coding = Composition(0, Intron), intron = Composition(Intron, Outside),
            outside = Composition(Outside, Rows);
        _starts.Expect(BeforeStart, outside, coding);
        _donors.Expect(BeforeDonor, coding, intron);
        _acceptors.Expect(BeforeAcceptor, intron, coding);
    }

    private double[] Composition(int from, int to)
    {
        var shares = new double[Bases.Count];
        for (int at = from * HexamerCounts.Hexamers; at < to * HexamerCounts.Hexamers; at++)
        {
            shares[at % Bases.Count] += _runs.Counts[at];
        }

        return shares;
    }
}
