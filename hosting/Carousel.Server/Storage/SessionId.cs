using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Server.Storage;

/// <summary>Ids of sessions: 128 random bits, which cannot be guessed, written as 32 hexadecimal digits.</summary>
/// <remarks>The last bit says whether rows are values of models of jobs, which are read in another way than numbers;
/// the first 32 say the partition.</remarks>
internal static class SessionId
{
    /// <summary>Digits of an id.</summary>
    public const int Digits = 32;

    /// <summary>Bytes of an id.</summary>
    public const int Bytes = 16;

    /// <summary>A new id.</summary>
    /// <param name="isJob">Whether its model is one of a job.</param>
    public static UInt128 New(bool isJob)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Of(bytes, isJob);
    }

    /// <summary>The id of a sequence that a caller has named.</summary>
    /// <param name="hash">32 bytes: of the name, the model and the key.</param>
    /// <param name="isJob">Whether its model is one of a job.</param>
    public static UInt128 Of(ReadOnlySpan<byte> hash, bool isJob) =>
        (BinaryPrimitives.ReadUInt128BigEndian(hash) & ~UInt128.One) | (isJob ? UInt128.One : UInt128.Zero);

    /// <summary>Whether the session's model is one of a job.</summary>
    /// <param name="id">The session.</param>
    public static bool IsJob(UInt128 id) => ((ulong)id & 1) == 1;

    /// <summary>The partition of a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    /// <returns>Those of jobs, whose steps take longer, have the last quarter of them.</returns>
    public static int Partition(UInt128 id, int partitions)
    {
        int jobs = JobPartitions(partitions), numbers = partitions - jobs;
        uint hash = (uint)(id >> 96);
        return IsJob(id) || numbers == 0 ? numbers + (int)(hash % (uint)jobs) : (int)(hash % (uint)numbers);
    }

    /// <summary>How many partitions are those of sessions on models of jobs.</summary>
    /// <param name="partitions">How many partitions the store has.</param>
    public static int JobPartitions(int partitions) => Math.Max(1, partitions / 4);

    /// <summary>Whether a partition has sessions on models of jobs.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    public static bool IsForJobs(int partition, int partitions) =>
        partition >= partitions - JobPartitions(partitions);

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id.</param>
    /// <returns>False if it is not an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bool isId = text.Length == Digits
            && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == Bytes;
        id = isId ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : default;
        return isId;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text, as UTF-8.</param>
    /// <param name="id">The id.</param>
    /// <returns>False if it is not an id.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 id)
    {
        Span<char> letters = stackalloc char[Digits];
        id = default;
        return text.Length == Digits && Encoding.Latin1.GetChars(text, letters) == Digits && TryParse(letters, out id);
    }

    /// <summary>An id as text.</summary>
    /// <param name="id">The id.</param>
    public static string Text(UInt128 id) => id.ToString("x32", null);
}
