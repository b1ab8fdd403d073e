using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Storage;

/// <summary>Looks into a write-ahead log before SQLite opens it: SQLite drops a damaged frame and all frames after it
/// without a word.</summary>
internal static class SqliteLog
{
    private const int HeadBytes = 32, FrameHead = 24, MostPage = 65_536;
    private const uint Magic = 0x377F0682;

    /// <summary>Counts the undamaged frames after the first damaged one.</summary>
    /// <param name="file">The log; it may be missing.</param>
    /// <returns>The number of the first damaged frame, from 1, or 0 for the log's head; and the undamaged frames after
    /// it. Null if SQLite reads all frames that were synced.</returns>
    /// <exception cref="IOException">The log can't be read.</exception>
    public static (long Damaged, long Behind)? Check(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] head = new byte[HeadBytes];
        if (log.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
        {
            return null;
        }

        uint magic = ReadUInt32BigEndian(head);
        uint page = ReadUInt32BigEndian(head.AsSpan(8));
        bool isBig = (magic & 1) == 1;
        (uint A, uint B) sum = Sum(head.AsSpan(0, 24), isBig, (0, 0));
        bool isHeadWhole = (magic & ~1u) == Magic && page is >= 512 and <= MostPage && sum == Stored(head, 24);
        if (!isHeadWhole)
        {
            // All stores of this program have such pages and such a byte order on such a machine.
            (page, isBig) = (SqliteStore.PageBytes, !BitConverter.IsLittleEndian);
        }

        byte[] frame = new byte[FrameHead + page];
        (uint, uint)? salt = isHeadWhole ? Stored(head, 16) : null;
        long number = 0, damaged = isHeadWhole ? -1 : 0, behind = 0;
        bool isCommitted = false, isSynced = false;
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            number++;
            (uint, uint) own = Stored(frame, 8);
            salt ??= own;

            // Frames of an earlier round of the log remain after those of this one.
            bool isOfRound = own == salt;
            (uint A, uint B) expected = Sum(frame.AsSpan(FrameHead), isBig, Sum(frame.AsSpan(0, 8), isBig, sum));
            bool isWhole = isOfRound && expected == Stored(frame, 16);
            if (!isWhole && damaged < 0)
            {
                damaged = number;
            }
            else if (isWhole && damaged >= 0)
            {
                // A commit is synced before the next transaction begins: a frame after one shows that the damaged frame
                // was synced too, and is not what a power failure left of the last transaction.
                behind++;
                isSynced |= isCommitted;
                isCommitted |= ReadUInt32BigEndian(frame.AsSpan(4)) != 0;
            }

            // The sum of each frame continues from the one stored with the frame before it.
            sum = Stored(frame, 16);
        }

        return isSynced ? (damaged, behind) : null;
    }

    private static (uint A, uint B) Stored(ReadOnlySpan<byte> bytes, int at) =>
        (ReadUInt32BigEndian(bytes[at..]), ReadUInt32BigEndian(bytes[(at + 4)..]));

    private static (uint A, uint B) Sum(ReadOnlySpan<byte> bytes, bool isBig, (uint A, uint B) sum)
    {
        for (int at = 0; at < bytes.Length; at += 8)
        {
            sum.A = unchecked(sum.A + Word(bytes[at..], isBig) + sum.B);
            sum.B = unchecked(sum.B + Word(bytes[(at + 4)..], isBig) + sum.A);
        }

        return sum;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool isBig) => isBig
        ? ReadUInt32BigEndian(bytes)
        : ReadUInt32LittleEndian(bytes);
}
