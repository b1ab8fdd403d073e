using System.Net;

namespace Carousel.Client.Wire;

/// <summary>When something is sent again: how often at most, and after which waits.</summary>
/// <param name="options">What the program set.</param>
internal sealed class Resending(CarouselClientOptions options)
{
    /// <summary>Whether a server that answered so may be asked again.</summary>
    /// <param name="status">The status.</param>
    public static bool IsPassing(int status) =>
        status is (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable;

    /// <summary>The wait before another attempt.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="draw">A random number, 0 to 1.</param>
    /// <param name="asked">What the server asked for.</param>
    /// <returns>The wait, or null where it is not to be sent again.</returns>
    public TimeSpan? Wait(int attempt, double draw, TimeSpan? asked = null)
    {
        if (attempt >= options.MostAttempts || asked > options.LongestWait)
        {
            return null;
        }

        // In double, where growing never overflows.
        double grown = Math.Min(
            options.FirstWait.TotalMilliseconds * Math.Pow(options.WaitGrowth, attempt - 1),
            options.LongestWait.TotalMilliseconds);
        var own = TimeSpan.FromMilliseconds(grown * (1 - (options.Jitter * draw)));
        return asked > own ? asked : own;
    }

    /// <summary>Waits before another attempt.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the server asked for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where it is not to be sent again.</returns>
    public async Task<bool> WaitAsync(int attempt, TimeSpan? asked, CancellationToken cancellation)
    {
        // Clients that lost the same server must not come back at the same moment; nothing else depends on the draw.
#pragma warning disable CA5394
        TimeSpan? wait = Wait(attempt, Random.Shared.NextDouble(), asked);
#pragma warning restore CA5394
        if (wait is not { } time)
        {
            return false;
        }

        await Task.Delay(time, options.Clock, cancellation).ConfigureAwait(false);
        return true;
    }
}
