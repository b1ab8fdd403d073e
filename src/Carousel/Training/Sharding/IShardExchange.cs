namespace Carousel.Training;

/// <summary>
/// Moves bytes between the ranks, processes that train one model together. It moves and never computes. The trainer
/// computes every sum in the order of one tree, so that the bits do not depend on the order of messages.
/// </summary>
/// <remarks>All ranks make the same calls in the same order, from one thread at a time.</remarks>
public interface IShardExchange
{
    /// <summary>This process: 0 … Ranks − 1. Rank 0 writes the files.</summary>
    int Rank { get; }

    /// <summary>How many processes train together.</summary>
    int Ranks { get; }

    /// <summary>Each rank gives each rank, itself included, a separate piece.</summary>
    /// <param name="sent">The pieces for rank 0, 1, … one after the other.</param>
    /// <param name="sentBytes">[Ranks], how long each is.</param>
    /// <param name="received">The pieces of rank 0, 1, … one after the other; overwritten.</param>
    /// <param name="receivedBytes">[Ranks], how long each is.</param>
    void Scatter(
        ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentBytes, Span<byte> received, ReadOnlySpan<int> receivedBytes);

    /// <summary>Each rank gives its piece to all.</summary>
    /// <param name="pieces">Room for the pieces of rank 0, 1, … one after the other. The piece of this rank is at its
    /// place; the others are overwritten.</param>
    /// <param name="bytes">[Ranks], how long each is.</param>
    void Gather(Span<byte> pieces, ReadOnlySpan<int> bytes);
}
