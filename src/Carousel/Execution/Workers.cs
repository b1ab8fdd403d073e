using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Carousel.Execution;

/// <summary>The only threads of the library: they run the parts of a work that was split by its outputs, so bits do not depend on their number.</summary>
/// <remarks>A call allocates nothing after the first of its kind. A second caller at the same time, or a part that calls again, runs its parts itself, one after the other.</remarks>
public sealed class Workers : IDisposable
{
    /// <summary>How long a thread without work stays awake.</summary>
    private const double AwakeMicroseconds = 50;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly ManualResetEventSlim _done = new(true);
    private readonly Lock _gate = new();
    private Slot? _current;
    private int _parts;
    private int _next;
    private int _running;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many parts may run at once, the caller's thread included, 1 … 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public Workers(int threads)
    {
        if (threads is < 1 or > 256)
        {
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"threads must be 1…256, but is {threads}.");
        }

        Count = threads;
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Loop) { IsBackground = true, Name = "carousel worker" };
            _threads[i].Start();
        }
    }

    /// <summary>How many parts may run at once.</summary>
    public int Count { get; }

    /// <summary>Runs all parts and returns when the last is done.</summary>
    /// <typeparam name="TWork">A struct, so that nothing is allocated.</typeparam>
    /// <param name="work">What to do.</param>
    /// <param name="parts">How many parts.</param>
    public void Run<TWork>(in TWork work, int parts)
        where TWork : struct, IParallelWork
    {
        if (parts <= 1 || _threads.Length == 0 || _gate.IsHeldByCurrentThread || !_gate.TryEnter())
        {
            for (int part = 0; part < parts; part++)
            {
                work.Run(part);
            }

            return;
        }

        try
        {
            Slot<TWork> slot = Slot<TWork>.Of(this);
            slot.Work = work;
            RunTogether(slot, parts);
        }
        finally
        {
            Slot<TWork>.Of(this).Work = default;
            _gate.Exit();
        }
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            _start.Release(Math.Max(_threads.Length, 1));
            foreach (Thread thread in _threads)
            {
                thread.Join();
            }

            _start.Dispose();
            _done.Dispose();
        }
    }

    private void RunTogether(Slot slot, int parts)
    {
        int helpers = Math.Min(_threads.Length, parts - 1);
        (_current, _parts, _next, _failure) = (slot, parts, 0, null);
        _running = helpers;
        _done.Reset();
        _start.Release(helpers);
        Take();
        _done.Wait();
        _current = null;
        _failure?.Throw();
    }

    private void Loop()
    {
        while (true)
        {
            Await();
            if (_stopping)
            {
                return;
            }

            Take();
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _done.Set();
            }
        }
    }

    /// <summary>
    /// Waits for the next work awake for a moment, where every thread can have a processor: within a step the next work is near,
    /// and waking a thread can cost more than the work.
    /// </summary>
    private void Await()
    {
        long start = Stopwatch.GetTimestamp();
        while (!_start.Wait(0))
        {
            if (Count > Environment.ProcessorCount || Stopwatch.GetElapsedTime(start).TotalMicroseconds > AwakeMicroseconds)
            {
                _start.Wait();
                return;
            }

            Thread.SpinWait(8);
        }
    }

    /// <summary>Which thread takes which part is left to chance; what a part computes is not.</summary>
    private void Take()
    {
        Slot slot = _current!;
        while (true)
        {
            int part = Interlocked.Increment(ref _next) - 1;
            if (part >= _parts)
            {
                return;
            }

            try
            {
                slot.Run(part);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }
    }

    private abstract class Slot
    {
        public abstract void Run(int part);
    }

    private sealed class Slot<TWork> : Slot
        where TWork : struct, IParallelWork
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Workers, Slot<TWork>> _slots = [];

        public TWork Work;

        public static Slot<TWork> Of(Workers workers)
        {
            if (!_slots.TryGetValue(workers, out Slot<TWork>? slot))
            {
                slot = new Slot<TWork>();
                _slots.Add(workers, slot);
            }

            return slot;
        }

        public override void Run(int part) => Work.Run(part);
    }
}
