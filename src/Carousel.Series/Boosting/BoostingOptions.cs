namespace Carousel.Boosting;

/// <summary>What boosted trees make small.</summary>
internal enum BoostingLoss
{
    /// <summary>Σ(y − ŷ)²: leaves hold means.</summary>
    Squared,

    /// <summary>Σ|y − ŷ|: leaves hold medians.</summary>
    Absolute,
}

/// <summary>How trees are grown.</summary>
/// <param name="Loss">What they make small.</param>
/// <param name="LearningRate">The share of a leaf's value that is added.</param>
/// <param name="Leaves">The most leaves of a tree, 2 or more.</param>
/// <param name="LeastLeaf">The fewest rows of a leaf.</param>
/// <param name="Columns">The share of the columns that each tree may ask about, drawn at random: above 0, at most 1.
/// </param>
internal sealed record BoostingOptions(
    BoostingLoss Loss = BoostingLoss.Squared, double LearningRate = 0.05, int Leaves = 31, int LeastLeaf = 40,
    double Columns = 1);
