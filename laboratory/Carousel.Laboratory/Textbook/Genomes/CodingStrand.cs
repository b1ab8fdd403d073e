using Carousel.Genomes;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>A strand of a genome with labels of each base, read in the strand's direction.</summary>
internal sealed class CodingStrand
{
    private const sbyte Other = -1, Between = -2;

    private readonly sbyte[] _places;
    private readonly HashSet<int> _starts;

    private CodingStrand(Strand strand, GenomeAnnotation annotation)
    {
        Bases = strand.Bases;
        _places = new sbyte[Bases.Length];
        Array.Fill(_places, Between);
        IsReverse = strand.IsReverse;
        foreach (CodingGene gene in annotation.Genes.OrderBy(g => g.IsReverse == IsReverse))
        {
            int place = -gene.Phase;
            foreach (int at in gene.Places())
            {
                _places[strand.Place(at)] = gene.IsReverse == IsReverse ? (sbyte)((place++ + 3) % 3) : Other;
            }
        }

        CodingGene[] own = [.. annotation.Genes.Where(g => g.IsReverse == IsReverse && g.Parts.Count == 1)];
        Genes = [.. own.Select(g => strand.IsReverse
            ? new NucleotideSpan(Bases.Length - g.End, Bases.Length - g.Start)
            : new NucleotideSpan(g.Start, g.End)).OrderBy(g => g.Start)];
        _starts = [.. Genes.Select(g => g.Start)];
    }

    /// <summary>[T].</summary>
    public byte[] Bases { get; }

    /// <summary>Whether it is the reverse strand.</summary>
    public bool IsReverse { get; }

    /// <summary>The genes of the strand in one part, from start codon to stop codon, ascending.</summary>
    public IReadOnlyList<NucleotideSpan> Genes { get; }

    /// <summary>Whether a gene of the strand begins at a base.</summary>
    public bool IsStart(int at) => _starts.Contains(at);

    /// <summary>The place in its codon, 0 to 2, of a base in a gene of the strand; −1 for any other base.</summary>
    public int CodonPlace(int at) => Math.Max((int)_places[at], -1);

    /// <summary>0 for a base in no gene, 1 in a gene of the strand, 2 in a gene of the other strand.</summary>
    public int ClassOf(int at) => _places[at] switch { Between => 0, Other => 2, _ => 1 };

    /// <summary>Both strands of a genome of one sequence.</summary>
    public static CodingStrand[] Both(Genome genome) =>
        [.. Strand.Both(genome.Sequences[0].Bases).Select(s => new CodingStrand(s, genome.Annotations[0]))];
}
