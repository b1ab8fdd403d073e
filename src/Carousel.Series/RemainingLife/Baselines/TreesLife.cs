using Carousel.Boosting;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>Boosted trees on means and slopes.</summary>
internal sealed class TreesLife : LifeRegressor
{
    private const int NodeSize = 5;

    private readonly float _start;
    private readonly TreeNode[][] _trees;

    private TreesLife(float start, TreeNode[][] trees) => (_start, _trees) = (start, trees);

    /// <summary>Fits trees.</summary>
    /// <param name="statistics">[N, C].</param>
    /// <param name="targets">[N], one at least.</param>
    /// <param name="trees">How many.</param>
    /// <param name="rate">The share of a leaf's value that is added.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public static TreesLife Fit(float[] statistics, float[] targets, int trees, double rate, Workers workers)
    {
        const int Leaves = 15, MostLeastLeaf = 50, RowsALeaf = 100;
        var options = new BoostingOptions(
            BoostingLoss.Squared, rate, Leaves, Math.Clamp(targets.Length / RowsALeaf, 2, MostLeastLeaf));
        var booster = new TreeBooster(
            new BinnedTable(statistics, statistics.Length / targets.Length, workers), targets, options, workers);
        TreeNode[][] grown = [.. Enumerable.Range(0, trees).Select(_ => Rounded(booster.Next()))];
        return new TreesLife((float)booster.Start, grown);
    }

    /// <inheritdoc/>
    public override double Tell(ReadOnlySpan<float> statistics)
    {
        double sum = _start;
        foreach (TreeNode[] nodes in _trees)
        {
            ref readonly TreeNode node = ref nodes[0];
            while (node.Feature >= 0)
            {
                node = ref nodes[statistics[node.Feature] <= node.Threshold ? node.Left : node.Right];
            }

            sum += node.Value;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override StoredTensor ToTensor(string name)
    {
        // A row that begins a tree says how many nodes follow; the first row of all holds the start.
        var values = new List<float> { _start, 0, 0, 0, 0 };
        foreach (TreeNode[] tree in _trees)
        {
            values.AddRange([tree.Length, 0, 0, 0, 0]);
            foreach (TreeNode node in tree)
            {
                values.AddRange([node.Feature, node.Threshold, node.Left, node.Right, (float)node.Value]);
            }
        }

        return new StoredTensor(name, new Shape(values.Count / NodeSize, NodeSize), values.ToArray());
    }

    /// <summary>What <see cref="ToTensor"/> stored; null where the tensor does not fit.</summary>
    public static TreesLife? Of(StoredTensor tensor, int statistics)
    {
        ReadOnlySpan<float> values = tensor.Values.Span;
        if (values.Length < NodeSize || values.Length % NodeSize != 0)
        {
            return null;
        }

        var trees = new List<TreeNode[]>();
        for (int at = NodeSize; at < values.Length;)
        {
            float count = values[at];
            at += NodeSize;
            if (!(count >= 1) || count * NodeSize > values.Length - at)
            {
                return null;
            }

            var tree = new TreeNode[(int)count];
            for (int n = 0; n < tree.Length; n++, at += NodeSize)
            {
                ReadOnlySpan<float> row = values.Slice(at, NodeSize);
                tree[n] = new TreeNode((int)row[0], row[1], false, (int)row[2], (int)row[3], row[4]);

                // Children come later, so that every path ends.
                bool isLeaf = tree[n].Feature < 0;
                if (!isLeaf && (tree[n].Feature >= statistics || !IsChild(tree[n].Left) || !IsChild(tree[n].Right)))
                {
                    return null;
                }

                bool IsChild(int child) => child > n && child < tree.Length;
            }

            trees.Add(tree);
        }

        return new TreesLife(values[0], [.. trees]);
    }

    private static TreeNode[] Rounded(RegressionTree tree) =>
        [.. tree.Nodes.Select(n => n with { Value = (float)n.Value })];
}
