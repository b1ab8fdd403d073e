namespace Carousel.Server.Storage;

/// <summary>Snapshots that are marks: what was found damaged stays so until it is closed, also after the records that
/// showed it are gone.</summary>
/// <remarks>A damaged session has the negative number of its model. A session of which only the id is known has the
/// model 0. A remark about a whole partition has an id that no session has.</remarks>
internal static class SessionMark
{
    // The letters CARS, above the bit for models of jobs.
    private const ulong IdEnd = 0x43415253_00000000;

    /// <summary>Marks a session of which something is known.</summary>
    /// <param name="saved">Its snapshot, which is otherwise unchanged.</param>
    public static SessionSnapshot OfDamaged(SessionSnapshot saved) => saved with { Model = -Math.Abs(saved.Model) };

    /// <summary>Whether a snapshot is that of a session with a mark.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public static bool IsDamaged(SessionSnapshot snapshot) => snapshot.Model < 0;

    /// <summary>Marks a session of which only the id is known.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="session">Its id.</param>
    /// <param name="position">The position of its last known record.</param>
    public static SessionSnapshot OfLost(int partition, UInt128 session, long position) =>
        new(partition, session, Model: 0, Next: 0, Owner: 0, ExpiresAfter: 0, position, State: default);

    /// <summary>The remark about a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    /// <param name="compared">Gaps of the journal up to this position hide nothing: what is missing in them is
    /// known.</param>
    /// <param name="lacksSessions">Whether sessions may be missing whose ids are unknown.</param>
    public static SessionSnapshot OfPartition(int partition, int partitions, long compared, bool lacksSessions) =>
        OfLost(partition, IdOfPartition(partition, partitions), compared) with { Next = lacksSessions ? 1 : 0 };

    /// <summary>Whether a remark reports that sessions may be missing.</summary>
    /// <param name="remark">The remark.</param>
    public static bool LacksSessions(SessionSnapshot remark) => remark.Next != 0;

    /// <summary>The id of the remark about a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    public static UInt128 IdOfPartition(int partition, int partitions)
    {
        int numbers = partitions - SessionId.JobPartitions(partitions);
        return partition < numbers
            ? ((UInt128)(uint)partition << 96) | IdEnd
            : ((UInt128)(uint)(partition - numbers) << 96) | IdEnd | 1;
    }
}
