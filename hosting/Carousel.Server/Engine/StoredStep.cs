namespace Carousel.Server.Engine;

/// <summary>A step that a session took.</summary>
/// <param name="Row">Its row: values of a network, or a JSON value.</param>
/// <param name="Answer">Its answer.</param>
internal readonly record struct StoredStep(ReadOnlyMemory<byte> Row, ReadOnlyMemory<byte> Answer);
