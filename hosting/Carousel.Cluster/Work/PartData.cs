using System.Security.Cryptography;

namespace Carousel.Cluster.Work;

/// <summary>A file that a part reads.</summary>
/// <param name="Path">Its path on this machine.</param>
internal sealed record PartData(string Path)
{
    private readonly Lazy<byte[]> _hash = new(() =>
    {
        using FileStream stream = File.OpenRead(Path);
        return SHA256.HashData(stream);
    });

    /// <summary>Its name without folders, which a worker keeps: models say what they learned from by it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>SHA-256 of its content, read once.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public ReadOnlyMemory<byte> Hash => _hash.Value;

    /// <inheritdoc/>
    public bool Equals(PartData? other) => other?.Path == Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
}
