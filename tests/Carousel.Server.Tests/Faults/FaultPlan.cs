using System.Collections.Concurrent;
using SQLitePCL;

namespace Carousel.Server.Tests.Faults;

/// <summary>Which call to the files of a folder fails, and their content after a power failure.</summary>
internal sealed class FaultPlan
{
    private readonly int[] _calls = new int[Enum.GetValues<FaultKind>().Length];
    private readonly ConcurrentDictionary<string, FileImage> _images = new(StringComparer.Ordinal);
    private readonly Lock _limiting = new();
    private volatile bool _isOver;
    private int _fired;

    /// <summary>Which calls fail.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>The first call of the kind that fails, from 1.</summary>
    public int First { get; init; }

    /// <summary>How many calls in a row fail.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What SQLite is answered when a write fails; 0 for an error of the disk or a full disk, by the
    /// place.</summary>
    public int WriteCode { get; init; }

    /// <summary>Bytes that can still be allocated while allocations fail.</summary>
    public int Spare { get; init; }

    /// <summary>How many calls failed.</summary>
    public int Fired => Volatile.Read(ref _fired);

    /// <summary>Held while a file is written, and while its image is copied.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How many calls of a kind there were.</summary>
    public int Calls(FaultKind kind) => Volatile.Read(ref _calls[(int)kind]);

    /// <summary>From now on nothing fails.</summary>
    public void End()
    {
        lock (_limiting)
        {
            _isOver = true;
            if (Kind == FaultKind.Allocation)
            {
                raw.sqlite3_hard_heap_limit64(0);
            }
        }
    }

    /// <summary>Counts a call.</summary>
    /// <returns>Whether it fails.</returns>
    public bool Fails(FaultKind kind)
    {
        int all = Interlocked.Increment(ref _calls[(int)FaultKind.Allocation]);
        if (Kind == FaultKind.Allocation)
        {
            Limit(all);
        }

        int call = Interlocked.Increment(ref _calls[(int)kind]);
        bool fails = kind == Kind && !_isOver && call >= First && call - First < Count;
        if (fails)
        {
            Interlocked.Increment(ref _fired);
        }

        return fails;
    }

    private void Limit(int call)
    {
        // A limit that is set after the end would stay for all that follows in the process.
        lock (_limiting)
        {
            if (!_isOver && call == First)
            {
                Interlocked.Increment(ref _fired);
                raw.sqlite3_hard_heap_limit64(raw.sqlite3_memory_used() + Spare);
            }
            else if (!_isOver && call == First + Count)
            {
                raw.sqlite3_hard_heap_limit64(0);
            }
        }
    }

    /// <summary>The image of a file.</summary>
    public FileImage ImageOf(string path) => _images.GetOrAdd(path, static path => new FileImage(path));

    /// <summary>A file is gone.</summary>
    public void Forget(string path) => _images.TryRemove(path, out _);

    /// <summary>Writes what a power failure at this moment would leave.</summary>
    /// <param name="from">The folder of the files.</param>
    /// <param name="to">An empty folder.</param>
    /// <param name="random">Chooses which unsynced writes reached the disk.</param>
    public void CopyAfterPowerFailure(string from, string to, Random random)
    {
        // The notes first: they report what was durable before.
        foreach (string tail in Directory.GetFiles(from, "*-tail"))
        {
            using var source = new FileStream(tail, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream target = File.Create(Path.Combine(to, Path.GetFileName(tail)));
            source.CopyTo(target);
        }

        lock (Gate)
        {
            foreach ((string path, FileImage image) in _images)
            {
                File.WriteAllBytes(Path.Combine(to, Path.GetFileName(path)), image.AfterPowerFailure(random));
            }
        }
    }
}
