using Carousel.Jobs.Quantizing;

namespace Carousel.Benchmarks;

/// <summary>How long a call takes, once it is warm.</summary>
internal static class SpeedOfCalls
{
    /// <summary>The median in ms.</summary>
    /// <param name="call">What to time.</param>
    /// <param name="seconds">For how long.</param>
    /// <returns>Milliseconds.</returns>
    public static double Milliseconds(Action call, double seconds) => 1000 * Repetitions.Measure(
        calls =>
        {
            for (int k = 0; k < calls; k++)
            {
                call();
            }
        },
        seconds,
        CancellationToken.None).Seconds;
}
