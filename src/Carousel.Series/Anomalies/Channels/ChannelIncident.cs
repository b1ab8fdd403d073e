using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>Anomalies of one event: rows with few others between them.</summary>
/// <param name="Rows">From the first anomaly to the last.</param>
/// <param name="Peak">The row that is described: the oddest, or the farthest value where the incident begins with
/// one.</param>
/// <param name="Score">The highest score: the decimal logarithm of the rows from one that is as odd to the
/// next.</param>
/// <param name="Channels">The channels that were odd, the oddest first.</param>
internal sealed record ChannelIncident(RowRange Rows, int Peak, double Score, IReadOnlyList<int> Channels)
{
    /// <summary>Whether the first odd row is one of a far value, not of an odd shape.</summary>
    public bool BeginsWithValue { get; init; }
}
