using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>
/// Runs experiments: the trials of a row in the lanes of networks, over threads. Results depend only on the seed.
/// </summary>
internal static class LaboratoryRun
{
    private const int ReportMilliseconds = 200;

    /// <summary>Runs rows of one experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">Trials, seed and threads.</param>
    /// <param name="progress">Receives the progress a few times a second, on the caller's thread; may be
    /// null.</param>
    /// <param name="cancellation">Stops the trials; those that have ended are kept.</param>
    /// <returns>What came of them.</returns>
    public static ExperimentResult Run(
        Experiment experiment, IReadOnlyList<ExperimentRow> rows, LaboratoryOptions options,
        IProgress<LaboratoryProgress>? progress, CancellationToken cancellation)
    {
        return new ExperimentResult(
            experiment, Run([.. rows.Select(r => new LaboratoryJob(experiment, r))], options, progress, cancellation));
    }

    /// <summary>Runs rows of any experiments, as many at a time as there are threads.</summary>
    /// <param name="jobs">The rows.</param>
    /// <param name="options">Trials, seed and threads.</param>
    /// <param name="progress">Receives the progress a few times a second, on the caller's thread; may be null. An
    /// exception from it stops the trials and reaches the caller.</param>
    /// <param name="cancellation">Stops the trials; those that have ended are kept.</param>
    /// <returns>What came of them, in the order of the jobs; a row of which no trial has ended is missing.</returns>
    public static IReadOnlyList<RowResult> Run(
        IReadOnlyList<LaboratoryJob> jobs, LaboratoryOptions options, IProgress<LaboratoryProgress>? progress,
        CancellationToken cancellation)
    {
        int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        RowRun[] runs = [.. jobs.Select(j => new RowRun(j, options, Math.Max(1, threads / Math.Max(1, jobs.Count))))];
        RunParts(runs, threads, progress, cancellation);
        return [.. runs.Select(r => r.MakeResult()).OfType<RowResult>()];
    }

    private static void RunParts(
        RowRun[] runs, int threads, IProgress<LaboratoryProgress>? progress, CancellationToken cancellation)
    {
        // The longest first, so that no long one is left for a single thread at the end.
        RowRun[] parts = [.. runs.OrderByDescending(r => r.Cost).SelectMany(r => Enumerable.Repeat(r, r.Parts))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var done = new CountdownEvent(Math.Max(1, Math.Min(threads, parts.Length)));
        using var news = new SemaphoreSlim(0);
        int taken = 0;
        ExceptionDispatchInfo? failure = null;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < done.InitialCount; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "carousel-lab" }.Start();
        }

        var clock = new ProgressClock(runs, threads, started);
        bool isHeard = false;
        try
        {
            while (!done.IsSet)
            {
                progress?.Report(clock.Read());
                news.Wait(ReportMilliseconds, CancellationToken.None);
            }

            isHeard = true;
        }
        finally
        {
            // Where the listener has thrown, the threads must be done before what they use is disposed of.
            if (!isHeard)
            {
                stop.Cancel();
            }

            done.Wait(CancellationToken.None);
        }

        progress?.Report(clock.Read());
        failure?.Throw();

        void Work()
        {
            try
            {
                while (!stop.IsCancellationRequested && Interlocked.Increment(ref taken) - 1 is var number
                    && number < parts.Length)
                {
                    parts[number].RunPart(stop.Token);
                    news.Release();
                }
            }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
            finally
            {
                done.Signal();
            }
        }
    }
}
