namespace Carousel.Boosting;

/// <summary>A question about one column, or a leaf.</summary>
/// <param name="Feature">Which column; −1 in a leaf.</param>
/// <param name="Threshold">Values up to it go left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
/// <param name="Left">The node on the left.</param>
/// <param name="Right">The node on the right.</param>
/// <param name="Value">What a leaf adds.</param>
internal readonly record struct TreeNode(
    int Feature, float Threshold, bool MissingLeft, int Left, int Right, double Value);

/// <summary>A binary tree of questions, the first node on top.</summary>
/// <param name="Nodes">The nodes.</param>
internal sealed record RegressionTree(TreeNode[] Nodes)
{
    /// <summary>What the tree adds to a row.</summary>
    /// <param name="row">[F], NaN is missing.</param>
    /// <returns>The value of its leaf.</returns>
    public double Predict(ReadOnlySpan<float> row)
    {
        ref readonly TreeNode node = ref Nodes[0];
        while (node.Feature >= 0)
        {
            float value = row[node.Feature];
            bool left = float.IsNaN(value) ? node.MissingLeft : value <= node.Threshold;
            node = ref Nodes[left ? node.Left : node.Right];
        }

        return node.Value;
    }
}
