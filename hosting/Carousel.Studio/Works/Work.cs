using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;

namespace Carousel.Studio.Works;

/// <summary>A work while the program runs: what is kept of it, its events, its process.</summary>
internal sealed class Work : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StudioStore _store;
    private StoredWork _stored, _kept;
    private ChildProcess? _process;
    private TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A work.</summary>
    /// <param name="stored">What is kept of it.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="store">Keeps what changes.</param>
    public Work(StoredWork stored, WorkFolder folder, StudioStore store)
    {
        (_stored, _kept, Folder, _store) = (stored, stored, folder, store);
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
    /// <remarks>Where it can't be kept nothing changes.</remarks>
    public StoredWork Change(Func<StoredWork, StoredWork> change)
    {
        lock (_gate)
        {
            StoredWork changed = change(_stored);
            Keep(changed);
            return _stored = changed;
        }
    }

    /// <summary>Changes what is so whether or not it can be kept: on a full disk a work ends, too.</summary>
    /// <param name="change">Gives what it is to be.</param>
    /// <returns>Why it could not be kept, or null: then the next change keeps it.</returns>
    public Exception? Note(Func<StoredWork, StoredWork> change)
    {
        lock (_gate)
        {
            _stored = change(_stored);
            try
            {
                Keep(_stored);
                return null;
            }
            catch (Exception exception) when (StorageSentence.IsOne(exception))
            {
                return exception;
            }
        }
    }

    /// <summary>Ends, so that it can be removed.</summary>
    /// <param name="state">How, a word of <see cref="WorkStates"/>.</param>
    /// <param name="sentence">What came of it.</param>
    /// <param name="refusal">Why it failed, or null.</param>
    /// <returns>Why that could not be kept, or null.</returns>
    public Exception? End(string state, string sentence, Refusal? refusal = null)
    {
        string json = refusal is null ? "" : JsonSerializer.Serialize(refusal, StudioJson.Default.Refusal);
        Exception? loss = Note(w => w with
        {
            State = state,
            Ended = DateTime.UtcNow,
            Sentence = sentence,
            Refusal = json,
            Progress = Log.LastProgress?.ToJsonString() ?? w.Progress,
        });
        if (refusal is not null)
        {
            JsonObject fields = JsonNode.Parse(json)!.AsObject();
            loss = Log.TryAdd(WorkEvent.Of(
                WorkLog.Failure, [.. fields.Select(field => (field.Key, field.Value?.DeepClone()))])) ?? loss;
        }

        return Log.TryAdd(WorkEvent.Of(WorkLog.End, ("state", state), ("sentence", sentence))) ?? loss;
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

    /// <summary>Whether its process was killed, instead of only asked to end.</summary>
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

    private void Keep(StoredWork stored)
    {
        if (stored != _kept)
        {
            _store.ChangeWork(stored);
            _kept = stored;
        }
    }
}
