using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>
/// Shapley values of groups of inputs: the mean change of a function when a group joins those before it, over all
/// orders of the groups. Base and values add up to the function of all groups.
/// </summary>
/// <remarks>
/// Shapley 1953. Exact for few groups. For more, the mean over pairs of a random order and the same order reversed, as
/// in Mitchell, Cooper, Frank and Holmes 2022: each order adds up, so that their mean does.
/// </remarks>
/// <param name="Base">[cells]: the function of no group.</param>
/// <param name="Values">[groups][cells].</param>
/// <param name="Errors">[groups][cells]: standard errors of the values; null where they are exact.</param>
internal sealed record ShapleyValues(double[] Base, double[][] Values, double[][]? Errors)
{
    /// <summary>The largest number of groups for exact values: 256 sets of groups.</summary>
    public const int MostExact = 8;

    /// <summary>Pairs of orders for more groups.</summary>
    public const int UsualPairs = 16;

    /// <summary>The seed of the orders.</summary>
    public const ulong Seed = 1;

    /// <summary>The values of a function.</summary>
    /// <param name="groups">How many groups.</param>
    /// <param name="valueOf">The function: [cells] for the groups that are chosen, [groups].</param>
    /// <param name="pairs">Pairs of random orders, 2 or more, where there are too many groups for all orders.</param>
    public static ShapleyValues Of(int groups, Func<bool[], double[]> valueOf, int pairs = UsualPairs) =>
        groups <= MostExact ? Exact(groups, valueOf) : Sampled(groups, valueOf, pairs);

    private static ShapleyValues Exact(int groups, Func<bool[], double[]> valueOf)
    {
        double[][] sets =
        [
            .. Enumerable.Range(0, 1 << groups)
                .Select(set => valueOf([.. Enumerable.Range(0, groups).Select(g => (set >> g & 1) == 1)])),
        ];
        double[][] values = NewValues(groups, sets[0].Length);
        for (int set = 0; set < sets.Length; set++)
        {
            double weight = 1.0 / groups;
            for (int chosen = 1; chosen <= int.PopCount(set); chosen++)
            {
                // 1 / (groups · C(groups − 1, chosen)).
                weight *= (double)chosen / (groups - chosen);
            }

            for (int g = 0; g < groups; g++)
            {
                if ((set >> g & 1) == 0)
                {
                    Add(values[g], sets[set], sets[set | (1 << g)], weight);
                }
            }
        }

        return new ShapleyValues(sets[0], values, null);
    }

    private static ShapleyValues Sampled(int groups, Func<bool[], double[]> valueOf, int pairs)
    {
        double[] none = valueOf(new bool[groups]), all = valueOf([.. Enumerable.Repeat(true, groups)]);
        double[][] values = NewValues(groups, none.Length), squares = NewValues(groups, none.Length);
        var orders = new Permutation(Seed, "contributions");
        int[] order = new int[groups];
        for (int pair = 0; pair < pairs; pair++)
        {
            double[][] own = NewValues(groups, none.Length);
            orders.Order(pair, order);
            for (int turn = 0; turn < 2; turn++)
            {
                var chosen = new bool[groups];
                double[] before = none;
                foreach ((int place, int g) in order.Index())
                {
                    chosen[g] = true;
                    double[] with = place == groups - 1 ? all : valueOf(chosen);
                    Add(own[g], before, with, 0.5);
                    before = with;
                }

                order.AsSpan().Reverse();
            }

            for (int i = 0; i < groups * none.Length; i++)
            {
                (int g, int cell) = (i / none.Length, i % none.Length);
                double change = own[g][cell] - values[g][cell];
                values[g][cell] += change / (pair + 1);
                squares[g][cell] += change * (own[g][cell] - values[g][cell]);
            }
        }

        return new ShapleyValues(
            none, values,
            [.. squares.Select(g => g.Select(sum => Math.Sqrt(sum / (pairs - 1) / pairs)).ToArray())]);
    }

    private static double[][] NewValues(int groups, int cells) =>
        [.. Enumerable.Range(0, groups).Select(_ => new double[cells])];

    private static void Add(double[] values, double[] before, double[] with, double weight)
    {
        for (int cell = 0; cell < values.Length; cell++)
        {
            values[cell] += weight * (with[cell] - before[cell]);
        }
    }
}
