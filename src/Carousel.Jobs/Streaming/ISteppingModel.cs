namespace Carousel.Jobs.Streaming;

/// <summary>A fitted model that answers rows one by one, for as many sequences at once as there are sessions.</summary>
/// <remarks>
/// Not thread-safe, and its sessions can't be used in parallel either: they share the model's working memory. Only one
/// caller at a time may ask any of them. The model must outlive its sessions.
/// </remarks>
internal interface ISteppingModel
{
    /// <summary>What a row is, in words for a reader.</summary>
    string Row { get; }

    /// <summary>What an answer holds, in words for a reader.</summary>
    string Answer { get; }

    /// <summary>A session at the start of a sequence.</summary>
    /// <returns>The session, owned by the caller.</returns>
    ISteppingSession Open();

    /// <summary>A session that continues from a saved state, to the same bits.</summary>
    /// <param name="state">What <see cref="ISteppingSession.Save"/> gave, of a session of a model of the same
    /// design.</param>
    /// <returns>The session, owned by the caller.</returns>
    /// <exception cref="Carousel.Networks.StreamingStateException">The bytes are damaged, or not a state of this
    /// model.</exception>
    ISteppingSession Restore(ReadOnlySpan<byte> state);
}
