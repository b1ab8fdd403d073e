using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>How baselines are fitted. Bits do not depend on it.</summary>
/// <param name="Threads">How many threads; 0 for all of the machine.</param>
/// <param name="Cancellation">Stops it between baselines, and trees beside a network between trees.</param>
internal readonly record struct BaselineFitting(int Threads, CancellationToken Cancellation)
{
    /// <summary>The threads; to be disposed of.</summary>
    /// <returns>As many as asked for.</returns>
    public Workers MakeWorkers() => new(Threads == 0 ? Math.Min(Environment.ProcessorCount, 256) : Threads);
}
