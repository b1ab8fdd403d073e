namespace Carousel.Genomes.Genes;

/// <summary>
/// The likeliest genes of one strand with introns: a dynamic programme over what every base may be (Viterbi 1967).
/// </summary>
/// <remarks>
/// A gene begins with a start codon and ends with a stop codon that no intron divides; no other whole codon is a stop
/// codon; an intron begins with GT and ends with AG and may stand
/// anywhere, in a codon too. A codon that an intron divides is not asked whether it is a stop codon.
/// </remarks>
internal sealed class SplicedPath
{
    private const double IntronCost = 6;
    private const double Limit = 4;
    private const byte A = 0;
    private const byte G = 2;
    private const byte T = 3;

    // Outside; places 1, 2, 3 of a codon; places 2 and 3 of one that an intron divides; introns in front of place 1, 2,
    // 3.
    private enum Stand : byte
    {
        Outside, First, Second, Third, DividedSecond, DividedThird, BeforeFirst, BeforeSecond, BeforeThird,
    }

    private const int Stands = 9;

    private readonly byte[] _bases;
    private readonly double[] _best;
    private readonly byte[] _from;
    private readonly float[] _scores;

    private SplicedPath(byte[] strand, float[] scores)
    {
        (_bases, _scores) = (strand, scores);
        _best = new double[Stands];
        _from = new byte[(strand.Length + 1) * Stands];
    }

    /// <summary>Finds the genes of a strand.</summary>
    /// <param name="strand">The strand in its direction.</param>
    /// <param name="scores">[T, 6]: what speaks for codon place 1, 2, 3 and an intron of this strand against all else,
    /// for a start there, for a stop there.</param>
    /// <param name="least">What a gene has to bring.</param>
    /// <returns>Parts of each gene on the strand's count, and its score.</returns>
    public static IReadOnlyList<(IReadOnlyList<NucleotideSpan> Parts, double Score)> Find(
        byte[] strand, float[] scores, double least)
    {
        var path = new SplicedPath(strand, scores);
        path.Run(least);
        return path.Trace(least);
    }

    private void Run(double least)
    {
        Array.Fill(_best, double.NegativeInfinity);
        _best[(int)Stand.Outside] = 0;
        var next = new double[Stands];
        for (int t = 0; t < _bases.Length; t++)
        {
            Array.Fill(next, double.NegativeInfinity);
            for (int to = 0; to < Stands; to++)
            {
                for (int from = 0; from < Stands; from++)
                {
                    double value = double.IsNegativeInfinity(_best[from])
                        ? double.NegativeInfinity
                        : _best[from] + Step(t, (Stand)from, (Stand)to, least);
                    if (value > next[to])
                    {
                        (next[to], _from[((t + 1) * Stands) + to]) = (value, (byte)from);
                    }
                }
            }

            next.CopyTo(_best, 0);
        }
    }

    /// <summary>The score of the base at t in a state after another state; −∞ if that is not legal.</summary>
    private double Step(int t, Stand from, Stand to, double least)
    {
        bool ok = to switch
        {
            Stand.Outside => from switch
            {
                Stand.Outside => true,
                Stand.Third => t >= Codons.Length && Codons.IsStop(_bases, t - Codons.Length),
                _ => false,
            },
            Stand.First => from switch
            {
                Stand.Outside => t + Codons.Length <= _bases.Length && Codons.IsStart(_bases, t),
                Stand.Third => !Codons.IsStop(_bases, t - Codons.Length),
                Stand.DividedThird => true,
                Stand.BeforeFirst => EndsIntron(t),
                _ => false,
            },
            Stand.Second => from == Stand.First,
            Stand.Third => from == Stand.Second,
            Stand.DividedSecond => from == Stand.BeforeSecond && EndsIntron(t),
            Stand.DividedThird => from == Stand.DividedSecond || (from == Stand.BeforeThird && EndsIntron(t)),
            Stand.BeforeFirst =>
                from == to
                    || (BeginsIntron(t)
                        && (from == Stand.DividedThird
                            || (from == Stand.Third && !Codons.IsStop(_bases, t - Codons.Length)))),
            Stand.BeforeSecond => from == to || (BeginsIntron(t) && from == Stand.First),
            Stand.BeforeThird => from == to || (BeginsIntron(t) && (from is Stand.Second or Stand.DividedSecond)),
            _ => false,
        };
        if (!ok)
        {
            return double.NegativeInfinity;
        }

        int column = to switch
        {
            Stand.First => 0,
            Stand.Second or Stand.DividedSecond => 1,
            Stand.Third or Stand.DividedThird => 2,
            Stand.Outside => -1,
            _ => 3,
        };
        double value = column < 0 ? 0 : Math.Clamp(_scores[(t * 6) + column], -Limit, Limit);
        value += from == Stand.Outside && to == Stand.First ? _scores[(t * 6) + 4] - least : 0;
        value += from == Stand.Third && to == Stand.Outside ? _scores[((t - 1) * 6) + 5] : 0;
        return value - (column == 3 && from != to ? IntronCost : 0);
    }

    private bool BeginsIntron(int t) => t + 1 < _bases.Length && _bases[t] == G && _bases[t + 1] == T;

    private bool EndsIntron(int t) => t >= 2 && _bases[t - 2] == A && _bases[t - 1] == G;

    // A gene that reaches the end of the sequence does not count: the path ends outside.
    private List<(IReadOnlyList<NucleotideSpan>, double)> Trace(double least)
    {
        var stands = new byte[_bases.Length];
        int stand = (int)Stand.Outside;
        for (int t = _bases.Length - 1; t >= 0; t--)
        {
            stands[t] = (byte)stand;
            stand = _from[((t + 1) * Stands) + stand];
        }

        var genes = new List<(IReadOnlyList<NucleotideSpan>, double)>();
        for (int t = 0; t < stands.Length;)
        {
            if (stands[t] == (byte)Stand.Outside)
            {
                t++;
                continue;
            }

            var parts = new List<NucleotideSpan>();
            double score = 0;
            int begin = t, part = t;
            for (; t < stands.Length && stands[t] != (byte)Stand.Outside; t++)
            {
                score += Step(t, t == begin ? Stand.Outside : (Stand)stands[t - 1], (Stand)stands[t], least);
                bool isIntron = stands[t] >= (byte)Stand.BeforeFirst;
                if (isIntron && part >= 0)
                {
                    parts.Add(new NucleotideSpan(part, t));
                    part = -1;
                }
                else if (!isIntron && part < 0)
                {
                    part = t;
                }
            }

            parts.Add(new NucleotideSpan(part, t));
            genes.Add((parts, score));
        }

        return genes;
    }
}
