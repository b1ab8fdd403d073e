using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>A job in words.</summary>
/// <param name="Name">Its verb.</param>
/// <param name="Summary">What it does.</param>
/// <param name="About">What its data are.</param>
/// <param name="Schema">Its options; null in lists.</param>
internal sealed record JobWords(
    string Name, string Summary, string About,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? Schema = null);

/// <summary>All jobs.</summary>
/// <param name="Jobs">The jobs.</param>
internal sealed record JobList(IReadOnlyList<JobWords> Jobs);
