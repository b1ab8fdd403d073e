using Carousel.Jobs.Baselines;
using Carousel.Kernels;

namespace Carousel.Genomes.Markov;

/// <summary>
/// Markov models that count both strands of a sequence while they read it, and their mixture, which may include a
/// network's predictions.
/// </summary>
/// <remarks>
/// Each order says (c + a) / (n + 4a); a product of their probabilities, whose powers go a step with every base, is the
/// mixture (<see cref="ProductOfExperts"/>; Cao and others 2007 mix experts for DNA). The powers are those of four
/// kinds of places, by how often the last eight bases were read before. What was read counts as its reverse complement
/// too.
/// </remarks>
/// <param name="hasNetwork">Whether a network is one of the experts.</param>
internal sealed class AdaptiveOrders(bool hasNetwork)
{
    // Chosen on two runs of 48,000 bases of the part of E. coli that trains: see docs/results/genomes.md.
    private const double Rate = 0.01;
    private const double Usual = 1;
    private const double OfLong = 1.0 / 16;
    private const int Long = 8;
    private const int Kinds = 4;
    private const double Bit = 0.6931471805599453;

    private readonly int[][] _counts = [.. Orders.Select(order => new int[Bases.Count << (2 * order)])];
    private readonly ProductOfExperts _product = new(Powers(hasNetwork), ExpertsOf(hasNetwork), Bases.Count);
    private readonly double[] _sums = new double[Orders.Count];
    private uint _context;
    private int _known;
    private long _bases;

    /// <summary>The orders that are counted.</summary>
    public static IReadOnlyList<int> Orders { get; } = [1, 2, 3, 4, 6, 8, 10];

    /// <summary>Mean bits per base of each single order of <see cref="Orders"/>, over the bases read.</summary>
    public IReadOnlyList<double> Bits => [.. _sums.Select(sum => sum / Math.Max(1, _bases))];

    /// <summary>Forgets the context: another sequence begins, or a base is not known.</summary>
    public void Break() => _known = 0;

    /// <summary>Moves past the first base of a sequence, which is not predicted.</summary>
    public void Begin(byte first)
    {
        Break();
        Count(first);
    }

    /// <summary>Reads a base.</summary>
    /// <param name="next">0 … 3.</param>
    /// <param name="network">[4]: ln p of the network; empty where it is not asked.</param>
    /// <returns>−log₂ p of the mixture, before the base was counted.</returns>
    public double Read(byte next, ReadOnlySpan<float> network)
    {
        double surprise = -_product.Mix(Weigh(network))[next] / Bit;
        _bases++;
        for (int k = 0; k < Orders.Count; k++)
        {
            _sums[k] -= _product.Logarithms(k)[next] / Bit;
        }

        _product.Learn(next, Rate);
        Count(next);
        return surprise;
    }

    /// <summary>ln p of each expert; the kind of place.</summary>
    private int Weigh(ReadOnlySpan<float> network)
    {
        int kind = 0;
        for (int k = 0; k < Orders.Count; k++)
        {
            Span<double> own = _product.Logarithms(k);
            ReadOnlySpan<int> counts = _known < Orders[k]
                ? [0, 0, 0, 0]
                : _counts[k].AsSpan(Place(_context, Orders[k]) * Bases.Count, Bases.Count);
            double a = Orders[k] >= Long ? OfLong : Usual;
            int times = counts[0] + counts[1] + counts[2] + counts[3];
            for (int x = 0; x < Bases.Count; x++)
            {
                own[x] = ScalarMath.Log((counts[x] + a) / (times + (Bases.Count * a)));
            }

            kind = Orders[k] == Long ? times switch { 0 => 0, 1 => 1, < 4 => 2, _ => 3 } : kind;
        }

        for (int x = 0; hasNetwork && x < Bases.Count; x++)
        {
            _product.Logarithms(Orders.Count)[x] = network[x];
        }

        return kind;
    }

    /// <summary>Counts a base after its context, and the complement on the other strand.</summary>
    private void Count(byte next)
    {
        for (int k = 0; k < Orders.Count; k++)
        {
            int order = Orders[k];
            if (_known < order)
            {
                continue;
            }

            _counts[k][(Place(_context, order) * Bases.Count) + next]++;

            // The other strand reads the complements of this base and of the order − 1 before it, then the
            // complement of the one before them.
            int other = 3 - next;
            for (int back = 0; back < order - 1; back++)
            {
                other = (other * Bases.Count) + 3 - Before(back);
            }

            _counts[k][(other * Bases.Count) + 3 - Before(order - 1)]++;
        }

        (_context, _known) = ((_context << 2) | next, Math.Min(_known + 1, 16));
    }

    private int Before(int back) => (int)(_context >> (2 * back)) & 3;

    /// <summary>The last bases as a number, the one read last in its lowest bits.</summary>
    private static int Place(uint context, int order) => (int)(context & ((1u << (2 * order)) - 1));

    private static int ExpertsOf(bool hasNetwork) => Orders.Count + (hasNetwork ? 1 : 0);

    /// <summary>The first powers: 1 for the network and 0 for the orders, or equal powers of the orders without a
    /// network.</summary>
    private static double[] Powers(bool hasNetwork)
    {
        int experts = ExpertsOf(hasNetwork);
        return
        [
            .. Enumerable.Range(0, Kinds * experts).Select(place =>
                !hasNetwork ? 1.0 / experts : place % experts == Orders.Count ? 1 : 0),
        ];
    }
}
