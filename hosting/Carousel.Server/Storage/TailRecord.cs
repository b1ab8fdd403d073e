namespace Carousel.Server.Storage;

/// <summary>A record that was durable.</summary>
/// <param name="Position">Its position in the journal.</param>
/// <param name="Steps">How many steps it contains.</param>
internal readonly record struct TailRecord(long Position, int Steps);
