namespace Carousel.Boosting;

/// <summary>Boosted trees as the numbers of a model file.</summary>
internal static class TreeNumbers
{
    /// <summary>Numbers of a node; those of the first are the number of trees and the start.</summary>
    public const int NodeValues = 7;

    private const int MostTrees = 200;

    /// <summary>The numbers of trees in a model file.</summary>
    /// <param name="own">The trees.</param>
    /// <param name="start">What every row begins with.</param>
    public static float[] Written(IReadOnlyList<RegressionTree> own, float start)
    {
        var values = new List<float> { own.Count, start, 0, 0, 0, 0, 0 };
        foreach ((RegressionTree tree, int number) in own.Select((tree, number) => (tree, number)))
        {
            foreach (TreeNode node in tree.Nodes)
            {
                values.AddRange(
                [
                    number, node.Feature, node.Threshold, node.MissingLeft ? 1 : 0, node.Left, node.Right,
                    (float)node.Value,
                ]);
            }
        }

        return [.. values];
    }

    /// <summary>The trees of numbers; null if they are not trees.</summary>
    public static RegressionTree[]? Parse(ReadOnlySpan<float> values, int features)
    {
        if (values.Length < NodeValues || !float.IsFinite(values[1]))
        {
            return null;
        }

        var nodes = new List<TreeNode>[values[0] is not (>= 0 and <= MostTrees) ? 0 : (int)values[0]];
        for (int i = NodeValues; i < values.Length; i += NodeValues)
        {
            ReadOnlySpan<float> node = values.Slice(i, NodeValues);
            if (node[0] is not >= 0 || node[0] >= nodes.Length || node[1] is not >= -1 || node[1] >= features
                || !float.IsFinite(node[6]))
            {
                return null;
            }

            (nodes[(int)node[0]] ??= []).Add(new TreeNode(
                (int)node[1], node[2], node[3] != 0, (int)node[4], (int)node[5], node[6]));
        }

        return Array.TrueForAll(nodes, n => n is not null && IsTree(n))
            ? [.. nodes.Select(n => new RegressionTree([.. n]))]
            : null;
    }

    /// <summary>Whether every question leads on to later nodes of its tree.</summary>
    private static bool IsTree(List<TreeNode> nodes) => nodes.Select((node, i) =>
        node.Feature < 0 || (node.Left > i && node.Left < nodes.Count && node.Right > i && node.Right < nodes.Count))
        .All(leadsOn => leadsOn);

    /// <summary>A tree as a model file holds it, in finite numbers of single precision, so that a fitted and a loaded
    /// model forecast the same.</summary>
    public static RegressionTree Rounded(RegressionTree tree) => new(
    [
        .. tree.Nodes.Select(n => n with
        {
            Threshold = Math.Min(n.Threshold, float.MaxValue), Value = (float)n.Value,
        }),
    ]);
}
