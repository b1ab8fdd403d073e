namespace Carousel.Tasks.Decoding;

/// <summary>A prefix of labels that a beam search follows: a node of a tree, one for each prefix.</summary>
/// <param name="parent">The prefix without its last label; null for the empty one.</param>
/// <param name="label">The last label; −1 of the empty prefix.</param>
/// <param name="language">The scorer's ln p of the labels.</param>
internal sealed class LabelPrefix(LabelPrefix? parent, int label, double language)
{
    private object? _state;
    private IReadOnlyList<double>? _next;

    public LabelPrefix? Parent { get; private set; } = parent;

    public int Label => label;

    public double Language => language;

    /// <summary>Labels since the search began.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>The scorer's ln p of the prefix with one more label.</summary>
    public double LanguageWith(ILabelScorer? scorer, int next)
    {
        if (scorer is null)
        {
            return 0;
        }

        _next ??= scorer.LogProbabilities(StateIn(scorer));
        return language + _next[next];
    }

    /// <summary>The scorer's ln p of the prefix as a whole text.</summary>
    public double LanguageAtEnd(ILabelScorer? scorer) => scorer is null ? 0 : language + scorer.LogEnd(StateIn(scorer));

    /// <summary>Lets go of what is before: those labels are settled.</summary>
    public void Settle(ILabelScorer? scorer)
    {
        if (scorer is not null)
        {
            StateIn(scorer);
        }

        Parent = null;
    }

    private object StateIn(ILabelScorer scorer) => _state ??= Parent is null ? scorer.Start : scorer.Next(Parent.StateIn(scorer), label);
}
