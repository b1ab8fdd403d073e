using System.Collections.Concurrent;
using System.Text.Json;
using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using RabbitMQ.Client;

namespace Carousel.Cluster.Work;

/// <summary>
/// Does parts that commands send: takes the name of a part from the broker, the part from the store, keeps its answer
/// there, and only then reports to the broker that it is done.
/// </summary>
internal sealed class Worker : IDisposable
{
    private readonly Broker _broker;
    private readonly WorkStore _store;
    private readonly IPartWork _work;
    private readonly WorkerOptions _options;
    private readonly Action<string> _say;
    private readonly StorePatience _patience;
    private readonly PartInbox _inbox;
    private readonly PartFiles _files;
    private readonly ConcurrentDictionary<PartName, RunningPart> _running = new();
    private readonly ConcurrentDictionary<Task, bool> _keeping = new();
    private readonly SemaphoreSlim _keepers;
    private readonly CancellationTokenSource _stop = new();
    private Exception? _failure;
    private long _busy = TimeProvider.System.GetTimestamp();
    private int _done;

    /// <summary>Makes a worker.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="store">The store; not owned.</param>
    /// <param name="work">Does a part.</param>
    /// <param name="options">How it works.</param>
    /// <param name="say">Receives a sentence for the user.</param>
    public Worker(Broker broker, WorkStore store, IPartWork work, WorkerOptions options, Action<string> say)
    {
        (_broker, _store, _work, _options, _say) = (broker, store, work, options, say);
        _inbox = new PartInbox(
            broker, PartQueue.NameOf(store.Number, options.Version), options.Threads, options.Times.Patience, say);
        _patience = new StorePatience(options.Times.Patience, say);
        _files = new PartFiles(store, options.Cache);
        _keepers = new SemaphoreSlim((2 * options.Threads) + 8);
    }

    /// <summary>How many parts were done.</summary>
    public int Done => _done;

    /// <summary>Works until it is stopped, or idle for as long as the options say.</summary>
    /// <param name="cancellation">Stops it: what runs is given back.</param>
    /// <param name="ready">Called when it waits for parts.</param>
    /// <exception cref="BrokerException">The broker can't be used.</exception>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public async Task RunAsync(Action ready, CancellationToken cancellation)
    {
        IConnection connection = await _broker.ConnectAsync(cancellation).ConfigureAwait(false);
        using var claims = new PartClaims(_store, _options.Version, _options.Threads);
        using CancellationTokenRegistration stopping = cancellation.Register(_stop.Cancel);
        ready();
        await Task.WhenAll(
        [
            Guarded(() => _inbox.ReceiveAsync(connection, _stop.Token)), Guarded(() => BeatAsync(claims)),
            .. Enumerable.Range(0, _options.Threads).Select(_ => Guarded(() => DoAllAsync(claims))),
        ]).ConfigureAwait(false);
        await Task.WhenAll(_keeping.Keys).ConfigureAwait(false);
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _keepers.Dispose();
    }

    private Task Guarded(Func<Task> act) => Task.Run(async () =>
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever ends one of them ends the worker, which says it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    });

    private void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref _failure, exception, null);
        _stop.Cancel();
    }

    private async Task DoAllAsync(PartClaims claims)
    {
        await foreach (PartDelivery delivery in _inbox.Deliveries.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            if (delivery.IsGone)
            {
                continue;
            }

            using var running = new RunningPart(delivery, _stop.Token);
            if (delivery.Name.Bytes.Length != PartName.Size || !_running.TryAdd(delivery.Name, running))
            {
                await delivery.EndAsync().ConfigureAwait(false);
                continue;
            }

            Volatile.Write(ref _busy, TimeProvider.System.GetTimestamp());
            bool isKept = false;
            try
            {
                isKept = await DoAsync(running, claims).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _busy, TimeProvider.System.GetTimestamp());
                if (!isKept)
                {
                    _running.TryRemove(delivery.Name, out _);
                }
            }
        }
    }

    /// <returns>Whether an answer is being kept, which ends with the part.</returns>
    private async Task<bool> DoAsync(RunningPart running, PartClaims claims)
    {
        PartName name = running.Delivery.Name;
        if (await Patiently(() => claims.Take(name)).ConfigureAwait(false) is not { } taken)
        {
            // Done, no longer wanted, or claimed by another worker.
            await running.Delivery.EndAsync().ConfigureAwait(false);
            return false;
        }

        if (taken.Losses >= _options.MostLosses)
        {
            await KeepAsync(
                running, claims, null, $"{taken.Losses} workers were lost while they did it; the last one was killed, "
                    + $"ran out of memory, or lost its machine.").ConfigureAwait(false);
            return true;
        }

        try
        {
            Part part = await Patiently(() => Part.Read(taken.Text, _files.Fetch)).ConfigureAwait(false);
            PartAnswer answer = await _work.DoAsync(part, running.Cancellation).ConfigureAwait(false);
            running.Cancellation.ThrowIfCancellationRequested();
            _inbox.Took(running.Seconds);
            _say($"done  {part.Kind}  {name.ToString()[..12]}");
            await KeepAsync(running, claims, answer, null).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is PartException or JsonException)
        {
            _say($"set aside  {name.ToString()[..12]}  {exception.Message}");
            await KeepAsync(running, claims, null, exception.Message).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (running.Cancellation.IsCancellationRequested)
        {
            await GiveBackAsync(running, claims, isLoss: false).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or IOException
            or UnauthorizedAccessException)
        {
            _say($"given back  {name.ToString()[..12]}  {exception.Message}");
            await GiveBackAsync(running, claims, isLoss: true).ConfigureAwait(false);
        }

        return false;
    }

    private async Task GiveBackAsync(RunningPart running, PartClaims claims, bool isLoss)
    {
        await Patiently(() =>
        {
            claims.GiveBack(running.Delivery.Name, isLoss);
            return true;
        }).ConfigureAwait(false);
        await running.Delivery.ReturnAsync().ConfigureAwait(false);
    }

    // The next part is begun while the answer is on its way to the disk.
    private async Task KeepAsync(RunningPart running, PartClaims claims, PartAnswer? answer, string? message)
    {
        await _keepers.WaitAsync().ConfigureAwait(false);
        PartDelivery delivery = running.Delivery;
        Task keeping = Guarded(async () =>
        {
            try
            {
                await Patiently(() =>
                {
                    claims.Keep(delivery.Name, answer, message);
                    return true;
                }).ConfigureAwait(false);
                Interlocked.Increment(ref _done);
                await delivery.EndAsync().ConfigureAwait(false);
            }
            finally
            {
                _running.TryRemove(delivery.Name, out _);
                _keepers.Release();
            }
        });
        _keeping.TryAdd(keeping, true);
        _ = keeping.ContinueWith(
            done => _keeping.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private async Task BeatAsync(PartClaims claims)
    {
        while (true)
        {
            await Task.Delay(_options.Times.Beat, _stop.Token).ConfigureAwait(false);
            RunningPart[] slow = [.. _running.Values.Where(r => r.Seconds > _options.Times.Beat.TotalSeconds)];
            if (slow.Length > 0)
            {
                IReadOnlyCollection<PartName> wanted = await Patiently(
                    () => claims.StillWanted([.. slow.Select(r => r.Delivery.Name)])).ConfigureAwait(false);
                foreach (RunningPart one in slow)
                {
                    if (!wanted.Contains(one.Delivery.Name))
                    {
                        one.Cancel();
                    }
                    else if (one.Seconds > _options.Times.Hold.TotalSeconds)
                    {
                        await one.Delivery.EndAsync().ConfigureAwait(false);
                    }
                }
            }

            if (_options.Idle is { } idle && _running.IsEmpty
                && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _busy)) > idle)
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<T> Patiently<T>(Func<T> ask) => _patience.AskAsync(ask, _stop.Token);
}
