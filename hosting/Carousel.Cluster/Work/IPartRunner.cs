namespace Carousel.Cluster.Work;

/// <summary>Has parts done, in this process or by workers elsewhere.</summary>
internal interface IPartRunner : IAsyncDisposable
{
    /// <summary>How many parts are done at the same time: threads of this process; 0 where workers decide.</summary>
    int Width { get; }

    /// <summary>Has parts done.</summary>
    /// <param name="parts">The parts; one that occurs twice runs once and is reported twice.</param>
    /// <param name="told">Receives the end of each part, one at a time, in the order in which they end.</param>
    /// <param name="cancellation">Takes back what waits, and stops what runs.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task RunAsync(IReadOnlyList<Part> parts, Action<PartOutcome> told, CancellationToken cancellation);
}
