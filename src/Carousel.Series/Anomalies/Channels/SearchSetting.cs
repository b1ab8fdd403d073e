namespace Carousel.Anomalies;

/// <summary>How rows of channels were scored.</summary>
/// <param name="Headline">What scores them, in a sentence.</param>
/// <param name="ScoredBy">The same in a few words.</param>
/// <param name="RowsBetween">Rows from one false incident to the next that were asked for.</param>
internal sealed record SearchSetting(string Headline, string ScoredBy, double RowsBetween);
