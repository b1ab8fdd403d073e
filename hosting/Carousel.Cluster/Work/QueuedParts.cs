using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using RabbitMQ.Client;

namespace Carousel.Cluster.Work;

/// <summary>Has parts done by workers that wait at a broker.</summary>
internal sealed class QueuedParts : IPartRunner
{
    private readonly Broker _broker;
    private readonly WorkStore _store;
    private readonly string _version, _queue;
    private readonly Action<string> _say;
    private readonly QueueTimes _times;
    private readonly StorePatience _patience;

    private QueuedParts(Broker broker, WorkStore store, string version, Action<string> say, QueueTimes times)
    {
        (_broker, _store, _version, _say, _times) = (broker, store, version, say, times);
        _queue = PartQueue.NameOf(store.Number, version);
        _patience = new StorePatience(times.Patience, say);
    }

    /// <inheritdoc/>
    public int Width => 0;

    /// <summary>Opens broker and store.</summary>
    /// <param name="broker">The broker's address.</param>
    /// <param name="store">The connection string of the store.</param>
    /// <param name="version">The release that runs.</param>
    /// <param name="say">Receives a sentence for the user.</param>
    /// <param name="times">How often it looks.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BrokerException">The broker can't be used.</exception>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public static async Task<QueuedParts> OpenAsync(
        string broker, string store, string version, Action<string> say, QueueTimes times,
        CancellationToken cancellation)
    {
        var at = new Broker(broker);
        IConnection connection = await at.ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        return new QueuedParts(at, new WorkStore(store), version, say, times);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IReadOnlyList<Part> parts, Action<PartOutcome> told, CancellationToken cancellation)
    {
        var work = new Run(this, parts, told);
        await DoAsync(() => _store.Put(parts.SelectMany(p => p.Data).Distinct()), cancellation).ConfigureAwait(false);
        try
        {
            await work.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            TryEnd(work.Number);
            throw;
        }

        await DoAsync(() => _store.End(work.Number), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    // A store that is away just now does not hide why a run ends; it forgets the run's parts by itself in time.
    private void TryEnd(long run)
    {
        try
        {
            _store.End(run);
        }
        catch (StoreException exception) when (exception.IsAway)
        {
            _say(exception.Message);
        }
    }

    private Task<T> AskAsync<T>(Func<T> ask, CancellationToken cancellation) => _patience.AskAsync(ask, cancellation);

    private async Task DoAsync(Action act, CancellationToken cancellation) => await AskAsync(
        () =>
        {
            act();
            return true;
        },
        cancellation).ConfigureAwait(false);

    // Workers of another release would never take these parts.
    private void RequireWorkers()
    {
        IReadOnlyList<(string Version, int Threads)> workers = _store.Workers();
        if (workers.Any(w => w.Version == _version))
        {
            return;
        }

        if (workers.Count > 0)
        {
            throw new StoreException(
                $"{_store.Name}: its workers run carousel {workers[0].Version}, but this is {_version}, and another "
                    + $"release may compute other models. Start workers of this release.");
        }

        _say("no worker is running yet; start some with 'carousel work', the same broker and the same store");
    }

    private sealed class Run(QueuedParts owner, IReadOnlyList<Part> parts, Action<PartOutcome> told)
    {
        private readonly ILookup<PartName, Part> _wanted = parts.ToLookup(p => p.Name);
        private readonly HashSet<PartName> _open = [.. parts.Select(p => p.Name)];

        public long Number { get; } = Random.Shared.NextInt64();

        public async Task RunAsync(CancellationToken cancellation)
        {
            PartNotices notices = await owner.AskAsync(() => new PartNotices(owner._store, Number), cancellation)
                .ConfigureAwait(false);
            await using (notices.ConfigureAwait(false))
            {
                IReadOnlyList<PartName> done = await owner.AskAsync(
                    () => owner._store.Begin(Number, [.. _wanted.Select(p => p.First())]), cancellation)
                    .ConfigureAwait(false);
                if (done.Count < _open.Count)
                {
                    await owner.DoAsync(owner.RequireWorkers, cancellation).ConfigureAwait(false);
                }

                await TellAsync(done, cancellation).ConfigureAwait(false);
                await SendAsync([.. _wanted.Select(p => p.Key).Where(_open.Contains)], cancellation)
                    .ConfigureAwait(false);
                await WaitAsync(notices, cancellation).ConfigureAwait(false);
            }
        }

        private async Task WaitAsync(PartNotices notices, CancellationToken cancellation)
        {
            long last = TimeProvider.System.GetTimestamp();
            for (TimeSpan lost = owner._times.Lost; _open.Count > 0;)
            {
                IReadOnlyCollection<PartName> news = await notices.NextAsync(owner._times.Look, cancellation)
                    .ConfigureAwait(false);
                if (await TellAsync(news.Count > 0 ? news : _open, cancellation).ConfigureAwait(false) > 0)
                {
                    (last, lost) = (TimeProvider.System.GetTimestamp(), owner._times.Lost);
                }
                else if (TimeProvider.System.GetElapsedTime(last) > lost)
                {
                    // A broker may have lost its disk, or a worker was lost after it had answered the message:
                    // unclaimed parts are sent again. An unneeded message costs a worker one query to the store.
                    (last, lost) = (TimeProvider.System.GetTimestamp(), lost * 2);
                    IReadOnlyList<PartName> idle = await owner.AskAsync(() => owner._store.Idle(_open), cancellation)
                        .ConfigureAwait(false);
                    await SendAsync(idle, cancellation).ConfigureAwait(false);
                }
            }
        }

        private Task SendAsync(IReadOnlyList<PartName> names, CancellationToken cancellation) =>
            PartQueue.SendAsync(owner._broker, owner._queue, names, owner._times.Patience, cancellation);

        private async Task<int> TellAsync(IReadOnlyCollection<PartName> names, CancellationToken cancellation)
        {
            int count = 0;
            foreach ((PartName name, string? answer, string? message) in await owner.AskAsync(
                () => owner._store.Ended(names), cancellation).ConfigureAwait(false))
            {
                if (_open.Remove(name))
                {
                    count++;
                    foreach (Part part in _wanted[name])
                    {
                        told(new PartOutcome(part, answer, message, () => FileOf(name, cancellation)));
                    }
                }
            }

            return count;
        }

        // The receiver of the outcome requests the file on its thread.
        private byte[]? FileOf(PartName name, CancellationToken cancellation) =>
            owner.AskAsync(() => owner._store.FileOf(name), cancellation).GetAwaiter().GetResult();
    }
}
