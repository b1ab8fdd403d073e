using Carousel.Autograd;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Training;

/// <summary>
/// Runs the trials of a claim, as many at once as there are threads, each on a backend of one thread. Results do not
/// depend on how many.
/// </summary>
internal static class ClaimTrials
{
    /// <summary>Runs trials.</summary>
    /// <param name="jobs">The trials; the longest first uses threads best.</param>
    /// <param name="run">Threads, progress and cancellation.</param>
    /// <param name="name">What a trial is called in progress.</param>
    /// <param name="cost">How long a trial takes in proportion to others; null for equal ones.</param>
    /// <param name="work">A trial on a backend of one thread; it calls back with the share that is done.</param>
    /// <returns>The results in the order of the jobs.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TResult[] Run<TJob, TResult>(
        IReadOnlyList<TJob> jobs, ClaimRun run, Func<TJob, string> name, Func<TJob, double>? cost,
        Func<TJob, CpuBackend, Action<double>, TResult> work)
    {
        var results = new TResult[jobs.Count];
        double[] costs = [.. jobs.Select(j => cost?.Invoke(j) ?? 1)];
        var shares = new double[jobs.Count];
        double all = Math.Max(double.Epsilon, costs.Sum());
        int next = -1;
        Exception? failure = null;

        void Take()
        {
            using var backend = new CpuBackend(1);
            for (int k = Interlocked.Increment(ref next); k < jobs.Count
                && Volatile.Read(ref failure) is null; k = Interlocked.Increment(ref next))
            {
                try
                {
                    run.Cancellation.ThrowIfCancellationRequested();
                    int job = k;
                    Report(job, 0);
                    results[job] = work(jobs[job], backend, share => Report(job, share));
                    Report(job, 1);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, exception, null);
                    return;
                }
            }
        }

        void Report(int job, double share)
        {
            shares[job] = share;
            double done = 0;
            for (int j = 0; j < shares.Length; j++)
            {
                done += shares[j] * costs[j];
            }

            run.Progress?.Report((name(jobs[job]), done / all));
        }

        var threads = new Thread[Math.Clamp(run.Threads, 1, Math.Max(1, jobs.Count)) - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Take) { IsBackground = true, Name = "claim trial" };
            threads[i].Start();
        }

        Take();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return results;
    }
}
