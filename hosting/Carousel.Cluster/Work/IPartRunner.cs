namespace Carousel.Cluster.Work;

/// <summary>Has parts done, in this process or by workers elsewhere.</summary>
internal interface IPartRunner : IAsyncDisposable
{
    /// <summary>How many parts are done at the same time: threads of this process; 0 where workers decide.</summary>
    int Width { get; }

    /// <summary>Has parts done.</summary>
    /// <param name="parts">The parts; one that is there twice is done once and told twice.</param>
    /// <param name="told">Is told how each part ended, one at a time, in the order in which they end.</param>
    /// <param name="cancellation">Takes back what waits, and stops what runs.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task RunAsync(IReadOnlyList<Part> parts, Action<PartOutcome> told, CancellationToken cancellation);
}
