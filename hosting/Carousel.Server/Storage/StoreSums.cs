namespace Carousel.Server.Storage;

/// <summary>The checksums of rows: each covers the values and their key.</summary>
internal static class StoreSums
{
    /// <summary>The two checksums of a snapshot.</summary>
    /// <param name="snapshot">The snapshot, with its state.</param>
    /// <returns>Bits 0 to 31: of the state; bits 32 to 63: of everything else and of the checksum before.</returns>
    public static long Of(SessionSnapshot snapshot)
    {
        uint state = Checksum.Of(snapshot.State.Span);
        return ((long)Head(snapshot, snapshot.Session, state) << 32) | state;
    }

    /// <summary>Checks everything of a snapshot but its state.</summary>
    /// <param name="snapshot">The snapshot as it was read.</param>
    /// <param name="sums">Its checksums as they were read.</param>
    /// <returns>The snapshot; if it is damaged, with that mark and with the id that it probably had.</returns>
    public static SessionSnapshot Checked(SessionSnapshot snapshot, long sums)
    {
        (uint head, uint state) = ((uint)(sums >> 32), (uint)sums);
        return Head(snapshot, snapshot.Session, state) == head
            ? snapshot
            : snapshot with
            {
                Session = Checksum.Repair(snapshot.Session, id => Head(snapshot, id, state) == head),
                IsDamaged = true,
            };
    }

    /// <summary>Checks a snapshot and its state.</summary>
    /// <param name="snapshot">The snapshot as it was read.</param>
    /// <param name="sums">Its checksums as they were read.</param>
    public static bool Fits(SessionSnapshot snapshot, long sums) => Of(snapshot) == sums;

    /// <summary>The checksum of a piece of history.</summary>
    /// <param name="piece">The piece.</param>
    public static long Of(HistoryPiece piece) => ~Checksum.Add(
        Checksum.Add(Checksum.Add(Checksum.Add(Checksum.Start, piece.Session), piece.First), (long)piece.Count),
        piece.Bytes.Span);

    /// <summary>The checksum of a model, without its file, which has a SHA-256.</summary>
    /// <param name="model">The model.</param>
    public static long Of(StoredModel model) => ~Checksum.Add(
        Checksum.Add(Checksum.Add(Checksum.Start, (long)model.Number), model.Name), model.Sha256);

    /// <summary>The checksum of a key.</summary>
    /// <param name="key">The key.</param>
    public static long Of(StoredKey key) => ~Checksum.Add(
        Checksum.Add(Checksum.Add(Checksum.Start, key.Name), key.Rights), key.Hash.Span);

    /// <summary>The checksum of a few numbers.</summary>
    /// <param name="numbers">The numbers.</param>
    public static long Of(params ReadOnlySpan<long> numbers)
    {
        uint sum = Checksum.Start;
        foreach (long number in numbers)
        {
            sum = Checksum.Add(sum, number);
        }

        return ~sum;
    }

    private static uint Head(SessionSnapshot s, UInt128 session, uint state)
    {
        uint sum = Checksum.Add(Checksum.Add(Checksum.Start, session), (long)s.Partition);
        sum = Checksum.Add(Checksum.Add(Checksum.Add(sum, (long)s.Model), s.Next), s.Owner);
        return ~Checksum.Add(Checksum.Add(Checksum.Add(sum, (long)s.ExpiresAfter), s.Position), (long)state);
    }
}
