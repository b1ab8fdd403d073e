namespace Carousel.Jobs.Decoding;

/// <summary>A prefix that a step of a beam search may follow.</summary>
/// <param name="Score">What it is ranked by.</param>
/// <param name="Order">When it was reached; the earlier wins of equal scores.</param>
/// <param name="From">Which of the prefixes that are followed it comes from.</param>
/// <param name="Label">The label that it has more; 0 for the prefix itself.</param>
internal readonly record struct PrefixCandidate(double Score, long Order, int From, int Label)
    : IComparable<PrefixCandidate>
{
    /// <summary>Better ones first.</summary>
    public int CompareTo(PrefixCandidate other)
    {
        int byScore = other.Score.CompareTo(Score);
        return byScore != 0 ? byScore : Order.CompareTo(other.Order);
    }
}
