using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Simulation;

/// <summary>Simulated genomes: genes and introns planted in random bases.</summary>
/// <remarks>
/// A coding gene has codons whose three places have the composition of those of E. coli, a start codon (ATG, GTG, TTG),
/// a stop codon, and in bacteria AGGAGG five to nine bases before it,
/// three quarters of them with one base changed. An intron begins with GTAAGT or GTGAGT and ends with eight
/// pyrimidines, a base and CAG.
/// </remarks>
internal static class GenomeSimulation
{
    private const string Purpose = "simulated genome";
    private const string Binding = "AGGAGG";

    private static readonly double[][] _codon =
    [
        [0.25, 0.24, 0.35, 0.16], [0.29, 0.23, 0.18, 0.30], [0.18, 0.28, 0.29, 0.25],
    ];
    private static readonly double[] _between = [0.28, 0.22, 0.22, 0.28];
    private static readonly double[] _intron = [0.30, 0.17, 0.17, 0.36];
    private static readonly string[] _starts = ["ATG", "GTG", "TTG"];
    private static readonly string[] _stops = ["TAA", "TGA", "TAG"];

    /// <summary>Simulates.</summary>
    /// <param name="kind">What kind.</param>
    /// <param name="length">About how many bases.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The genome with its genes.</returns>
    public static Genome Make(SimulatedKind kind, int length, ulong seed)
    {
        var draws = new SimulationDraws(seed, Purpose);
        var bases = new List<byte>();
        var genes = new List<CodingGene>();
        bool isReverse = false;
        while (bases.Count < length)
        {
            bool isSpliced = kind == SimulatedKind.Spliced;
            isReverse ^= draws.Chance(isSpliced ? 0.5 : 0.3);
            AddRandom(
                bases, (isSpliced ? 200 : 12) + (int)((isSpliced ? 400 : 250) * draws.Exponential()), _between, draws);
            genes.Add(AddGene(bases, isSpliced, isReverse, genes.Count + 1, draws));
        }

        AddRandom(bases, 60, _between, draws);
        string name = Invariant.Of($"simulated genome ({kind.ToString().ToLowerInvariant()}, seed {seed})");
        return new Genome(
            name, [new GenomeSequence("simulated", [.. bases])], [new GenomeAnnotation(genes, [])])
        {
            IsAnnotated = true,
        };
    }

    private static CodingGene AddGene(
        List<byte> bases, bool isSpliced, bool isReverse, int number, SimulationDraws draws)
    {
        var strand = new List<byte>();
        if (!isSpliced)
        {
            byte[] site = Bases.Of(Binding);
            if (draws.Chance(0.75))
            {
                site[draws.Below(site.Length)] = (byte)draws.Below(Bases.Count);
            }

            strand.AddRange(site);
            AddRandom(strand, draws.Between(5, 9), _between, draws);
        }

        int codons = (isSpliced ? 90 : 40) + (int)((isSpliced ? 120 : 160) * draws.Exponential());
        var coding = new List<byte>(Bases.Of(_starts[draws.Pick([0.83, 0.14, 0.03])]));
        for (int k = 0; k < codons; k++)
        {
            AddCodon(coding, draws);
        }

        coding.AddRange(Bases.Of(_stops[draws.Pick([0.63, 0.29, 0.08])]));
        List<NucleotideSpan> parts = Splice(strand, coding, isSpliced ? draws.Between(1, 3) : 0, draws);
        int first = bases.Count;
        var read = new Strand([.. strand], isReverse);
        bases.AddRange(isReverse ? Bases.ReverseComplement(read.Bases) : read.Bases);
        return new CodingGene(FormattableString.Invariant($"simulated{number}"), read.Ascending(parts), isReverse)
            .Moved(first);
    }

    // The coding bases with introns between, not in the first or last ten bases of the gene nor of a part.
    private static List<NucleotideSpan> Splice(List<byte> strand, List<byte> coding, int introns, SimulationDraws draws)
    {
        var parts = new List<NucleotideSpan>();
        int each = coding.Count / (introns + 1), from = 0;
        for (int k = 0; k <= introns; k++)
        {
            int to = k == introns ? coding.Count : (each * k) + draws.Between(each / 2, each - 10);
            parts.Add(new NucleotideSpan(strand.Count, strand.Count + to - from));
            strand.AddRange(coding[from..to]);
            from = to;
            if (k < introns)
            {
                strand.AddRange(Bases.Of(draws.Chance(0.5) ? "GTAAGT" : "GTGAGT"));
                AddRandom(strand, 50 + (int)(60 * draws.Exponential()), _intron, draws);
                AddRandom(strand, 8, [0, 0.45, 0, 0.55], draws);
                AddRandom(strand, 1, _intron, draws);
                strand.AddRange(Bases.Of("CAG"));
            }
        }

        return parts;
    }

    private static void AddCodon(List<byte> coding, SimulationDraws draws)
    {
        byte[] codon;
        do
        {
            codon = [.. _codon.Select(weights => (byte)draws.Pick(weights))];
        }
        while (Codons.IsStop(codon, 0));
        coding.AddRange(codon);
    }

    private static void AddRandom(List<byte> bases, int count, double[] weights, SimulationDraws draws) =>
        bases.AddRange(Enumerable.Range(0, count).Select(_ => (byte)draws.Pick(weights)));
}
