using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>
/// Moves pages from the write-ahead log to the file in parallel to the writer, so that steps do not wait for it and the
/// log stays small.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>The log's size in bytes from which its pages are moved.</summary>
    public const int EnoughBytes = 16 << 20;

    private const int EnoughPages = EnoughBytes / SqliteStore.PageBytes;

    private readonly SqliteConnection _connection;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(false);
    private volatile bool _isEnding;
    private int _pages;

    /// <summary>Begins to look.</summary>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="isVolatile">Whether nothing is synced.</param>
    public SqliteCheckpoints(string connectionString, bool isVolatile)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            SqliteSchema.Run(
                _connection, $"PRAGMA busy_timeout = 1000; PRAGMA synchronous = {(isVolatile ? "OFF" : "FULL")}");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "carousel checkpoints" };
        _thread.Start();
    }

    /// <summary>Something was written.</summary>
    /// <param name="pages">How many pages were written to the log.</param>
    public void Written(int pages)
    {
        if ((_pages += pages) >= EnoughPages)
        {
            _pages = 0;
            _wake.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnding = true;
        _wake.Set();
        _thread.Join();
        _connection.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_isEnding)
            {
                return;
            }

            try
            {
                // Almost all pages are moved in parallel to the writer; it waits only for the rest, then restarts the
                // log.
                SqliteSchema.Run(_connection, "PRAGMA wal_checkpoint(PASSIVE)");
                SqliteSchema.Run(_connection, "PRAGMA wal_checkpoint(RESTART)");
            }
            catch (SqliteException)
            {
                // Busy, full or out of order: the pages stay in the log, where readers find them; the next round tries
                // again.
            }
        }
    }
}
