namespace Carousel.Inspection.Search;

/// <summary>A span on which the units of a search are active together.</summary>
/// <param name="Sequence">The number of its sequence, from 0.</param>
/// <param name="First">Its first step, from 0.</param>
/// <param name="Last">Its last step, which belongs to it.</param>
/// <param name="Overlap">The mean over the units of the steps both active and in the span, divided by the steps that
/// are either (Jaccard 1901): 1 where every unit is active exactly on it.</param>
/// <param name="Likeness">The shorter of its length and the length of the span that was asked for, divided by the
/// longer.</param>
internal sealed record FoundSpan(int Sequence, int First, int Last, double Overlap, double Likeness)
{
    /// <summary>What spans are ranked by.</summary>
    public double Score => Overlap * Likeness;

    /// <summary>How many steps it has.</summary>
    public int Length => Last - First + 1;
}
