namespace Carousel.Genomes.Markov;

/// <summary>
/// Markov models of order 0 to 16 of both strands: each order's counts, shrunk towards the order below where
/// counts are few.
/// </summary>
/// <remarks>
/// p_k(x) = (c_k(x) + a_k·p_{k−1}(x)) / (n_k + a_k), with p_{−1} even: MacKay and Bauman Peto 1995. The weights a_k are
/// chosen one order after the other on a validation part;
/// the order too.
/// </remarks>
internal sealed class MarkovModel
{
    private static readonly double[] _grid = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

    private readonly ContextIndex _index;
    private readonly double[] _weights;

    /// <summary>Counts both strands of the training part.</summary>
    /// <param name="training">The forward strands.</param>
    /// <param name="weights">[order + 1], a_k.</param>
    public MarkovModel(IReadOnlyList<byte[]> training, IReadOnlyList<double> weights)
        : this(IndexOf(training), weights)
    {
    }

    private MarkovModel(ContextIndex index, IReadOnlyList<double> weights) =>
        (_index, _weights) = (index, [.. weights]);

    /// <summary>The highest order.</summary>
    public int Order => _weights.Length - 1;

    /// <summary>[order + 1], a_k.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Chooses the weights on a validation part.</summary>
    /// <param name="training">The forward strands of the training part.</param>
    /// <param name="validation">Bases that had no share in it, each with as much before as there is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The models of all orders, and the mean surprise of each order on the validation part in bits.</returns>
    public static (MarkovModel Model, double[] Bits) Choose(
        IReadOnlyList<byte[]> training, IReadOnlyList<ScoredPart> validation, CancellationToken cancellation)
    {
        ContextIndex index = IndexOf(training);
        const int orders = ContextIndex.MostOrder + 1;
        var counts = new List<int[]>();
        var bases = new List<byte>();
        int stride = Math.Max(1, validation.Sum(v => v.Count) / MostPlaces);
        foreach (ScoredPart part in validation)
        {
            foreach ((int place, uint context) in part.Places())
            {
                if (place % stride == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var own = new int[orders * Bases.Count];
                    index.CountAll(context, ContextIndex.MostOrder, own);
                    counts.Add(own);
                    bases.Add(part.Bases[place]);
                }
            }
        }

        var (weights, bits) = (new double[orders], new double[orders]);
        double[] below = [.. bases.Select(_ => 1.0 / Bases.Count)];
        for (int k = 0; k < orders; k++)
        {
            (weights[k], bits[k]) = _grid.Select(a => (a, Mean(a))).MinBy(p => p.Item2);
            for (int n = 0; n < below.Length; n++)
            {
                below[n] = Probability(n, weights[k]);
            }

            double Probability(int n, double a)
            {
                ReadOnlySpan<int> own = counts[n].AsSpan(k * Bases.Count, Bases.Count);
                return (own[bases[n]] + (a * below[n])) / (own[0] + own[1] + own[2] + own[3] + a);
            }

            double Mean(double a)
            {
                double sum = 0;
                for (int n = 0; n < below.Length; n++)
                {
                    sum -= Math.Log2(Probability(n, a));
                }

                return sum / Math.Max(1, below.Length);
            }
        }

        return (new MarkovModel(index, weights), bits);
    }

    /// <summary>The probabilities of all bases after a context by each order.</summary>
    /// <param name="context">The 16 bases before, see <see cref="ContextIndex.Read"/>.</param>
    /// <param name="left">The base at the place if the place is one of those counted, so that it is left out of
    /// the counts; −1 where it is not.</param>
    /// <param name="probabilities">[order + 1, 4], overwritten.</param>
    public void Predict(uint context, int left, Span<double> probabilities)
    {
        Span<int> counts = stackalloc int[(ContextIndex.MostOrder + 1) * Bases.Count];
        _index.CountAll(context, Order, counts);
        for (int k = 0; k <= Order; k++)
        {
            Span<int> own = counts.Slice(k * Bases.Count, Bases.Count);
            if (left >= 0)
            {
                own[left] = Math.Max(0, own[left] - (IsPalindrome(context, left, k) ? 2 : 1));
            }

            double total = own[0] + own[1] + own[2] + own[3] + _weights[k];
            for (int x = 0; x < Bases.Count; x++)
            {
                double below = k == 0 ? 1.0 / Bases.Count : probabilities[((k - 1) * Bases.Count) + x];
                probabilities[(k * Bases.Count) + x] = (own[x] + (_weights[k] * below)) / total;
            }
        }
    }

    /// <summary>The mean surprise of each order on a part.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[order + 1], bits a base.</returns>
    public double[] Bits(IReadOnlyList<ScoredPart> parts, CancellationToken cancellation)
    {
        var sums = new double[Order + 1];
        var probabilities = new double[(Order + 1) * Bases.Count];
        long count = 0;
        foreach (ScoredPart part in parts)
        {
            foreach ((int place, uint context) in part.Places())
            {
                cancellation.ThrowIfCancellationRequested();
                Predict(context, -1, probabilities);
                for (int k = 0; k <= Order; k++)
                {
                    sums[k] -= Math.Log2(probabilities[(k * Bases.Count) + part.Bases[place]]);
                }

                count++;
            }
        }

        return [.. sums.Select(s => s / Math.Max(1, count))];
    }

    private const int MostPlaces = 100_000;

    private static ContextIndex IndexOf(IReadOnlyList<byte[]> training) =>
        new([.. training, .. training.Select(Bases.ReverseComplement)]);

    // A run of k + 1 bases that is its own reverse complement was counted twice at this place, once on each strand.
    private static bool IsPalindrome(uint context, int next, int order)
    {
        if (order % 2 == 0)
        {
            return false;
        }

        for (int i = 0; i <= order / 2; i++)
        {
            if (At(i) != 3 - At(order - i))
            {
                return false;
            }
        }

        return true;

        int At(int back) => back == 0 ? next : (int)(context >> (32 - (2 * back))) & 3;
    }
}
