namespace Carousel.Jobs.Decoding;

/// <summary>
/// A prefix of labels that a beam search follows: a node of a tree, one for each prefix that is followed or that a
/// longer one, which is followed, begins with.
/// </summary>
internal sealed class LabelPrefix
{
    private LabelPrefix? _firstChild, _sibling;

    /// <summary>The empty prefix.</summary>
    public LabelPrefix() => Label = -1;

    /// <summary>A prefix with one more label.</summary>
    /// <param name="parent">The prefix without that label.</param>
    /// <param name="label">The label.</param>
    public LabelPrefix(LabelPrefix parent, int label)
    {
        (Parent, Label, Depth) = (parent, label, parent.Depth + 1);
        (_sibling, parent._firstChild) = (parent._firstChild, this);
    }

    /// <summary>The prefix without its last label; null for the empty one.</summary>
    public LabelPrefix? Parent { get; private set; }

    /// <summary>The last label; −1 of the empty prefix.</summary>
    public int Label { get; }

    /// <summary>Labels since the search began.</summary>
    public int Depth { get; }

    /// <summary>Which of the prefixes that are followed it is; −1 for none.</summary>
    public int Rank { get; set; } = -1;

    /// <summary>The prefix with one more label, where it is in the tree.</summary>
    public LabelPrefix? Child(int label)
    {
        LabelPrefix? child = _firstChild;
        while (child is not null && child.Label != label)
        {
            child = child._sibling;
        }

        return child;
    }

    /// <summary>
    /// Takes it out of the tree, where it is not followed and nothing that is begins with it; then what it began with,
    /// where that holds of it too.
    /// </summary>
    public void Leave()
    {
        LabelPrefix prefix = this;
        while (prefix is { Rank: < 0, _firstChild: null, Parent: { } parent })
        {
            ref LabelPrefix? place = ref parent._firstChild;
            while (place != prefix)
            {
                place = ref place!._sibling;
            }

            place = prefix._sibling;
            prefix.Parent = null;
            prefix = parent;
        }
    }
}
