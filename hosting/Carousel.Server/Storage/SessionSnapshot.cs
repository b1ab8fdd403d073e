namespace Carousel.Server.Storage;

/// <summary>The stored data of a session other than its steps.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Session">Its id.</param>
/// <param name="Model">The number of the model that it runs on.</param>
/// <param name="Next">The number of the step that follows on the state.</param>
/// <param name="Owner">Who may use it: a hash of the key's name; 0 where none was asked for.</param>
/// <param name="ExpiresAfter">Seconds without a step after which it ends; 0 for never.</param>
/// <param name="Position">The position of the last record that the state contains; later ones are still to be
/// replayed.</param>
/// <param name="State">The state before step <paramref name="Next"/>; empty for the start of a sequence,
/// and where sessions are only listed.</param>
internal sealed record SessionSnapshot(
    int Partition, UInt128 Session, int Model, long Next, long Owner, int ExpiresAfter, long Position,
    ReadOnlyMemory<byte> State)
{
    /// <summary>Whether the store's bytes are not those that were written: only partition and id are to be used.
    /// </summary>
    public bool IsDamaged { get; init; }
}
