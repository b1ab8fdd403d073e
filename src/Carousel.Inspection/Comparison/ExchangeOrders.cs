using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Comparison;

/// <summary>
/// The orders in which rows are exchanged: drawn at random within blocks, or, of subjects with few orders of their
/// labels, all of them.
/// </summary>
internal sealed class ExchangeOrders
{
    private readonly ComparisonDesign _design;
    private readonly Permutation _permutation;
    private readonly List<int[]>? _all;

    private ExchangeOrders(ComparisonDesign design, int count, ulong seed, List<int[]>? all) =>
        (_design, Count, _permutation, _all) = (design, count, new Permutation(seed, "exchange"), all);

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>Whether they are all there are, the order of the data among them.</summary>
    public bool IsComplete => _all is not null;

    public static ExchangeOrders Of(ComparisonDesign design, int most, ulong seed)
    {
        bool isPlain = design.Block.All(b => b == design.Block[0]) && design.Time.All(t => t == 0);
        List<int[]>? all = isPlain ? Splits(design, most) : null;
        return new ExchangeOrders(design, all?.Count ?? most, seed, all);
    }

    /// <summary>Orders that are drawn, however few there are.</summary>
    public static ExchangeOrders Drawn(ComparisonDesign design, int count, ulong seed) =>
        new(design, count, seed, null);

    /// <summary>An order: row i takes what is left of row order[i].</summary>
    public int[] Order(int number)
    {
        if (_all is not null)
        {
            return _all[number];
        }

        // One order of all rows orders each block too.
        var mixed = new int[_design.Rows];
        _permutation.Order(number, mixed);
        var order = new int[_design.Rows];
        foreach (var block in Enumerable.Range(0, order.Length).GroupBy(i => _design.Block[i]))
        {
            int[] places = [.. block], from = [.. mixed.Where(i => _design.Block[i] == block.Key)];
            for (int k = 0; k < places.Length; k++)
            {
                order[places[k]] = from[k];
            }
        }

        return order;
    }

    // Every choice of the rows whose values the second group takes; null where there are more than wanted.
    private static List<int[]>? Splits(ComparisonDesign design, int most)
    {
        int n = design.Rows, k = design.IsSecond.Count(s => s);
        int[] second = [.. Enumerable.Range(0, n).Where(i => design.IsSecond[i])],
            first = [.. Enumerable.Range(0, n).Where(i => !design.IsSecond[i])];
        int[] chosen = [.. Enumerable.Range(0, k)];
        var all = new List<int[]>();
        while (true)
        {
            if (all.Count == most)
            {
                return null;
            }

            var order = new int[n];
            int[] others = [.. Enumerable.Range(0, n).Except(chosen)];
            for (int i = 0; i < k; i++)
            {
                order[second[i]] = chosen[i];
            }

            for (int i = 0; i < n - k; i++)
            {
                order[first[i]] = others[i];
            }

            all.Add(order);
            int at = k - 1;
            while (at >= 0 && chosen[at] == n - k + at)
            {
                at--;
            }

            if (at < 0)
            {
                return all;
            }

            chosen[at]++;
            for (int i = at + 1; i < k; i++)
            {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
    }
}
