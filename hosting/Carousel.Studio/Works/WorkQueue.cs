using System.Collections.Concurrent;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;

namespace Carousel.Studio.Works;

/// <summary>
/// All works: trainings run one after the other; looks also run one after the other, in parallel to the trainings.
/// Works that were under way when the program ended continue when it starts again.
/// </summary>
internal sealed class WorkQueue : IAsyncDisposable
{
    private readonly StudioStore _store;
    private readonly string _root;
    private readonly ConcurrentDictionary<long, Work> _works = new();
    private readonly WorkLane _trainings, _tasks;
    private readonly Action<string> _tell;

    /// <summary>Reads the works; nothing runs before <see cref="Begin"/>.</summary>
    /// <param name="store">Keeps them.</param>
    /// <param name="root">The folder of their folders.</param>
    /// <param name="runner">Runs them.</param>
    /// <param name="tell">Takes sentences for the log of the program.</param>
    public WorkQueue(StudioStore store, string root, WorkRunner runner, Action<string> tell)
    {
        (_store, _root, _tell) = (store, root, tell);
        (_trainings, _tasks) = (new WorkLane(runner.RunAsync), new WorkLane(runner.RunAsync));

        // Version 0.1 also had works of the laboratory.
        foreach (StoredWork stored in store.ReadWorks().Where(w => w.Kind is "run" or "look").Reverse())
        {
            var work = new Work(stored, new WorkFolder(root, stored.Id), store);
            _works[stored.Id] = work;
            if (stored.State == WorkStates.Stopping)
            {
                Tell(work, work.Note(w => w with { State = WorkStates.Stopped, Ended = DateTime.UtcNow }));
            }
            else if (!stored.IsOver)
            {
                work.Log.Reopen();
                Tell(work, work.Note(w => w with { State = WorkStates.Queued }));
            }

            // Listeners wait for the end, also of a work that was over when the program was killed.
            if (work.Stored.IsOver && !work.Log.HasEnd)
            {
                Tell(work, work.Log.TryAdd(WorkEvent.Of(
                    WorkLog.End, ("state", work.Stored.State), ("sentence", work.Stored.Sentence))));
            }
        }
    }

    /// <summary>Continues unfinished works.</summary>
    public void Begin()
    {
        foreach (Work work in _works.Values.Where(w => !w.Stored.IsOver).OrderBy(w => w.Stored.Id))
        {
            LaneOf(work).Add(work);
        }
    }

    /// <summary>The works, the newest first.</summary>
    public IEnumerable<Work> All => _works.Values.OrderByDescending(w => w.Stored.Id);

    /// <summary>A work.</summary>
    /// <param name="id">Its number, as asked for.</param>
    /// <param name="isRun">Whether it is to be a run of a job.</param>
    /// <exception cref="RefusalException">The work does not exist.</exception>
    public Work Find(string id, bool isRun) =>
        long.TryParse(id, out long number) && _works.TryGetValue(number, out Work? work)
        && (work.Stored.Kind == "run") == isRun
            ? work
            : throw new RefusalException(404, $"There is no {(isRun ? "run" : "task")} {Shown(id)}.");

    /// <summary>Queues a new work.</summary>
    public Work Add(StoredWork work)
    {
        StoredWork stored = _store.AddWork(work);
        var added = new Work(stored, new WorkFolder(_root, stored.Id), _store);
        _works[stored.Id] = added;
        LaneOf(added).Add(added);
        return added;
    }

    /// <summary>How many works come before one.</summary>
    public int Ahead(Work work) => work.Stored.State == WorkStates.Queued ? LaneOf(work).Ahead(work) : 0;

    /// <summary>Stops a work: one that trains keeps the best model and a checkpoint. One that was stopped already is
    /// ended, with the checkpoint that it has.</summary>
    /// <exception cref="RefusalException">It is over.</exception>
    public void Stop(Work work)
    {
        if (work.Stored.IsOver)
        {
            throw new RefusalException(409, $"It is {work.Stored.State} already.");
        }

        if (LaneOf(work).TryRemove(work))
        {
            Tell(work, work.End(WorkStates.Stopped, "It was stopped before it began."));
            return;
        }

        bool isSecond = false;
        Tell(work, work.Note(w =>
        {
            isSecond = w.State == WorkStates.Stopping;
            return w.IsOver ? w : w with { State = WorkStates.Stopping };
        }));
        work.Log.Say(WorkEvent.Of("state", ("state", WorkStates.Stopping), ("ahead", 0)));
        work.StopProcess(atOnce: isSecond);
    }

    /// <summary>Continues a run that was stopped or failed.</summary>
    /// <exception cref="RefusalException">It is not over, or has come to its end.</exception>
    public void Resume(Work work)
    {
        work.RequireOver("resumed");
        if (work.Stored.State == WorkStates.Done)
        {
            throw new RefusalException(409, "It has finished: there is nothing to continue.");
        }

        bool isFirst = false;
        work.Change(w =>
        {
            isFirst = w.IsOver;
            return isFirst ? w with { State = WorkStates.Queued, Ended = null, Refusal = "" } : w;
        });
        if (!isFirst)
        {
            throw new RefusalException(409, "It is already queued or running.");
        }

        work.Log.Reopen();
        LaneOf(work).Add(work);
    }

    /// <summary>Removes a work that is over.</summary>
    /// <exception cref="RefusalException">It is not.</exception>
    public void Remove(Work work)
    {
        work.RequireOver("removed");

        // Files come first: on a full disk they are the room that the store needs to forget the work. One that it still
        // knows can be removed again.
        work.Dispose();
        work.Folder.Remove();
        _store.RemoveWork(work.Stored.Id);
        _works.TryRemove(work.Stored.Id, out _);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_trainings.DisposeAsync().AsTask(), _tasks.DisposeAsync().AsTask()).ConfigureAwait(false);
        foreach (Work work in _works.Values)
        {
            work.Dispose();
        }
    }

    private void Tell(Work work, Exception? loss)
    {
        if (loss is not null)
        {
            _tell($"The state of work {work.Stored.Id} could not be saved: {loss.Message}");
        }
    }

    private WorkLane LaneOf(Work work) => work.Stored.Kind == "run" ? _trainings : _tasks;

    private static string Shown(string id) => id.Length <= 20 ? $"'{id}'" : $"'{id[..20]}…'";
}
