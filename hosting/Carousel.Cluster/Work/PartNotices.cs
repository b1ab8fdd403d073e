using System.Threading.Channels;
using Carousel.Cluster.Stores;
using Npgsql;

namespace Carousel.Cluster.Work;

/// <summary>Notifications of the database to a run about parts that end, so that the run need not poll.</summary>
internal sealed class PartNotices : IAsyncDisposable
{
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(20);

    private readonly WorkStore _store;
    private readonly long _run;
    private readonly Channel<PartName> _names = Channel.CreateUnbounded<PartName>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _listening;

    /// <summary>Begins to listen.</summary>
    /// <param name="store">The store.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public PartNotices(WorkStore store, long run)
    {
        (_store, _run) = (store, run);
        NpgsqlConnection connection = Open();
        _listening = Task.Run(() => ListenAsync(connection));
    }

    /// <summary>Waits for parts that ended.</summary>
    /// <param name="longest">For how long at most.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Their names; empty without news.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyCollection<PartName>> NextAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(longest);
        var names = new HashSet<PartName>();
        try
        {
            names.Add(await _names.Reader.ReadAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return names;
        }

        // Short parts end by the hundred: one question to the store for all of a moment.
        await Task.Delay(_moment, cancellation).ConfigureAwait(false);
        while (_names.Reader.TryRead(out PartName name))
        {
            names.Add(name);
        }

        return names;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _end.Dispose();
    }

    private NpgsqlConnection Open()
    {
        try
        {
            NpgsqlConnection connection = _store.Source.OpenNew();
            connection.Notification += (_, notice) =>
            {
                if (notice.Payload.Length == PartName.Size * 2)
                {
                    _names.Writer.TryWrite(new PartName(Convert.FromHexString(notice.Payload)));
                }
            };
            PostgresTables.Run(connection, $"LISTEN {WorkStore.NoticesOf(_run)}");
            return connection;
        }
        catch (Exception exception) when (PostgresSource.IsOfServer(exception))
        {
            throw _store.Source.Failure(exception);
        }
    }

    // Notifications during a lost connection are missed; the next look at the store finds the parts.
    private async Task ListenAsync(NpgsqlConnection first)
    {
        NpgsqlConnection? connection = first;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                connection ??= Open();
                await connection.WaitAsync(_end.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                exception is OperationCanceledException or StoreException || PostgresSource.IsOfServer(exception))
            {
                connection?.Dispose();
                connection = null;
                await Task.Delay(TimeSpan.FromSeconds(1), _end.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        connection?.Dispose();
    }
}
