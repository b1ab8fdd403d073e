using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>The keys of a file of sessions; a server may use the file meanwhile.</summary>
internal sealed class SqliteKeys : IKeyStore
{
    // The place among the counts of the file; those of sessions have the numbers of their partitions.
    private const int Place = -1;

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
            return SqliteSchema.Open(_connection, file, partitions: 1, StoreUse.Keys);
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
    public static int Put(SqliteConnection connection, StoredKey key) => Change(connection, false, () =>
    {
        using var insert = new SqliteStatement(connection, "INSERT OR REPLACE INTO keys VALUES (?1, ?2, ?3, ?4)");
        return insert.Bind(1, key.Name).Bind(2, key.Hash.Span).Bind(3, key.Rights).Bind(4, StoreSums.Of(key)).Run();
    });

    /// <summary>The keys.</summary>
    /// <param name="connection">Of the file.</param>
    /// <returns>The keys, and a key that opens nothing if one is missing: so the doors stay closed.</returns>
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

        return Missing(connection) > 0 ? [.. keys, new StoredKey(StoredKey.Lost, default, "")] : keys;
    }

    /// <summary>Drops a key.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="name">Its name.</param>
    public static bool Remove(SqliteConnection connection, string name)
    {
        bool isLost = name == StoredKey.Lost && Missing(connection) > 0;
        return Change(connection, isLost, () =>
        {
            using var delete = new SqliteStatement(connection, "DELETE FROM keys WHERE name = ?1");
            return delete.Bind(1, name).Run();
        }) > 0 || isLost;
    }

    /// <summary>Writes down how many keys there are.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="missing">How many more there should be.</param>
    public static void WriteCount(SqliteConnection connection, long missing = 0)
    {
        long keys = Count(connection) + missing;
        using var write = new SqliteStatement(connection, "INSERT OR REPLACE INTO contents VALUES (?1, ?2, 0, ?3)");
        write.Bind(1, Place).Bind(2, keys).Bind(3, StoreSums.Of(Place, keys, 0)).Run();
    }

    /// <summary>Changes keys, and writes down how many there are by then.</summary>
    private static int Change(SqliteConnection connection, bool isLost, Func<int> change)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();

        // A key that is missing stays so.
        long missing = isLost ? 0 : Missing(connection);
        int changed = change();
        WriteCount(connection, missing);
        transaction.Commit();
        return changed;
    }

    private static long Count(SqliteConnection connection)
    {
        using var count = new SqliteStatement(connection, "SELECT count(*) FROM keys NOT INDEXED");
        return count.First();
    }

    /// <summary>How many keys are missing; 1 where the number of keys is damaged.</summary>
    private static long Missing(SqliteConnection connection)
    {
        using var row = new SqliteStatement(connection, "SELECT sessions, sum FROM contents WHERE partition = ?1");
        return !row.Bind(1, Place).Next() ? 0
            : row.Number(1) != StoreSums.Of(Place, row.Number(0), 0) ? 1
            : Math.Max(0, row.Number(0) - Count(connection));
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
