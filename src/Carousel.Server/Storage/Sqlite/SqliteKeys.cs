using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage.Sqlite;

/// <summary>The keys of a file of sessions; a server may use the file meanwhile.</summary>
internal sealed class SqliteKeys : IKeyStore
{
    private readonly string _file;
    private readonly SqliteConnection _connection;

    /// <summary>Opens the keys of a file; a file that is not there is made.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="StoreException">The file can't be used.</exception>
    public SqliteKeys(string file)
    {
        _file = file;
        if (!File.Exists(file))
        {
            new SqliteStore(file, isVolatile: false).Dispose();
        }

        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        Guard(() =>
        {
            _connection.Open();
            SqliteSchema.Run(_connection, "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL");
            return SqliteSchema.Open(_connection, file, partitions: 1);
        });
    }

    /// <inheritdoc/>
    public void PutKey(StoredKey key) => Guard(() => Put(_connection, key));

    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> ReadKeys() => Guard(() => Read(_connection));

    /// <inheritdoc/>
    public bool RemoveKey(string name) => Guard(() => Remove(_connection, name));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Keeps a key.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="key">The key.</param>
    public static int Put(SqliteConnection connection, StoredKey key)
    {
        using var insert = new SqliteStatement(connection, "INSERT OR REPLACE INTO keys VALUES (?1, ?2, ?3, ?4)");
        return insert.Bind(1, key.Name).Bind(2, key.Hash.Span).Bind(3, key.Rights).Bind(4, StoreSums.Of(key)).Run();
    }

    /// <summary>The keys.</summary>
    /// <param name="connection">Of the file.</param>
    public static IReadOnlyList<StoredKey> Read(SqliteConnection connection)
    {
        using var find = new SqliteStatement(connection, "SELECT name, hash, rights, sum FROM keys ORDER BY name");
        var keys = new List<StoredKey>();
        while (find.Next())
        {
            // A damaged key opens nothing: its rights may be others than were given.
            var key = new StoredKey(find.Text(0), find.Blob(1), find.Text(2));
            keys.Add(StoreSums.Of(key) == find.Number(3) ? key : key with { Hash = default });
        }

        return keys;
    }

    /// <summary>Drops a key.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="name">Its name.</param>
    public static bool Remove(SqliteConnection connection, string name)
    {
        using var delete = new SqliteStatement(connection, "DELETE FROM keys WHERE name = ?1");
        return delete.Bind(1, name).Run() > 0;
    }

    private T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException exception)
        {
            throw new StoreException($"{_file}: the keys can't be used ({exception.Message.TrimEnd('.')}).", exception)
            {
                IsFull = FullDisk.Is(exception),
            };
        }
    }
}
