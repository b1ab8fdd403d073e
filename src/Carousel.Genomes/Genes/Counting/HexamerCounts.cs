namespace Carousel.Genomes.Genes;

/// <summary>
/// How often each run of six bases ends at each place of a codon of the genes, and how often anywhere, on both strands.
/// </summary>
/// <param name="counts">[4, 4096]: at the places 0, 1 and 2 of a codon, then anywhere.</param>
internal sealed class HexamerCounts(double[] counts)
{
    /// <summary>How many runs of six bases there are.</summary>
    public const int Hexamers = 4096;

    /// <summary>How many numbers are counted.</summary>
    public const int Count = (Codons.Length + 1) * Hexamers;

    private const int Length = 6, Anywhere = Codons.Length, Triplets = 64;

    // What the order below counts for where an order was seen seldom. With a whole genome 16, 50 and 200 do equally
    // well; where 50,000 bases teach themselves, 200 finds four genes in a hundred more than 16.
    private const double Trust = 200;

    // Weights of the training genome's shares of codons, and of triplets anywhere, in another genome. Among 1,000,
    // 5,000 and 20,000 codons, 5,000 was best in runs of 50,000 bases of E. coli that had not been counted.
    private const double KnownCodons = 5_000;
    private const double KnownTriplets = 20_000;

    /// <summary>Nothing is counted yet.</summary>
    public HexamerCounts()
        : this(new double[Count])
    {
    }

    /// <summary>[4, 4096].</summary>
    public double[] Counts => counts;

    /// <summary>The number of the run of six that ends at each base; −1 where a base of it is not known.</summary>
    /// <param name="strand">[T].</param>
    /// <returns>[T].</returns>
    public static int[] Runs(byte[] strand)
    {
        var runs = new int[strand.Length];
        int run = 0, known = 0;
        for (int t = 0; t < strand.Length; t++)
        {
            known = strand[t] == Bases.Unknown ? 0 : known + 1;
            run = ((run << 2) | (strand[t] & 3)) & (Hexamers - 1);
            runs[t] = known >= Length ? run : -1;
        }

        return runs;
    }

    /// <summary>Counts both strands of a sequence, and its genes without their stop codons.</summary>
    /// <param name="bases">The forward strand.</param>
    /// <param name="genes">Its genes.</param>
    public void Add(byte[] bases, IReadOnlyList<CodingGene> genes)
    {
        foreach (Strand strand in Strand.Both(bases))
        {
            int[] runs = Runs(strand.Bases);
            foreach (int run in runs)
            {
                CountAt(Anywhere, run);
            }

            foreach (CodingGene gene in genes.Where(g => g.IsReverse == strand.IsReverse))
            {
                int place = (Codons.Length - gene.Phase) % Codons.Length;
                foreach (int t in gene.Places().Take(gene.CodingLength - Codons.Length))
                {
                    CountAt(place, runs[strand.Place(t)]);
                    place = (place + 1) % Codons.Length;
                }
            }
        }
    }

    /// <summary>
    /// ln p(base | the five before it, the codon's place) − ln p(base | the five before it, anywhere).
    /// </summary>
    /// <param name="here">What was counted in the genome that is asked about; null for the one learned from. Its
    /// codons, and its threes anywhere, move the odds of each codon.</param>
    /// <returns>[3, 4096].</returns>
    public float[] ToOdds(HexamerCounts? here = null)
    {
        double[] anywhere = Logarithms(Anywhere);
        double[] moves = here is null ? new double[Triplets] : Moves(here);
        var odds = new float[Anywhere * Hexamers];
        for (int place = 0; place < Anywhere; place++)
        {
            double[] own = Logarithms(place);
            for (int run = 0; run < Hexamers; run++)
            {
                double move = place == Codons.Length - 1 ? moves[run % Triplets] : 0;
                odds[(place * Hexamers) + run] = (float)(own[run] - anywhere[run] + move);
            }
        }

        return odds;
    }

    /// <summary>Counts one run of six bases, unless a base of it is not known.</summary>
    /// <param name="place">The row of the counts.</param>
    /// <param name="run">Its number, by <see cref="Runs"/>.</param>
    public void CountAt(int place, int run)
    {
        if (run >= 0)
        {
            counts[(place * Hexamers) + run]++;
        }
    }

    // The change of each codon's log odds of a gene from the training genome to this one. The shares are shrunk towards
    // those of the training genome.
    private double[] Moves(HexamerCounts here)
    {
        const int last = Codons.Length - 1;
        double[] codons = TripletShares(last), threes = TripletShares(Anywhere);
        double[] codonsHere = here.TripletShares(last, codons, KnownCodons),
            threesHere = here.TripletShares(Anywhere, threes, KnownTriplets);
        return
        [
            .. Enumerable.Range(0, Triplets).Select(
                k => Math.Log(codonsHere[k] / codons[k]) - Math.Log(threesHere[k] / threes[k])),
        ];
    }

    // The shares of the triplets that end at a place, shrunk towards others.
    private double[] TripletShares(int place, double[]? others = null, double known = Triplets)
    {
        var shares = new double[Triplets];
        for (int run = 0; run < Hexamers; run++)
        {
            shares[run % Triplets] += counts[(place * Hexamers) + run];
        }

        double all = shares.Sum() + known;
        return [.. shares.Select((s, k) => (s + (known * (others?[k] ?? (1.0 / Triplets)))) / all)];
    }

    /// <summary>ln p(base | the five before it) of each run of six, by one row of the counts.</summary>
    /// <param name="place">The row of the counts.</param>
    /// <returns>[4096].</returns>
    // p_k = (c_k + Trust·p_{k−1}) / (n_k + Trust), from even chances upwards (MacKay and Bauman Peto 1995).
    public double[] Logarithms(int place)
    {
        double[] below = [0.25, 0.25, 0.25, 0.25];
        for (int size = Bases.Count; size <= Hexamers; size *= Bases.Count)
        {
            var own = new double[size];
            for (int run = 0; run < Hexamers; run++)
            {
                own[run % size] += counts[(place * Hexamers) + run];
            }

            var chances = new double[size];
            for (int context = 0; context < size; context += Bases.Count)
            {
                double all = own.AsSpan(context, Bases.Count).ToArray().Sum() + Trust;
                for (int run = context; run < context + Bases.Count; run++)
                {
                    chances[run] = (own[run] + (Trust * below[run % below.Length])) / all;
                }
            }

            below = chances;
        }

        return [.. below.Select(p => Math.Log(p))];
    }
}
