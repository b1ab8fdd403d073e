namespace Carousel.Inspection.Search;

/// <summary>A unit that is active on every step of a span and on neither neighbouring step.</summary>
/// <param name="Unit">Which, from 0.</param>
/// <param name="Sign">1 where it is active by values above its threshold, −1 where by values below minus the
/// threshold.</param>
/// <param name="Threshold">Of sign · value. One chosen for the unit lies halfway between the span's smallest value and
/// the larger neighbouring value.</param>
/// <param name="Separation">The span's smallest sign · value less the larger neighbouring value.</param>
/// <param name="PValue">(1 + how many other spans of the same length the unit marks as well) / (1 + how many there
/// are).</param>
/// <param name="AdjustedPValue">The rate of false discoveries at which the unit is one (Benjamini and Hochberg 1995
/// over all units).</param>
/// <param name="ActiveShare">The share of all steps on which it is active.</param>
internal sealed record MatchedUnit(
    int Unit, int Sign, double Threshold, double Separation, double PValue, double AdjustedPValue, double ActiveShare)
{
    /// <summary>Whether a value is active.</summary>
    /// <param name="value">The unit's state.</param>
    public bool IsActive(float value) => Sign * value > Threshold;
}
