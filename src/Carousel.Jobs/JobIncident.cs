namespace Carousel.Jobs;

/// <summary>Anomalies of one event that a job found.</summary>
/// <param name="Start">The first row: its time or number.</param>
/// <param name="End">The last row.</param>
/// <param name="Rows">How many rows from one to the other.</param>
/// <param name="Channels">What was odd, the oddest first.</param>
/// <param name="Score">The highest score.</param>
/// <param name="RarityName">What <paramref name="Rarity"/> counts, such as <c>once_in_days</c>.</param>
/// <param name="Rarity">How many of them pass from one event that is as odd to the next.</param>
/// <param name="What">What is odd, in words.</param>
internal sealed record JobIncident(
    string Start, string End, int Rows, IReadOnlyList<string> Channels, double Score, string RarityName, double Rarity,
    string What);
