using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;

namespace Carousel.Studio.Works;

/// <summary>A work while the program runs: what is kept of it, its events, its process.</summary>
internal sealed class Work : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StudioStore _store;
    private StoredWork _stored;
    private ChildProcess? _process;
    private TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A work.</summary>
    /// <param name="stored">What is kept of it.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="store">Keeps what changes.</param>
    public Work(StoredWork stored, WorkFolder folder, StudioStore store)
    {
        (_stored, Folder, _store) = (stored, folder, store);
        Directory.CreateDirectory(folder.Path);
        Log = new WorkLog(folder.Log);
    }

    /// <summary>What is kept of it.</summary>
    public StoredWork Stored
    {
        get
        {
            lock (_gate)
            {
                return _stored;
            }
        }
    }

    /// <summary>Its files.</summary>
    public WorkFolder Folder { get; }

    /// <summary>Its events.</summary>
    public WorkLog Log { get; }

    /// <summary>Its options.</summary>
    public JsonObject Options => JsonNode.Parse(Stored.Options)!.AsObject();

    /// <summary>Changes what is kept.</summary>
    /// <param name="change">Gives what it is to be.</param>
    /// <returns>What it is now.</returns>
    public StoredWork Change(Func<StoredWork, StoredWork> change)
    {
        lock (_gate)
        {
            StoredWork before = _stored;
            _stored = change(before);
            if (_stored != before)
            {
                _store.ChangeWork(_stored);
            }

            return _stored;
        }
    }

    /// <summary>Its process has begun.</summary>
    /// <param name="process">The process; null where it has ended.</param>
    public void Attach(ChildProcess? process)
    {
        lock (_gate)
        {
            _process = process;
            if (process is not null)
            {
                WasEnded = false;
                _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Completes when its process is asked to stop.</summary>
    public Task StopAsked
    {
        get
        {
            lock (_gate)
            {
                return _stopAsked.Task;
            }
        }
    }

    /// <summary>Whether its process was ended and not asked alone.</summary>
    public bool WasEnded { get; private set; }

    /// <summary>Asks its process to stop, or ends it.</summary>
    /// <param name="atOnce">Whether it is ended.</param>
    public void StopProcess(bool atOnce)
    {
        lock (_gate)
        {
            if (atOnce)
            {
                WasEnded = _process is not null;
                _process?.Kill();
            }
            else
            {
                _process?.Stop();
                _stopAsked.TrySetResult();
            }
        }
    }

    /// <summary>Requires that it is neither queued nor running.</summary>
    /// <param name="what">What was to be done, such as <c>removed</c>.</param>
    /// <exception cref="RefusalException">It is.</exception>
    public void RequireOver(string what)
    {
        if (!Stored.IsOver)
        {
            throw new RefusalException(
                409, $"It is {Stored.State}: it can be {what} when it has ended. Stop it first.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Log.Dispose();
}
