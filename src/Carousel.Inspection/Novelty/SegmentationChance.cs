using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Novelty;

/// <summary>
/// A division against a reference and against chance: divisions with the same segments in random order, moved to the
/// same places.
/// </summary>
/// <param name="Error">The error of the division.</param>
/// <param name="Chance">The mean error of the random ones.</param>
/// <param name="PkValue">How likely chance gives a P_k as low.</param>
/// <param name="WindowDifferenceValue">How likely chance gives a WindowDiff as low.</param>
internal sealed record SegmentationChance(
    SegmentationError Error, SegmentationError Chance, double PkValue, double WindowDifferenceValue)
{
    /// <summary>
    /// A bound that p of P_k can't fall below: 1 / the number of orders of the segments, of which one is the division
    /// itself.
    /// </summary>
    public double LeastPValue { get; private init; }

    /// <summary>Compares.</summary>
    /// <param name="steps">T.</param>
    /// <param name="reference">First steps of the true segments but the first.</param>
    /// <param name="found">The same of the division that is judged.</param>
    /// <param name="places">Where boundaries can stand; null for everywhere.</param>
    /// <param name="permutations">How many random divisions.</param>
    /// <param name="seed">Seeds them.</param>
    /// <returns>The comparison; where nothing was found, both p values are 1.</returns>
    public static SegmentationChance Of(
        int steps, IReadOnlyCollection<int> reference, IReadOnlyCollection<int> found, BoundaryPlaces? places,
        int permutations, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        var error = SegmentationError.Of(steps, reference, found);
        int[] ends = [0, .. found.Order(), steps], lengths = [.. ends.Skip(1).Zip(ends, (end, start) => end - start)];
        int[] truth = SegmentationError.Segments(steps, reference);
        int k = SegmentationError.WindowOf(steps, reference), pkHits = 0, windowHits = 0;
        (double pk, double window) = (0, 0);
        var permutation = new Permutation(seed, "segments");
        var order = new int[lengths.Length];
        for (int p = 0; p < permutations; p++)
        {
            permutation.Order(p, order);
            var drawn = new int[lengths.Length - 1];
            for (int s = 0, at = 0; s < drawn.Length; s++)
            {
                drawn[s] = at += lengths[order[s]];
            }

            var chance = SegmentationError.Of(
                steps, truth, SegmentationError.Segments(steps, places?.Snap(drawn) ?? drawn), k);
            (pk, window) = (pk + (chance.Pk / permutations), window + (chance.WindowDifference / permutations));
            pkHits += chance.Pk <= error.Pk ? 1 : 0;
            windowHits += chance.WindowDifference <= error.WindowDifference ? 1 : 0;
        }

        return new SegmentationChance(
            error, new SegmentationError(pk, window), Permutation.PValue(pkHits, permutations),
            Permutation.PValue(windowHits, permutations))
        {
            LeastPValue = Math.Max(1 / Orders(lengths), 1.0 / (permutations + 1)),
        };
    }

    // Distinct orders: n! over the factorials of how often each length comes.
    private static double Orders(int[] lengths)
    {
        double orders = 1;
        int placed = 0;
        foreach (var equal in lengths.GroupBy(l => l))
        {
            for (int i = 1; i <= equal.Count(); i++)
            {
                orders *= (double)++placed / i;
            }
        }

        return orders;
    }
}
