namespace Carousel.Inspection.Traces;

/// <summary>
/// An order of units in which neighbours do alike: average linkage on 1 − |r| (Sokal and Michener 1958) by chains of
/// nearest neighbours (Murtagh 1983), O(H²).
/// </summary>
/// <remarks>
/// Where two groups meet, the one of four ways to lay them side by side is taken whose touching units are nearest. Ties
/// go to the lower unit, so that the order is the same in every run.
/// </remarks>
internal static class UnitOrder
{
    /// <summary>The order.</summary>
    /// <param name="correlations">[H, H], symmetric.</param>
    /// <param name="units">H.</param>
    /// <returns>[H], each unit once.</returns>
    /// <exception cref="ArgumentException">The correlations are not [H, H].</exception>
    public static IReadOnlyList<int> Of(double[] correlations, int units)
    {
        if (correlations.Length != (long)units * units)
        {
            throw new ArgumentException(
                $"correlations: expected [H, H] with H = {units}, but got {correlations.Length} values.",
                nameof(correlations));
        }

        double[] between = [.. correlations.Select(r => 1 - Math.Abs(r))];
        double[] distances = [.. between];
        int[] sizes = [.. Enumerable.Repeat(1, units)];
        int[]?[] leaves = [.. Enumerable.Range(0, units).Select(u => (int[]?)[u])];
        var chain = new Stack<int>();
        for (int merges = 0; merges < units - 1;)
        {
            if (chain.Count == 0)
            {
                chain.Push(Array.FindIndex(leaves, l => l is not null));
            }

            int top = chain.Pop();
            int before = chain.Count > 0 ? chain.Peek() : -1;
            int nearest = Nearest(distances, leaves, top, before);
            if (nearest != before)
            {
                chain.Push(top);
                chain.Push(nearest);
                continue;
            }

            chain.Pop();
            (int low, int high) = (Math.Min(top, before), Math.Max(top, before));
            leaves[low] = SideBySide(leaves[low]!, leaves[high]!, between, units);
            leaves[high] = null;
            Join(distances, sizes, leaves, low, high);
            merges++;
        }

        return Array.Find(leaves, l => l is not null) ?? [];
    }

    // The one before in the chain wins ties, or the chain would never end; then the lower one.
    private static int Nearest(double[] distances, int[]?[] leaves, int of, int before)
    {
        int units = leaves.Length, nearest = before;
        double least = before < 0 ? double.PositiveInfinity : distances[(of * units) + before];
        for (int u = 0; u < units; u++)
        {
            double distance = distances[(of * units) + u];
            if (u != of && leaves[u] is not null && distance < least)
            {
                (nearest, least) = (u, distance);
            }
        }

        return nearest;
    }

    private static void Join(double[] distances, int[] sizes, int[]?[] leaves, int low, int high)
    {
        int units = leaves.Length, size = sizes[low] + sizes[high];
        for (int u = 0; u < units; u++)
        {
            if (u != low && leaves[u] is not null)
            {
                double mean = ((sizes[low] * distances[(low * units) + u])
                    + (sizes[high] * distances[(high * units) + u])) / size;
                distances[(low * units) + u] = distances[(u * units) + low] = mean;
            }
        }

        sizes[low] = size;
    }

    private static int[] SideBySide(int[] a, int[] b, double[] between, int units)
    {
        double Touching(int left, int right) => between[(left * units) + right];
        (double Distance, bool TurnsA, bool TurnsB)[] ways =
        [
            (Touching(a[^1], b[0]), false, false), (Touching(a[^1], b[^1]), false, true),
            (Touching(a[0], b[0]), true, false), (Touching(a[0], b[^1]), true, true),
        ];
        (_, bool turnsA, bool turnsB) = ways.MinBy(w => w.Distance);
        return [.. turnsA ? a.Reverse() : a, .. turnsB ? b.Reverse() : b];
    }
}
