using System.Text.Json.Nodes;

namespace Carousel.Client;

/// <summary>A model of a server.</summary>
/// <param name="Name">Its name in paths.</param>
/// <param name="Version">The SHA-256 of its file, hexadecimal digits.</param>
/// <param name="Task">What it is for, such as <c>network</c> or <c>forecast</c>.</param>
/// <param name="Card">All data that the server reports about it: input, output, metrics, data.</param>
public sealed record CarouselModel(string Name, string Version, string Task, JsonObject Card);
