namespace Carousel.Anomalies;

/// <summary>What a detector learned from. Kept in the model file.</summary>
/// <param name="First">The first row or moment.</param>
/// <param name="LearnedTo">The first row or moment that had no part in it.</param>
/// <param name="Rows">How many rows or events were learned from.</param>
/// <param name="Season">Rows of a season, for the baseline; 1 for none.</param>
/// <param name="Fingerprint">Of the data.</param>
internal sealed record AnomalyOrigin(string First, string LearnedTo, long Rows, int Season, string Fingerprint);
