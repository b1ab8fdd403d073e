namespace Carousel.Genomes.Genes;

/// <summary>
/// The site that a ribosome binds: a word of six bases some bases before a start codon, found by expectation and
/// maximisation among the genes.
/// </summary>
/// <remarks>
/// Before each start stands one site or none (Bailey and Elkan 1994). The search begins at AGGAGG, which pairs with the
/// end of the 16S ribosomal RNA (Shine and Dalgarno 1974).
/// </remarks>
/// <param name="Odds">[6, 4]: ln p(base | site) − ln p(base | before genes).</param>
/// <param name="Places">Where the site begins, [places] from <see cref="Region"/> bases before the start on: a
/// probability each.</param>
/// <param name="Share">How many genes have a site.</param>
internal sealed record StartMotif(double[] Odds, double[] Places, double Share)
{
    /// <summary>Bases before a start codon in which a site may lie.</summary>
    public const int Region = 22;

    private const int Width = 6;
    private const int Nearest = 2;
    private const int PlaceCount = Region - Width - Nearest + 1;
    private const int Rounds = 30;
    private const double Added = 1;
    private const double FirstShare = 0.7;
    private const double LeastShare = 0.05;

    // Of a file that was not made by hand.
    private const double Most = 100;

    /// <summary>The likeliest word.</summary>
    public string Word => string.Concat(Odds.Chunk(Bases.Count).Select(o => Bases.LetterOf(Array.IndexOf(o, o.Max()))));

    /// <summary>Whether there are as many numbers as there have to be.</summary>
    public bool IsInRange => Odds.Length == Width * Bases.Count && Places.Length == PlaceCount && Share is > 0 and < 1
        && Odds.All(o => Math.Abs(o) < Most) && Places.All(p => p is >= 0 and <= 1);

    /// <summary>Finds it.</summary>
    /// <param name="starts">Strands in their direction, and the first bases of genes' start codons.</param>
    public static StartMotif Find(IEnumerable<(byte[] Strand, int Start)> starts)
    {
        (byte[] Strand, int Start)[] all =
        [
            .. starts.Where(s => s.Start >= Region
                && !s.Strand.AsSpan(s.Start - Region, Region).Contains(Bases.Unknown)),
        ];
        var background = new double[Bases.Count];
        Array.Fill(background, Added);
        foreach (byte read in all.SelectMany(s => s.Strand[(s.Start - Region)..s.Start]))
        {
            background[read]++;
        }

        byte[] first = Bases.Of("AGGAGG");
        var motif = new StartMotif(
            [.. first.SelectMany(b => Enumerable.Range(0, Bases.Count).Select(x => Math.Log(x == b ? 2.8 : 0.4)))],
            [.. Enumerable.Repeat(1.0 / PlaceCount, PlaceCount)], FirstShare);
        for (int round = 0; round < Rounds && all.Length > 0; round++)
        {
            motif = motif.Improved(all, [.. background.Select(b => b / background.Sum())]);
        }

        return motif;
    }

    /// <summary>ln of how much likelier the bases before a start codon are before a gene's than by chance.</summary>
    /// <param name="strand">The strand in its direction.</param>
    /// <param name="start">The first base of the start codon.</param>
    public double Of(byte[] strand, int start)
    {
        double sum = 0;
        for (int place = 0; start >= Region && place < PlaceCount; place++)
        {
            sum += Places[place] * Math.Exp(At(strand, start - Region + place));
        }

        return start < Region ? 0 : Math.Log(1 - Share + (Share * sum));
    }

    private double At(byte[] strand, int from)
    {
        double odds = 0;
        for (int k = 0; k < Width; k++)
        {
            odds += strand[from + k] == Bases.Unknown ? 0 : Odds[(k * Bases.Count) + strand[from + k]];
        }

        return odds;
    }

    private StartMotif Improved((byte[] Strand, int Start)[] all, double[] background)
    {
        double[] words = new double[Odds.Length], places = new double[PlaceCount], own = new double[PlaceCount];
        foreach ((byte[] strand, int start) in all)
        {
            double sum = 1 - Share;
            for (int place = 0; place < PlaceCount; place++)
            {
                own[place] = Share * Places[place] * Math.Exp(At(strand, start - Region + place));
                sum += own[place];
            }

            for (int place = 0; place < PlaceCount; place++)
            {
                places[place] += own[place] / sum;
                for (int k = 0; k < Width; k++)
                {
                    words[(k * Bases.Count) + strand[start - Region + place + k]] += own[place] / sum;
                }
            }
        }

        double sites = places.Sum(), ofWords = sites + (Bases.Count * Added);
        return new StartMotif(
            [.. words.Select((w, k) => Math.Log((w + Added) / ofWords / background[k % Bases.Count]))],
            [.. places.Select(p => (p + Added) / (sites + (PlaceCount * Added)))],
            Math.Clamp((sites + Added) / (all.Length + (2 * Added)), LeastShare, 1 - LeastShare));
    }
}
