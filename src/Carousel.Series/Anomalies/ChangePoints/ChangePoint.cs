namespace Carousel.Anomalies;

/// <summary>A place at which a series changes.</summary>
/// <param name="Row">The first row of the new segment.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Size">How much; the unit depends on the kind.</param>
/// <param name="Confidence">0 to 1: the approximate posterior probability of the change, if it is as likely as none
/// before the values are seen (Kass and Raftery 1995, section 4.1).</param>
internal readonly record struct ChangePoint(int Row, ChangeKind Kind, double Size, double Confidence);
