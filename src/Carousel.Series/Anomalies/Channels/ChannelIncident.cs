using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>Anomalies of one event: rows with few others between them.</summary>
/// <param name="Rows">From the first anomaly to the last.</param>
/// <param name="Peak">The row with the highest score.</param>
/// <param name="Score">Its score: the decimal logarithm of the rows from one that is as odd to the next.</param>
/// <param name="Channels">The channels that were odd, the oddest first.</param>
internal sealed record ChannelIncident(RowRange Rows, int Peak, double Score, IReadOnlyList<int> Channels);
