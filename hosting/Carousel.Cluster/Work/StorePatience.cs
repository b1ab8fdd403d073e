using Carousel.Cluster.Stores;

namespace Carousel.Cluster.Work;

/// <summary>Asks a store that may be away for a while, as while its server is started again.</summary>
/// <param name="longest">How long it is waited for.</param>
/// <param name="say">Receives a sentence when the store is away.</param>
internal sealed class StorePatience(TimeSpan longest, Action<string> say)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks until there is an answer.</summary>
    /// <typeparam name="T">Of the answer.</typeparam>
    /// <param name="ask">Asks; it must bear to be done again.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="StoreException">The store refuses, or was away for too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<T> AskAsync<T>(Func<T> ask, CancellationToken cancellation)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return ask();
            }
            catch (StoreException lost) when (lost.IsAway && TimeProvider.System.GetElapsedTime(begun) < longest)
            {
                say($"{lost.Message} Trying again.");
                await Task.Delay(_pause, cancellation).ConfigureAwait(false);
            }
        }
    }
}
