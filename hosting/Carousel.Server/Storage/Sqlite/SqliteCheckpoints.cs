using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>
/// Moves pages from the write-ahead log to the file in parallel to the writer. The writer waits for the last pages of a
/// round, and for the whole round if it fills the log faster than pages are moved, so the log stays small.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>The log's size in bytes from which its pages are moved.</summary>
    public const int EnoughBytes = 16 << 20;

    private const int EnoughPages = EnoughBytes / SqliteStore.PageBytes;

    private readonly SqliteConnection _connection;
    private readonly bool _isVolatile;
    private Task _round = Task.CompletedTask;
    private int _pages;

    /// <summary>Connects to the database.</summary>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="isVolatile">Whether nothing is synced.</param>
    public SqliteCheckpoints(string connectionString, bool isVolatile)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        _isVolatile = isVolatile;
    }

    /// <summary>Something was written, and its transaction has ended.</summary>
    /// <param name="pages">How many pages were written to the log.</param>
    public void Written(int pages)
    {
        _pages += pages;
        if (_pages >= EnoughPages && (_round.IsCompleted || _pages >= 2 * EnoughPages))
        {
            // A disk that is slower than the writer: its round must end before the log grows further.
            _round.Wait();
            _pages = 0;
            _round = Task.Run(Move);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _round.Wait();
        _connection.Dispose();
    }

    private void Move()
    {
        try
        {
            // Almost all pages are moved in parallel to the writer; it waits only for the rest, then restarts the log.
            SqliteSchema.Run(
                _connection,
                $"PRAGMA busy_timeout = 1000; PRAGMA synchronous = {(_isVolatile ? "OFF" : "FULL")}; "
                + "PRAGMA wal_checkpoint(PASSIVE); PRAGMA wal_checkpoint(RESTART)");
        }
        catch (SqliteException)
        {
            // Busy, full or out of order: the pages stay in the log, where readers find them; the next round tries
            // again.
        }
    }
}
