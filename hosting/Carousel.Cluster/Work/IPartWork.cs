namespace Carousel.Cluster.Work;

/// <summary>Does parts.</summary>
internal interface IPartWork
{
    /// <summary>Does a part; called for several at once.</summary>
    /// <param name="part">The part, with its files on this machine.</param>
    /// <param name="cancellation">Stops it at the next place where it can be stopped.</param>
    /// <returns>The answer, which depends only on the part.</returns>
    /// <exception cref="PartException">The part can't be done, here or anywhere else.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<PartAnswer> DoAsync(Part part, CancellationToken cancellation);
}
