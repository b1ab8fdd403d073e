using Carousel.Studio.Storage;

namespace Carousel.Studio.Works;

/// <summary>Works one after the other, in the order in which they came.</summary>
internal sealed class WorkLane : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Work> _waiting = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<Work, CancellationToken, Task> _run;
    private readonly Task _loop;

    /// <summary>A lane.</summary>
    /// <param name="run">Runs a work to its end; throws nothing.</param>
    public WorkLane(Func<Work, CancellationToken, Task> run)
    {
        _run = run;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Adds a work at the end of the queue.</summary>
    public void Add(Work work)
    {
        lock (_gate)
        {
            _waiting.AddLast(work);
        }

        _news.Release();
    }

    /// <summary>Takes a work out that waits.</summary>
    /// <returns>False where it does not wait.</returns>
    public bool TryRemove(Work work)
    {
        lock (_gate)
        {
            return _waiting.Remove(work);
        }
    }

    /// <summary>How many works come before one.</summary>
    public int Ahead(Work work)
    {
        lock (_gate)
        {
            int ahead = Current is null ? 0 : 1;
            foreach (Work one in _waiting)
            {
                if (one == work)
                {
                    return ahead;
                }

                ahead++;
            }

            return 0;
        }
    }

    /// <summary>The work that runs, or null.</summary>
    public Work? Current { get; private set; }

    /// <summary>Ends the lane: the running work is cancelled, and awaited.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _ending.Dispose();
        _news.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _news.WaitAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (_gate)
            {
                Current = _waiting.First?.Value;
                if (Current is not null)
                {
                    _waiting.RemoveFirst();
                }
            }

            if (Current is { } work)
            {
                await _run(work, _ending.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    Current = null;
                    SayAhead();
                }
            }
        }
    }

    private void SayAhead()
    {
        int ahead = 0;
        foreach (Work one in _waiting)
        {
            one.Log.Say(WorkEvent.Of("state", ("state", WorkStates.Queued), ("ahead", ahead++)));
        }
    }
}
