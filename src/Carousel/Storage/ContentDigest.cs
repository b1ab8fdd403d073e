using System.Globalization;
using System.Runtime.InteropServices;

namespace Carousel.Storage;

/// <summary>A checksum of names, shapes, values and texts of a file of tensors.</summary>
internal static class ContentDigest
{
    /// <summary>
    /// The name under which files are written: XXH3 of the pieces of all values, and a chain of XXH64 over these,
    /// texts, names and shapes.
    /// </summary>
    public const string Name = "xxh3";

    /// <summary>The checksum of a content, in hexadecimal.</summary>
    /// <param name="content">Tensors and texts.</param>
    /// <param name="threads">How many threads may make it; 0 for as many as the machine has processors.</param>
    public static string Of(TensorFile content, int threads = 1) => Of(content, threads, out _);

    /// <summary>The same; also finds the first tensor that is not finite.</summary>
    /// <param name="content">Tensors and texts.</param>
    /// <param name="threads">How many threads may make it; 0 for as many as the machine has processors.</param>
    /// <param name="notFinite">The first tensor by its name that holds NaN or infinity; null for none.</param>
    public static string Of(TensorFile content, int threads, out string? notFinite)
    {
        ulong hash = 0;
        foreach ((string key, string value) in content.Metadata)
        {
            hash = Text(value, Text(key, hash));
        }

        ReadOnlySpan<ulong> pieces = PieceHashes.Of(content, threads, out notFinite);
        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            hash = Text(
                tensor.Quantized is null ? tensor.Shape.ToString() : $"{SafeTensors.ByteType} {tensor.Shape}",
                Text(tensor.Name, hash));
            int own = PieceHashes.Count(tensor);
            hash = XxHash64.Of(MemoryMarshal.AsBytes(pieces[..own]), hash);
            pieces = pieces[own..];
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Text(string text, ulong before) => XxHash64.Of(MemoryMarshal.AsBytes(text.AsSpan()), before);
}
