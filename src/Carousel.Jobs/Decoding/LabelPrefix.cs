namespace Carousel.Jobs.Decoding;

/// <summary>
/// A prefix of labels that a beam search follows: a node of a tree, one for each prefix that is followed or that a
/// longer one, which is followed, begins with.
/// </summary>
/// <remarks>A search takes nodes that it has given up for new prefixes, so that a stream allocates few.</remarks>
internal sealed class LabelPrefix
{
    private LabelPrefix? _firstChild;
    private LabelPrefix? _sibling;

    /// <summary>The prefix without its last label; null for the empty one.</summary>
    public LabelPrefix? Parent { get; private set; }

    /// <summary>The last label; −1 of the empty prefix.</summary>
    public int Label { get; private set; } = -1;

    /// <summary>Labels since the search began.</summary>
    public int Depth { get; private set; }

    /// <summary>Which of the prefixes that are followed it is; −1 for none.</summary>
    public int Rank { get; set; } = -1;

    /// <summary>Makes it the prefix with one more label.</summary>
    /// <param name="parent">The prefix without that label.</param>
    /// <param name="label">The label.</param>
    public void Begin(LabelPrefix parent, int label)
    {
        (Parent, Label, Depth) = (parent, label, parent.Depth + 1);
        (_sibling, parent._firstChild) = (parent._firstChild, this);
    }

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
    /// <param name="free">Takes what is out.</param>
    public void Leave(Stack<LabelPrefix> free)
    {
        LabelPrefix? prefix = this;
        while (prefix is { Rank: < 0, _firstChild: null, Parent: { } parent })
        {
            parent.Remove(prefix);
            (prefix.Parent, prefix._sibling) = (null, null);
            free.Push(prefix);
            prefix = parent;
        }
    }

    private void Remove(LabelPrefix child)
    {
        if (_firstChild == child)
        {
            _firstChild = child._sibling;
            return;
        }

        LabelPrefix before = _firstChild!;
        while (before._sibling != child)
        {
            before = before._sibling!;
        }

        before._sibling = child._sibling;
    }
}
