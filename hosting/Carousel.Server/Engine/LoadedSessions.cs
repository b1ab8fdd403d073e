using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>The sessions of partitions as a store has them.</summary>
/// <param name="Table">The sessions.</param>
/// <param name="Last">By partition: the number of the last block.</param>
/// <param name="Bytes">By partition: the bytes of the journal.</param>
/// <param name="Lost">Sessions of which not even the owner is known.</param>
/// <param name="Damages">A sentence for each thing that is damaged.</param>
/// <param name="Marks">Marks of damaged sessions that are not in the store yet.</param>
internal sealed record LoadedSessions(
    SessionTable Table, long[] Last, long[] Bytes, HashSet<UInt128> Lost, IReadOnlyList<string> Damages,
    IReadOnlyList<SessionSnapshot> Marks);
