using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Novelty;

/// <summary>Which peaks of a novelty curve are boundaries, at a stated number of false ones.</summary>
/// <remarks>
/// The null: the same sequence, cut at the peaks above 2.7 medians, its parts shifted to one mean, and its windows put
/// in random order, starting at a random place.
/// Peaks are measured in medians of the same curve, so that correlation longer than a block, which the shuffle cuts,
/// affects both sides of the fraction: docs/derivations/novelty.md.
/// </remarks>
internal sealed class PeakRule
{
    /// <summary>Default number of shuffled sequences.</summary>
    public const int DefaultSurrogates = 199;

    private const double CertainHeight = 2.7;

    private PeakRule(
        IReadOnlyList<NoveltyBoundary> peaks, IReadOnlyList<NoveltyBoundary> boundaries, double threshold) =>
        (Peaks, Boundaries, Threshold) = (peaks, boundaries, threshold);

    /// <summary>All peaks, in the order of time.</summary>
    public IReadOnlyList<NoveltyBoundary> Peaks { get; }

    /// <summary>Those that are boundaries, in the order of time.</summary>
    public IReadOnlyList<NoveltyBoundary> Boundaries { get; }

    /// <summary>The height above which a peak is a boundary, in medians of the curve.</summary>
    public double Threshold { get; }

    /// <summary>Finds the boundaries.</summary>
    /// <param name="grid">The states.</param>
    /// <param name="falseAlarms">How many boundaries a sequence of one source may have on average: at 0.05 one in
    /// twenty such sequences has one.</param>
    /// <param name="seed">Seeds the shuffles.</param>
    /// <param name="surrogates">How many shuffled sequences; 1 / <paramref name="falseAlarms"/> at least.</param>
    /// <returns>The boundaries.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or too small for the number of
    /// shuffles.</exception>
    public static PeakRule Of(StateGrid grid, double falseAlarms, ulong seed, int surrogates = DefaultSurrogates)
    {
        int allowed = (int)Math.Floor((falseAlarms * (surrogates + 1)) + 1e-9) - 1;
        if (!(falseAlarms > 0) || allowed < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(falseAlarms), falseAlarms,
                $"falseAlarms must be 1/{surrogates + 1} or more with {surrogates} shuffles, but is {falseAlarms}.");
        }

        var curve = NoveltyCurve.Of(grid);
        StateGrid still = grid.Without(
            [
                .. curve.Peaks(grid.WindowCells).Where(i => curve.Height(i) > CertainHeight)
                    .Select(i => i + grid.WindowCells),
            ]);
        var heights = new List<double>();
        var permutation = new Permutation(seed, "novelty blocks");
        var order = new int[grid.Cells];
        for (int s = 0; s < surrogates; s++)
        {
            Shuffle(grid, permutation, s, order);
            var shuffled = NoveltyCurve.Of(still, order);
            heights.AddRange(shuffled.Peaks(grid.WindowCells).Select(shuffled.Height));
        }

        double[] descending = [.. heights.OrderDescending()];
        double threshold = allowed < descending.Length ? descending[allowed] : 0;
        NoveltyBoundary[] peaks =
        [
            .. curve.Peaks(grid.WindowCells).Select(i => new NoveltyBoundary(
                curve.StepOf(i), curve.Height(i),
                (1.0 + descending.Count(h => h >= curve.Height(i))) / (1 + surrogates))),
        ];
        return new PeakRule(peaks, [.. peaks.Where(p => p.Height > threshold)], threshold);
    }

    /// <summary>
    /// The cells in an order without time: blocks from a random place on, in random order; what is left over stays at
    /// the end.
    /// </summary>
    internal static void Shuffle(StateGrid grid, Permutation permutation, int number, int[] order)
    {
        int block = grid.WindowCells, M = grid.Cells, first = permutation.Below(number, M);
        var blocks = new int[M / block];
        permutation.Order(number, blocks);
        for (int c = 0; c < M; c++)
        {
            int from = c < blocks.Length * block ? (blocks[c / block] * block) + (c % block) : c;
            order[c] = (first + from) % M;
        }
    }
}
