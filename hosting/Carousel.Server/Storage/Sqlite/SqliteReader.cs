using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>A connection for one reader at a time, with its statements.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">An open connection of the file; owned.</param>
    /// <param name="partitions">How many partitions the file has.</param>
    public SqliteReader(SqliteConnection connection, int partitions)
    {
        _connection = connection;
        Block = new SqliteStatement(
            _connection, $"SELECT bytes FROM journal WHERE place = ?2 * {partitions} + ?1");
        Journal = new SqliteStatement(
            _connection,
            $"SELECT place, before, bytes FROM journal WHERE place > ?2 * {partitions} + ?1 "
            + $"AND place % {partitions} = ?1 ORDER BY place LIMIT 64");
        LastBlock = new SqliteStatement(_connection, LastBlockOf(partitions));
        Snapshot = new SqliteStatement(
            _connection, "SELECT model, next, owner, expires, position, sums, state FROM sessions WHERE id = ?1");
        Sessions = new SqliteStatement(
            _connection, "SELECT id, model, next, owner, expires, position, sums FROM sessions WHERE partition = ?1");
        History = new SqliteStatement(
            _connection,
            "SELECT first, count, sum, bytes FROM history WHERE id = ?1 AND first < ?2 ORDER BY first DESC LIMIT 1");
    }

    /// <summary>The connection.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>Bytes of a block.</summary>
    public SqliteStatement Block { get; }

    /// <summary>Some blocks after a number.</summary>
    public SqliteStatement Journal { get; }

    /// <summary>The highest number of a block.</summary>
    public SqliteStatement LastBlock { get; }

    /// <summary>A session's snapshot.</summary>
    public SqliteStatement Snapshot { get; }

    /// <summary>The sessions of a partition.</summary>
    public SqliteStatement Sessions { get; }

    /// <summary>The last piece of history before a step.</summary>
    public SqliteStatement History { get; }

    /// <summary>The query for the number of the last block of partition ?1.</summary>
    /// <param name="partitions">How many partitions the file has.</param>
    /// <remarks>Numbers that no store reaches are damage.</remarks>
    public static string LastBlockOf(int partitions) =>
        $"SELECT max(coalesce((SELECT place / {partitions} FROM journal WHERE place % {partitions} = ?1 "
        + $"AND place < {SqliteStore.MostNumber} * {partitions} ORDER BY place DESC LIMIT 1), 0), "
        + "coalesce((SELECT number FROM trimmed WHERE partition = ?1 "
        + $"AND number < {SqliteStore.MostNumber}), 0))";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteStatement statement in new[] { Block, Journal, LastBlock, Snapshot, Sessions, History })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
