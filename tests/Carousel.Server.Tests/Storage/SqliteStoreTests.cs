using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Tests.Storage;

/// <summary>Sessions in a file of SQLite.</summary>
public sealed class SqliteStoreTests : SessionStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-store-");

    private string StoreFile => Path.Combine(_folder.FullName, "sessions.db");

    [Fact]
    public void Open_RefusesAFileThatIsInUse()
    {
        using ISessionStore store = Open();
        var refused = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(
            $"{StoreFile}: another server uses this store. Stop it, or name another file.",
            refused.Message);
        store.Append(store.Claim(), [Block(0, 1, 1)]);
    }

    [Fact]
    public void Open_GoesOn_WhenTheOtherServerHasEnded()
    {
        using (Open())
        {
        }

        using ISessionStore store = Open();
        Assert.Equal(8, store.Partitions);
    }

    [Fact]
    public void Open_RefusesWhatIsNoDatabase_AndLeavesIt()
    {
        byte[] bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        File.WriteAllBytes(StoreFile, bytes);
        var refused = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(
            $"{StoreFile} is not a database; name a new file, or one that carousel serve made.", refused.Message);
        Assert.Equal(bytes, File.ReadAllBytes(StoreFile));
    }

    [Fact]
    public void Open_RefusesADatabaseOfSomethingElse()
    {
        Run("CREATE TABLE customers (name TEXT)");
        var refused = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(
            $"{StoreFile} is a database of something else; name a new file, or one that carousel serve made.",
            refused.Message);
    }

    [Fact]
    public void Open_RefusesAFormatOfAnotherRelease()
    {
        using (Open())
        {
        }

        Run("PRAGMA user_version = 3");
        Assert.Equal(
            $"{StoreFile} has format version 3, but this release reads versions 1 to 2.",
            Assert.Throws<StoreException>(() => Open()).Message);
    }

    [Fact]
    public void Open_RefusesADamagedFile()
    {
        using (ISessionStore store = Open())
        {
            store.Append(store.Claim(), [Block(0, 1, 1)]);
        }

        using (FileStream file = File.OpenWrite(StoreFile))
        {
            file.Write(new byte[200]);
        }

        Assert.EndsWith(".", Assert.Throws<StoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SaysWhereNoFileCanBe()
    {
        string missing = Path.Combine(_folder.FullName, "no", "sessions.db");
        var refused = Assert.Throws<StoreException>(() => new SqliteStore(missing, isVolatile: false));
        Assert.StartsWith($"{missing}: the store can't be made there", refused.Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private protected override ISessionStore Open(bool isVolatile = false) => new SqliteStore(StoreFile, isVolatile);

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={StoreFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
