namespace Carousel.Genomes.Genes;

/// <summary>
/// The likeliest genes of one strand with introns: a dynamic programme over what every base may be (Viterbi 1967).
/// </summary>
/// <remarks>
/// A gene begins with a start codon, which no intron divides, and ends with its only stop codon, also if introns divide
/// codons. An intron begins with GT, ends with AG, and may be anywhere else. Its length is
/// the shortest one plus a geometric number of bases (a generalized hidden Markov model, Burge and Karlin 1997).
/// </remarks>
internal sealed class SplicedPath
{
    // First and Second contain what a stop codon depends on, so that it is recognised after an intron too. The intron
    // after a state has the state's number plus Between.
    private enum Stand : byte
    {
        Outside, StartFirst, StartSecond, Stop, FirstT, First, SecondTA, SecondTG, Second, Third,
    }

    private const int Between = Stand.Third - Stand.FirstT + 1;
    private const int Stands = (int)Stand.Third + 1 + Between;

    private readonly byte[] _bases;
    private readonly SpliceScores _scores;
    private readonly SpliceLengths _lengths;
    private readonly double _least;
    private readonly double[] _introns;
    private readonly double[] _outside;
    private readonly byte[] _from;

    // The values of the last rows, as many as the shortest intron has bases, and one.
    private readonly double[][] _rows;

    private SplicedPath(byte[] strand, SpliceScores scores, SpliceLengths lengths, double least)
    {
        (_bases, _scores, _lengths, _least) = (strand, scores, lengths, least);
        _introns = new double[strand.Length + 1];
        for (int t = 0; t < strand.Length; t++)
        {
            _introns[t + 1] = _introns[t] + scores[t, SpliceScores.Intron] + lengths.BaseScore;
        }

        _outside = new double[strand.Length + 1];
        _from = new byte[strand.Length * Stands];
        _rows = [.. Enumerable.Range(0, lengths.ShortestIntron + 1).Select(_ => new double[Stands])];
    }

    /// <summary>Finds the genes of a strand.</summary>
    /// <param name="strand">The strand in its direction.</param>
    /// <param name="scores">The evidence for each base of the strand.</param>
    /// <param name="lengths">How long genes and introns are.</param>
    /// <param name="least">The least score of a gene.</param>
    /// <returns>Parts of each gene on the strand's count, and its score.</returns>
    public static IReadOnlyList<(IReadOnlyList<NucleotideSpan> Parts, double Score)> Find(
        byte[] strand, SpliceScores scores, SpliceLengths lengths, double least)
    {
        var path = new SplicedPath(strand, scores, lengths, least);
        path.Run();
        return path.Trace();
    }

    private double[] Row(int t) => _rows[(t + _rows.Length) % _rows.Length];

    private void Run()
    {
        Array.Fill(Row(-1), double.NegativeInfinity);
        Row(-1)[(int)Stand.Outside] = 0;
        for (int t = 0; t < _bases.Length; t++)
        {
            Array.Fill(Row(t), double.NegativeInfinity);
            Step(t, Row(t - 1));
        }
    }

    // All states of a base from those of the base before it.
    private void Step(int t, double[] before)
    {
        double stopped = before[(int)Stand.Stop], outside = before[(int)Stand.Outside];
        (Stand free, double value) = stopped > outside ? (Stand.Stop, stopped) : (Stand.Outside, outside);
        _outside[t] = value;
        Offer(t, Stand.Outside, free, value);
        if (t + Codons.Length <= _bases.Length && Codons.IsStart(_bases, t))
        {
            Offer(
                t, Stand.StartFirst, free,
                value + Place(t, 0) + _lengths.GeneScore + _scores[t, SpliceScores.Start] - _least);
        }

        Offer(t, Stand.StartSecond, Stand.StartFirst, before[(int)Stand.StartFirst] + Place(t, 1));
        Offer(t, Stand.Third, Stand.StartSecond, before[(int)Stand.StartSecond] + Place(t, 2));
        double leaves = t >= 2 && _bases[t - 2] == Bases.A && _bases[t - 1] == Bases.G
            ? _lengths.LeaveScore + _scores[t, SpliceScores.Acceptor]
            : double.NegativeInfinity;
        double stays = _scores[t, SpliceScores.Intron] + _lengths.BaseScore + _lengths.StayScore;

        // An intron is entered with all bases of the shortest one at once.
        int first = t + 1 - _lengths.ShortestIntron;
        bool enters = first > 0 && _bases[first] == Bases.G && _bases[first + 1] == Bases.T;
        for (Stand from = Stand.FirstT; from <= Stand.Third; from++)
        {
            Stand intron = from + Between;
            (Stand to, double score) = Next(t, from);
            Offer(t, to, from, before[(int)from] + score);
            Offer(t, to, intron, before[(int)intron] + leaves + score);
            Offer(t, intron, intron, before[(int)intron] + stays);
            if (enters)
            {
                Offer(
                    t, intron, from,
                    Row(first - 1)[(int)from] + _introns[t + 1] - _introns[first] + _lengths.EnterScore
                    + _scores[first, SpliceScores.Donor]);
            }
        }
    }

    // The state of a coding base after another, and the score of the base.
    private (Stand To, double Score) Next(int t, Stand from)
    {
        byte read = _bases[t];
        return from switch
        {
            Stand.Third => (read == Bases.T ? Stand.FirstT : Stand.First, Place(t, 0)),
            Stand.FirstT when read is Bases.A or Bases.G =>
                (read == Bases.A ? Stand.SecondTA : Stand.SecondTG, Place(t, 1)),
            Stand.FirstT or Stand.First => (Stand.Second, Place(t, 1)),
            Stand.SecondTA or Stand.SecondTG when read == Bases.A || (read == Bases.G && from == Stand.SecondTA) =>
                (Stand.Stop, Place(t, 2) + _scores[t, SpliceScores.Stop]),
            _ => (Stand.Third, Place(t, 2)),
        };
    }

    private double Place(int t, int place) => _scores[t, place] + _lengths.BaseScore;

    private void Offer(int t, Stand to, Stand from, double value)
    {
        ref double best = ref Row(t)[(int)to];
        if (value > best)
        {
            (best, _from[(t * Stands) + (int)to]) = (value, (byte)from);
        }
    }

    // A gene that reaches the end of the sequence does not count: the path ends outside.
    private List<(IReadOnlyList<NucleotideSpan>, double)> Trace()
    {
        var stands = new Stand[_bases.Length];
        double[] last = Row(_bases.Length - 1);
        Stand stand = last[(int)Stand.Stop] > last[(int)Stand.Outside] ? Stand.Stop : Stand.Outside;
        _outside[^1] = last[(int)stand];
        for (int t = _bases.Length - 1; t >= 0;)
        {
            var from = (Stand)_from[(t * Stands) + (int)stand];
            int length = stand > Stand.Third && from != stand ? _lengths.ShortestIntron : 1;
            stands.AsSpan(t - length + 1, length).Fill(stand);
            (stand, t) = (from, t - length);
        }

        var genes = new List<(IReadOnlyList<NucleotideSpan>, double)>();
        var parts = new List<NucleotideSpan>();
        for (int t = 0, gene = 0, part = -1; t < stands.Length; t++)
        {
            bool isCoding = stands[t] is > Stand.Outside and <= Stand.Third;
            (gene, part) = (stands[t] == Stand.StartFirst ? t : gene, isCoding && part < 0 ? t : part);
            if (isCoding && (stands[t] == Stand.Stop || stands[t + 1] > Stand.Third))
            {
                parts.Add(new NucleotideSpan(part, t + 1));
                part = -1;
            }

            if (stands[t] == Stand.Stop)
            {
                genes.Add(([.. parts], _outside[t + 1] - _outside[gene]));
                parts.Clear();
            }
        }

        return genes;
    }
}
