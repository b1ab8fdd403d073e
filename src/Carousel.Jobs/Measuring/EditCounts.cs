namespace Carousel.Jobs.Measuring;

/// <summary>What changes one sequence into another: how many of its units are replaced, left out and added.</summary>
/// <param name="Substitutions">Units replaced by another.</param>
/// <param name="Deletions">Units of the reference that are missing.</param>
/// <param name="Insertions">Units that the reference does not have.</param>
/// <param name="Length">Units of the reference.</param>
internal readonly record struct EditCounts(int Substitutions, int Deletions, int Insertions, int Length)
{
    /// <summary>All changes.</summary>
    public int Errors => Substitutions + Deletions + Insertions;

    /// <summary>
    /// Changes for each unit of the reference: the word error rate where units are words. Above 1 where much is added;
    /// of an empty reference 0 without changes, otherwise infinite.
    /// </summary>
    public double Rate => Length > 0 ? (double)Errors / Length : Errors == 0 ? 0 : double.PositiveInfinity;

    /// <summary>The counts of two pairs together: the rate of a set of texts is that of the sums.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>The sums.</returns>
    public static EditCounts operator +(EditCounts a, EditCounts b) =>
        new(
            a.Substitutions + b.Substitutions, a.Deletions + b.Deletions, a.Insertions + b.Insertions,
            a.Length + b.Length);
}
