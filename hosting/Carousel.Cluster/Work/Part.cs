using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Carousel.Cluster.Work;

/// <summary>
/// A part of a larger work that any machine can do independently, any number of times, with the same result.
/// </summary>
/// <param name="Kind">The kind of work, such as <c>trial</c>.</param>
/// <param name="Words">The words of a command line. <see cref="Place"/> represents a file.</param>
/// <param name="Data">The files.</param>
/// <param name="Version">The release that made it. Only this release may run it: another one may compute other bits.
/// </param>
internal sealed record Part(string Kind, IReadOnlyList<string> Words, IReadOnlyList<PartData> Data, string Version)
{
    private readonly Lazy<(string Text, PartName Name)> _identity = new(() =>
    {
        string text = JsonSerializer.Serialize(
            new PartText(
                Kind, Words, [.. Data.Select(d => new DataText(d.Name, Convert.ToHexStringLower(d.Hash.Span)))],
                Version),
            WorkJson.Default.PartText);
        return (text, new PartName(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    });

    /// <summary>All that decides the result, as the store keeps it.</summary>
    public string Text => _identity.Value.Text;

    /// <summary>Its name: a function of its kind, its words, and the content of the files.</summary>
    public PartName Name => _identity.Value.Name;

    /// <summary>The placeholder in a word for the path of a file.</summary>
    /// <param name="data">Which of the files.</param>
    public static string Place(int data) => $"\u001A{data}\u001A";

    /// <summary>The words with the paths of this machine.</summary>
    public IReadOnlyList<string> LocalWords =>
    [
        .. Words.Select(word =>
        {
            for (int i = 0; i < Data.Count && word.Contains('\u001A', StringComparison.Ordinal); i++)
            {
                word = word.Replace(Place(i), Data[i].Path, StringComparison.Ordinal);
            }

            return word;
        }),
    ];

    /// <summary>A part of a store.</summary>
    /// <param name="text">As kept there.</param>
    /// <param name="fetch">Finds a file by its content and name.</param>
    /// <exception cref="JsonException">The text is not a part.</exception>
    public static Part Read(string text, Func<byte[], string, PartData> fetch)
    {
        PartText read = JsonSerializer.Deserialize(text, WorkJson.Default.PartText) ?? throw new JsonException();
        return new Part(
            read.Kind, read.Words, [.. read.Data.Select(d => fetch(Convert.FromHexString(d.Sha256), d.Name))],
            read.Version);
    }
}

/// <summary>The name of a part: SHA-256 of all that decides its result.</summary>
/// <param name="bytes">32 bytes.</param>
internal readonly struct PartName(byte[] bytes) : IEquatable<PartName>
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The bytes.</summary>
    public byte[] Bytes => bytes;

    /// <inheritdoc/>
    public bool Equals(PartName other) => bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PartName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(bytes, 0);

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(bytes);
}
