using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Comparison;

/// <summary>How far the second group is from the first in one measure.</summary>
/// <param name="Difference">Of the means, second less first, in the measure's unit; with sessions, after removing
/// their subject's trend.</param>
/// <param name="Effect">In standard deviations: Hedges' g, corrected for few rows (Hedges 1981).</param>
/// <param name="Interval">Its 95 % interval (Hedges and Olkin 1985, normal approximation).</param>
/// <param name="PValue">Of this measure, not corrected for others, by exchange; 1 for a measure that never
/// varies.</param>
/// <param name="Adjusted">The least rate of false discoveries at which it is a finding among all measures (Benjamini
/// and Hochberg 1995).</param>
/// <param name="FamilyPValue">How likely any measure differs as clearly by chance: the greatest |t| of each exchange
/// (Westfall and Young 1993).</param>
internal sealed record GroupEffect(
    double Difference, double Effect, ConfidenceInterval Interval, double PValue, double Adjusted, double FamilyPValue)
{
    // Beyond it the rest is what rounding leaves.
    private const double Rest = 1000;

    /// <summary>Whether the groups lie apart without any spread within them, so that the effect has no size.</summary>
    public bool IsSeparated => Math.Abs(Effect) > Rest;
}
