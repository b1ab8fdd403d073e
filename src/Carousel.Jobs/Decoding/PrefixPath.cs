namespace Carousel.Jobs.Decoding;

/// <summary>
/// The likeliest single path to a prefix: its labels with their steps, a chain from the last to the first.
/// </summary>
/// <param name="Before">The path without its last label; null at the first.</param>
/// <param name="Aligned">The last label.</param>
internal sealed record PrefixPath(PrefixPath? Before, AlignedLabel Aligned)
{
    /// <summary>The labels, the first in front.</summary>
    /// <param name="count">How many, from the end.</param>
    public AlignedLabel[] Last(int count)
    {
        var labels = new AlignedLabel[count];
        PrefixPath? path = this;
        for (int u = count - 1; u >= 0; u--)
        {
            (labels[u], path) = (path!.Aligned, path.Before);
        }

        return labels;
    }
}
