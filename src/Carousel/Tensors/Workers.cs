using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Carousel.Tensors;

/// <summary>
/// The only threads of the library: they run the parts of a work that was split by its outputs, so bits do not depend
/// on their number.
/// </summary>
/// <remarks>
/// A call allocates nothing. A second caller at the same time, or a part that calls again, runs its parts itself, one
/// after the other. The caller waits only for parts that a thread has
/// begun, and runs all other parts itself. So a work split for more threads than are awake
/// ends no later than on only the caller's thread.
/// </remarks>
internal sealed unsafe class Workers : IDisposable
{
    /// <summary>
    /// How long a thread without work stays awake, and how near to each other brief works must be for a sleeping thread
    /// to be woken.
    /// </summary>
    private const double AwakeMicroseconds = 50;

    /// <summary>Looks at the clock are dearer than looks for work.</summary>
    private const int LooksBetweenClocks = 16;

    private static readonly long _awakeTicks = (long)(AwakeMicroseconds * Stopwatch.Frequency / 1e6);

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly bool _staysAwake;
    private readonly WorkersLines _lines = new();
    private delegate*<void*, int, int, ExceptionDispatchInfo?> _run;
    private void* _work;
    private int _parts;
    private int _groups;
    private long _lastRun;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many parts may run at once, the caller's thread included, 1 … 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public Workers(int threads)
    {
        if (threads is < 1 or > 256)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threads), threads, $"threads must be 1…256, but is {threads}.");
        }

        Count = threads;
        _staysAwake = threads <= Environment.ProcessorCount;
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int number = i + 1;
            _threads[i] = new Thread(() => Loop(number)) { IsBackground = true, Name = "carousel worker" };
            _threads[i].Start();
        }
    }

    /// <summary>How many parts may run at once.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs all parts and returns when the last is done. Thread p begins with part p where it is still free, so that
    /// what a part reads again and again stays in one processor's cache.
    /// </summary>
    /// <typeparam name="TWork">A struct, so that nothing is allocated.</typeparam>
    /// <param name="work">What to do.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="brief">The work takes less than the waking of a thread: threads asleep are woken only where such
    /// works follow each other closely.</param>
    public void Run<TWork>(in TWork work, int parts, bool brief = false)
        where TWork : struct, IParallelWork
    {
        if (parts <= 1 || _threads.Length == 0 || Interlocked.CompareExchange(ref _lines.Busy, 1, 0) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work.Run(part);
            }

            return;
        }

        // The work stays where it is: in this frame, which outlives every part.
        TWork own = work;
        _run = &RunParts<TWork>;
        _work = Unsafe.AsPointer(ref own);
        try
        {
            RunTogether(parts, brief);
        }
        finally
        {
            Volatile.Write(ref _lines.Busy, 0);
        }
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            _wake.Release(Math.Max(_threads.Length, 1));
            foreach (Thread thread in _threads)
            {
                thread.Join();
            }

            _wake.Dispose();
            _done.Dispose();
        }
    }

    private static ExceptionDispatchInfo? RunParts<TWork>(void* work, int from, int to)
        where TWork : struct, IParallelWork
    {
        ExceptionDispatchInfo? failure = null;
        for (int part = from; part < to; part++)
        {
            try
            {
                Unsafe.AsRef<TWork>(work).Run(part);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        return failure;
    }

    private void RunTogether(int parts, bool brief)
    {
        int groups = Math.Min(parts, WorkersLines.MaximumGroups);
        (_parts, _groups, _failure) = (parts, groups, null);
        _lines.Finished = 0;
        Interlocked.Exchange(ref _lines.Open, ulong.MaxValue >> (WorkersLines.MaximumGroups - groups) & ~1UL);
        Wake(groups - 1, brief);
        RunGroup(0, groups);
        Take(0);
        AwaitEnd(groups - 1);
        _lastRun = Stopwatch.GetTimestamp();
        _failure?.Throw();
    }

    /// <summary>Wakes as many sleeping threads as there are parts for.</summary>
    private void Wake(int wanted, bool brief)
    {
        int asleep = Volatile.Read(ref _lines.Asleep);
        if (asleep > 0 && (!brief || Stopwatch.GetTimestamp() - _lastRun < _awakeTicks))
        {
            int woken = Math.Min(asleep, wanted);
            Interlocked.Add(ref _lines.Asleep, -woken);
            _wake.Release(woken);
        }
    }

    /// <summary>All parts have been begun, so the end is near: awake for a moment, then asleep.</summary>
    private void AwaitEnd(int groups)
    {
        if (SpinUntil<Ended>(groups))
        {
            return;
        }

        // The thread that clears the flag decides whether a signal is given. A signal of the work before may still be
        // under way.
        while (Volatile.Read(ref _lines.Finished) != groups)
        {
            Interlocked.Exchange(ref _lines.CallerAsleep, 1);
            if (Volatile.Read(ref _lines.Finished) == groups && Interlocked.Exchange(ref _lines.CallerAsleep, 0) == 1)
            {
                return;
            }

            _done.Wait();
        }
    }

    private void Loop(int number)
    {
        while (!_stopping)
        {
            if (!SpinUntil<HasWork>(0))
            {
                Interlocked.Increment(ref _lines.Asleep);
                if (_lines.Open == 0 || !TryRise())
                {
                    _wake.Wait();
                }
            }

            Take(number);
        }
    }

    /// <summary>Takes back the notice of sleep, unless a caller has already answered it.</summary>
    private bool TryRise()
    {
        int asleep = Volatile.Read(ref _lines.Asleep);
        while (asleep > 0)
        {
            int seen = Interlocked.CompareExchange(ref _lines.Asleep, asleep - 1, asleep);
            if (seen == asleep)
            {
                return true;
            }

            asleep = seen;
        }

        return false;
    }

    /// <summary>
    /// Looks again and again for a moment, where every thread can have a processor: within a step the next work is
    /// near, and waking a thread can cost more than the work.
    /// </summary>
    private bool SpinUntil<TCondition>(int value)
        where TCondition : struct, ICondition
    {
        if (!_staysAwake)
        {
            return TCondition.Holds(this, value);
        }

        long start = Stopwatch.GetTimestamp();
        do
        {
            for (int look = 0; look < LooksBetweenClocks; look++)
            {
                if (TCondition.Holds(this, value))
                {
                    return true;
                }

                Thread.SpinWait(1);
            }
        }
        while (Stopwatch.GetTimestamp() - start < _awakeTicks);
        return false;
    }

    /// <summary>
    /// Runs open parts, first those of this thread, until all are taken. Which thread takes which part is not fixed;
    /// the result of a part is.
    /// </summary>
    private void Take(int number)
    {
        for (int group = Claim(number); group >= 0; group = Claim(number))
        {
            // A group was claimed, so its caller waits: what it has written about the work holds.
            int groups = _groups;
            RunGroup(group, groups);
            if (Interlocked.Increment(ref _lines.Finished) == groups - 1 && number > 0
                && Interlocked.Exchange(ref _lines.CallerAsleep, 0) == 1)
            {
                _done.Release();
            }
        }
    }

    private void RunGroup(int group, int groups)
    {
        ExceptionDispatchInfo? failure = _run(
            _work, (int)((long)_parts * group / groups), (int)((long)_parts * (group + 1) / groups));
        if (failure is not null)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }

    private int Claim(int number)
    {
        ulong open = Volatile.Read(ref _lines.Open);
        while (open != 0)
        {
            int group = number < WorkersLines.MaximumGroups && (open >> number & 1) != 0
                ? number
                : BitOperations.TrailingZeroCount(open);
            ulong seen = Interlocked.CompareExchange(ref _lines.Open, open & ~(1UL << group), open);
            if (seen == open)
            {
                return group;
            }

            open = seen;
        }

        return -1;
    }

    private interface ICondition
    {
        static abstract bool Holds(Workers workers, int value);
    }

    private readonly struct HasWork : ICondition
    {
        public static bool Holds(Workers workers, int value) => Volatile.Read(ref workers._lines.Open) != 0;
    }

    private readonly struct Ended : ICondition
    {
        public static bool Holds(Workers workers, int value) => Volatile.Read(ref workers._lines.Finished) == value;
    }
}
