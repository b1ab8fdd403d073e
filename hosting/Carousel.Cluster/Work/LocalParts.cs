namespace Carousel.Cluster.Work;

/// <summary>Does parts in this process.</summary>
/// <param name="work">Does them.</param>
/// <param name="threads">How many at the same time.</param>
internal sealed class LocalParts(IPartWork work, int threads) : IPartRunner
{
    /// <inheritdoc/>
    public int Width => threads;

    /// <inheritdoc/>
    public async Task RunAsync(
        IReadOnlyList<Part> parts, Action<PartOutcome> told, CancellationToken cancellation)
    {
        var telling = new Lock();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, threads),
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(parts, parallel, async (part, stop) =>
        {
            PartOutcome outcome;
            try
            {
                PartAnswer answer = await work.DoAsync(part, stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                outcome = new PartOutcome(part, answer.Text, null, () => answer.File);
            }
            catch (PartException fault)
            {
                outcome = new PartOutcome(part, null, fault.Message, static () => null);
            }

            lock (telling)
            {
                told(outcome);
            }
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
