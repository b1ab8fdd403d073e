namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>All orders of some things, and the word problem of their group on two generators.</summary>
/// <remarks>
/// Symbol 0 exchanges the things at the first two places, symbol 1 moves each thing to the place before and the first
/// to the last: products of the two give every order. Order 0 is the one at the start.
/// </remarks>
internal static class PermutationGroup
{
    /// <summary>The word problem of S₃.</summary>
    public static AutomatonProblem S3 { get; } = Make("s3", "S₃", 3);

    /// <summary>The word problem of S₅.</summary>
    public static AutomatonProblem S5 { get; } = Make("s5", "S₅", 5);

    private static AutomatonProblem Make(string word, string name, int things)
    {
        var orders = new List<int[]>();
        Add([.. Enumerable.Range(0, things)], 0, orders);
        int Find(int[] order) => orders.FindIndex(o => o.AsSpan().SequenceEqual(order));
        int[][] next =
        [
            .. orders.Select(order => new[]
            {
                Find([order[1], order[0], .. order[2..]]), Find([.. order[1..], order[0]]),
            }),
        ];
        return new AutomatonProblem(
            word, name,
            $"{things} things in a row. A symbol exchanges the first two, or moves all by one place and the first to "
            + $"the end. After each: which of the {orders.Count} orders?",
            orders.Count, 2, (state, symbol) => next[state][symbol]);
    }

    // The order that is there comes first.
    private static void Add(int[] order, int place, List<int[]> orders)
    {
        if (place == order.Length)
        {
            orders.Add([.. order]);
            return;
        }

        for (int k = place; k < order.Length; k++)
        {
            (order[place], order[k]) = (order[k], order[place]);
            Add(order, place + 1, orders);
            (order[place], order[k]) = (order[k], order[place]);
        }
    }
}
