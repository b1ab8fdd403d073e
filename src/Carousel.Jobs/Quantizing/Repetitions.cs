using System.Diagnostics;

namespace Carousel.Jobs.Quantizing;

/// <summary>
/// Repeats a piece of work and says how long it takes: the median, after the just-in-time compiler has settled.
/// </summary>
/// <param name="Seconds">The median of a call.</param>
/// <param name="Calls">How many calls were timed.</param>
/// <param name="TotalSeconds">How long all of them took.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates once everything is warm.</param>
internal sealed record Repetitions(double Seconds, long Calls, double TotalSeconds, long AllocatedBytes)
{
    // A method is compiled again after thirty calls; loops while they run.
    private const int WarmCalls = 40, FewestWarmCalls = 2;
    private const double WarmSeconds = 0.5, LongestWarmSeconds = 1;

    // Below this time the figures mean little, so the warm-up is shorter.
    private const double MeaningfulSeconds = 0.05;

    // With one processor the runtime puts that off ten times as long.
    private static readonly double _patience = Environment.ProcessorCount == 1 ? 10 : 1;

    // Shorter pieces of work are timed many at once: reading the clock takes some 25 ns.
    private const double ShortestSample = 50e-6;
    private const int FewestSamples = 3, MostCalls = 1 << 20;

    /// <summary>Times a piece of work.</summary>
    /// <param name="work">Does it the given number of times.</param>
    /// <param name="seconds">For how long, warm-up aside.</param>
    /// <param name="cancellation">Stops it between calls.</param>
    /// <returns>The median of a call.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Repetitions Measure(Action<int> work, double seconds, CancellationToken cancellation)
    {
        int calls = Warm(work, Math.Min(1, seconds / MeaningfulSeconds) * _patience, cancellation);
        var samples = new List<double>(1024);
        double total = 0;
        while (total < seconds || samples.Count < FewestSamples)
        {
            cancellation.ThrowIfCancellationRequested();
            double sample = Time(work, calls);
            samples.Add(sample / calls);
            total += sample;
        }

        samples.Sort();
        return new Repetitions(samples[samples.Count / 2], (long)samples.Count * calls, total, Allocated(work));
    }

    /// <summary>Warms up, and finds how many calls make a sample.</summary>
    private static int Warm(Action<int> work, double share, CancellationToken cancellation)
    {
        double total = 0, last = 0;
        int calls = 1;
        for (long done = 0; done < FewestWarmCalls || total < share * WarmSeconds
            || (done < share * WarmCalls && total < share * LongestWarmSeconds); done += calls)
        {
            cancellation.ThrowIfCancellationRequested();
            calls = last < ShortestSample && last > 0 ? Math.Min(2 * calls, MostCalls) : calls;
            last = Time(work, calls);
            total += last;
        }

        return calls;
    }

    private static double Time(Action<int> work, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        work(calls);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // The least of some: other threads of the process may allocate meanwhile, and a collection may count the free rest
    // of a thread's buffer as allocated, once. Each of them contains the memory of a call.
    private static long Allocated(Action<int> work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20 && least > 0; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            work(1);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
