namespace Carousel.Server.Storage;

/// <summary>A model whose file a store keeps.</summary>
/// <param name="Number">Its number in the store, from 1.</param>
/// <param name="Name">The name under which it is served.</param>
/// <param name="Sha256">The SHA-256 of its file in hexadecimal digits: its version.</param>
internal sealed record StoredModel(int Number, string Name, string Sha256);
