using System.Diagnostics;

namespace Carousel.Laboratory.Training;

/// <summary>Times work on one thread while nothing else of the program runs.</summary>
/// <remarks>
/// Where the system counts processor time finely enough, that is what counts, so that other programs on a busy machine
/// do not: on an idle one it is the time that passes.
/// </remarks>
internal readonly struct WorkClock
{
    private readonly double _begun;

    private WorkClock(double begun) => _begun = begun;

    /// <summary>What is counted, for tables.</summary>
    public static string Name => CountsProcessor ? "processor time" : "time that passed";

    /// <summary>Since <see cref="Start"/>.</summary>
    public double Microseconds => Now - _begun;

    private static bool CountsProcessor => OperatingSystem.IsLinux();

    private static double Now => CountsProcessor
        ? Environment.CpuUsage.TotalTime.TotalMicroseconds
        : Stopwatch.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>Starts.</summary>
    public static WorkClock Start() => new(Now);
}
