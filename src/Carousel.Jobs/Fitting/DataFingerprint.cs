using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Jobs.Fitting;

/// <summary>A short text that differs for other data: the beginning of SHA-256 over what is added, in order.</summary>
internal sealed class DataFingerprint
{
    /// <summary>Hexadecimal digits of most fingerprints.</summary>
    public const int Digits = 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>
    /// The fingerprint of parts of data. A mark follows each part, so that data moved to another part change the text.
    /// </summary>
    /// <typeparam name="T">One of the data.</typeparam>
    /// <param name="parts">The parts.</param>
    /// <param name="add">Adds one of the data.</param>
    /// <param name="mark">The mark.</param>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public static string Of<T>(IEnumerable<IReadOnlyList<T>> parts, Action<DataFingerprint, T> add, byte mark = 0)
    {
        var hash = new DataFingerprint();
        foreach (IReadOnlyList<T> part in parts)
        {
            foreach (T one in part)
            {
                add(hash, one);
            }

            hash.Add([mark]);
        }

        return hash.Finish();
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Adds a text.</summary>
    public void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds numbers, bit by bit.</summary>
    public void Add(ReadOnlySpan<float> numbers) => _hash.AppendData(MemoryMarshal.AsBytes(numbers));

    /// <summary>The text; nothing can be added after it.</summary>
    /// <param name="digits">How many hexadecimal digits.</param>
    public string Finish(int digits = Digits)
    {
        using (_hash)
        {
            return Convert.ToHexStringLower(_hash.GetHashAndReset())[..digits];
        }
    }
}
