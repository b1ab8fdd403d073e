using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Storage;

/// <summary>A checksum of names, shapes, values and texts of a file of tensors.</summary>
internal static class ContentDigest
{
    /// <summary>
    /// The name under which files are written: XXH3 of the pieces of all values, and a chain of XXH64 over these,
    /// texts, names and shapes.
    /// </summary>
    public const string Name = "xxh3";

    /// <summary>The same chain with XXH64 of the pieces, in files written before.</summary>
    public const string EarlierChainName = "xxh64";

    /// <summary>A SHA-256, in files written before that.</summary>
    public const string EarliestName = "sha256";

    /// <summary>Whether a metadata name is that of a checksum.</summary>
    public static bool IsName(string name) => name is Name or EarlierChainName or EarliestName;

    /// <summary>The checksum of a content, in hexadecimal.</summary>
    /// <param name="content">Tensors and texts.</param>
    /// <param name="name">Which kind.</param>
    /// <param name="threads">How many threads may make it; 0 for as many as the machine has processors.</param>
    public static string Of(TensorFile content, string name = Name, int threads = 1) =>
        Of(content, name, threads, out _);

    /// <summary>The same; also finds the first tensor that is not finite.</summary>
    /// <param name="content">Tensors and texts.</param>
    /// <param name="name">Which kind.</param>
    /// <param name="threads">How many threads may make it; 0 for as many as the machine has processors.</param>
    /// <param name="notFinite">The first tensor by its name that holds NaN or infinity; null for none.</param>
    public static string Of(TensorFile content, string name, int threads, out string? notFinite) =>
        name == EarliestName ? Sha256(content, out notFinite) : Chain(content, name == Name, threads, out notFinite);

    private static string Chain(TensorFile content, bool isXxHash3, int threads, out string? notFinite)
    {
        ulong hash = 0;
        foreach ((string key, string value) in content.Metadata)
        {
            hash = Text(value, Text(key, hash));
        }

        ReadOnlySpan<ulong> pieces = PieceHashes.Of(content, isXxHash3, threads, out notFinite);
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

    private static string Sha256(TensorFile content, out string? notFinite)
    {
        notFinite = null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in content.Metadata)
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            Append(hash, tensor.Name);
            if (tensor.Quantized is { } matrix)
            {
                Append(hash, $"{SafeTensors.ByteType} {tensor.Shape}");
                hash.AppendData(MemoryMarshal.AsBytes(matrix.Values.Span));
                hash.AppendData(MemoryMarshal.AsBytes(matrix.Scales.Span));
            }
            else
            {
                Append(hash, tensor.Shape.ToString());
                hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.Span));
                notFinite ??= tensor.IsFinite ? null : tensor.Name;
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
