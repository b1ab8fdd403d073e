using System.Net;
using System.Net.Sockets;
using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Carousel.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Carousel.Server.Tests.Storage;

/// <summary>Sessions in a database of PostgreSQL.</summary>
public sealed class PostgresStoreTests(PostgresServer server) : SessionStoreTests
{
    private const string EndAll =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private readonly string _database = server.CreateDatabase();

    [Fact]
    public void Open_MakesOneSetOfTables_WhereServersStartAtOnce()
    {
        var stores = new ISessionStore[6];
        Parallel.For(0, stores.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i => stores[i] = Open());
        Assert.All(stores, store => Assert.Equal(8, store.Partitions));
        long[] epochs = [.. stores.Select(store => store.Claim())];
        Assert.Equal([1, 2, 3, 4, 5, 6], epochs);
        stores[^1].Append(6, [Block(0, 1, 1)]);
        Assert.True(Assert.Throws<StoreException>(() => stores[0].Append(1, [Block(0, 2, 2)])).IsTaken);
        Assert.Equal([(1, 1)], Journal(stores[0], 0, 0));
        Assert.All(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Claim_LetsNothingOfTheOldEpochIn_WhileBothWrite()
    {
        using ISessionStore old = Open(), taker = Open();
        long epoch = old.Claim();
        using var begun = new ManualResetEventSlim();
        Task<StoreException> writing = Task.Run(() => Assert.Throws<StoreException>(() =>
        {
            for (int number = 1; number < int.MaxValue; number++)
            {
                old.Append(epoch, [Block(0, number, 1), Block(7, number, 1)]);
                if (number == 20)
                {
                    begun.Set();
                }
            }
        }));
        begun.Wait(TestContext.Current.CancellationToken);
        taker.Claim();
        long last = taker.LastBlock(0);
        Assert.True((await writing).IsTaken);
        Assert.Equal(last, taker.LastBlock(0));
        Assert.Equal(last, taker.LastBlock(7));
    }

    [Fact]
    public async Task Claim_WaitsForAWriteThatHasBegun()
    {
        using ISessionStore store = Open();
        store.Append(store.Claim(), [Block(0, 1, 1)]);

        // A server whose write stays half way: its row is held until it ends.
        using NpgsqlDataSource source = NpgsqlDataSource.Create(_database);
        using NpgsqlConnection other = source.OpenConnection();
        NpgsqlTransaction half = other.BeginTransaction();
        using (NpgsqlCommand hold = other.CreateCommand())
        {
            hold.CommandText = "SELECT carousel.hold(epoch, writer, ARRAY[0]) FROM carousel.partitions LIMIT 1";
            hold.ExecuteNonQuery();
            hold.CommandText = "INSERT INTO carousel.journal VALUES (0, 2, '\\x02', 2)";
            hold.ExecuteNonQuery();
        }

        Task<long> claim = Task.Run(store.Claim);
        while ((long)PostgresServer.Run(_database, "SELECT count(*) FROM pg_locks WHERE NOT granted")! == 0)
        {
            Assert.False(claim.IsCompleted);
        }

        half.Commit();
        Assert.Equal(2, await claim);
        Assert.Equal(2, store.LastBlock(0));
    }

    [Fact]
    public void Read_ConnectsAgain_WhereTheConnectionWasLost()
    {
        using ISessionStore store = Open();
        store.Append(store.Claim(), [Block(0, 1, 1)]);
        Assert.Equal([(1, 1)], Journal(store, 0, 0));
        PostgresServer.Run(_database, EndAll);
        Assert.Equal([(1, 1)], Journal(store, 0, 0));
        Assert.Equal(1, store.LastBlock(0));
    }

    [Fact]
    public void Append_Fails_WhereTheConnectionWasLost_AndGoesOnAfterwards()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(0, 1, 1)]);
        for (int number = 2; number < 5; number++)
        {
            PostgresServer.Run(_database, EndAll);
            var lost = Assert.Throws<StoreException>(() => store.Append(epoch, [Block(0, number, 2)]));
            Assert.False(lost.IsTaken, lost.Message);
            Assert.Equal(number - 1, store.LastBlock(0));
            store.Append(epoch, [Block(0, number, (byte)number)]);
        }

        Assert.Equal([(1, 1), (2, 2), (3, 3), (4, 4)], Journal(store, 0, 0));
    }

    [Fact]
    public void Append_RefusesWhatWasStillOnItsWay_WhenTheConnectionWasLost()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(0, 1, 1)]);
        object writer = PostgresServer.Run(_database, "SELECT writer FROM carousel.partitions LIMIT 1")!;
        PostgresServer.Run(_database, EndAll);
        Assert.Throws<StoreException>(() => store.Append(epoch, [Block(0, 2, 2)]));

        // A reader may rely on it: earlier requests come too late.
        Assert.Equal(1, store.LastBlock(0));
        var late = Assert.Throws<PostgresException>(
            () => PostgresServer.Run(_database, $"SELECT carousel.hold({epoch}, '{writer}', ARRAY[0])"));
        Assert.Equal(PostgresSource.Taken, late.SqlState);
        store.Append(epoch, [Block(0, 2, 3)]);
        Assert.Equal([(1, 1), (2, 3)], Journal(store, 0, 0));
    }

    [Fact]
    public void Append_SaysThatTheStoreWasTaken_AlsoBehindALostConnection()
    {
        using ISessionStore store = Open(), taker = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(0, 1, 1)]);
        PostgresServer.Run(_database, EndAll);
        Assert.Throws<StoreException>(() => store.Append(epoch, [Block(0, 2, 2)]));
        long taken = taker.Claim();
        taker.Append(taken, [Block(0, 2, 3)]);
        Assert.Equal(2, store.LastBlock(0));
        Assert.True(Assert.Throws<StoreException>(() => store.Append(epoch, [Block(0, 3, 4)])).IsTaken);
        taker.Append(taken, [Block(0, 3, 5)]);
    }

    [Theory]
    [InlineData(false, "on")]
    [InlineData(true, "off")]
    public void Append_WaitsForTheDisk_UnlessVolatile(bool isVolatile, string expected)
    {
        // Also if the setting of the database differs.
        string name = new NpgsqlConnectionStringBuilder(_database).Database!;
        PostgresServer.Run(_database, $"ALTER DATABASE {name} SET synchronous_commit = off");
        using ISessionStore store = Open(isVolatile);
        PostgresServer.Run(
            _database,
            """
            CREATE TABLE public.seen (value text);
            CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN INSERT INTO public.seen VALUES (current_setting(''synchronous_commit'')); RETURN NULL; END';
            CREATE TRIGGER look AFTER INSERT ON carousel.journal EXECUTE FUNCTION public.look()
            """);
        store.Append(store.Claim(), [Block(0, 1, 1)]);
        Assert.Equal(expected, PostgresServer.Run(_database, "SELECT value FROM public.seen"));
    }

    [Fact]
    public void Open_SaysThatThePasswordIsWrong()
    {
        AssertRefused(
            settings => settings.Password = "some-other",
            "the password of user 'carousel' is wrong. Set Password in the connection string, or PGPASSWORD.");
    }

    [Fact]
    public void Open_SaysThatThereIsNoSuchDatabase()
    {
        AssertRefused(
            settings => settings.Database = "nowhere",
            "there is no such database. Make it with 'createdb nowhere'.");
    }

    [Fact]
    public void Open_SaysThatNoServerIsThere()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        AssertRefused(
            settings => settings.Port = port,
            "no PostgreSQL server answers (Connection refused). Start it, or set Host and Port.");
    }

    [Fact]
    public void Open_SaysThatAHostIsUnknown()
    {
        // A name that can't be: RFC 6761 keeps it free.
        var settings = new NpgsqlConnectionStringBuilder(_database) { Host = "carousel.invalid" };
        var refused = Assert.Throws<StoreException>(() => new PostgresStore(settings.ConnectionString, false));
        Assert.StartsWith(
            $"carousel.invalid:{settings.Port}/{settings.Database}: no PostgreSQL server answers (", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SaysThatTheUserMayNotMakeTables()
    {
        PostgresServer.Run(_database, "CREATE ROLE guest_of_tests LOGIN PASSWORD 'other-secret'");
        AssertRefused(
            settings => (settings.Username, settings.Password) = ("guest_of_tests", "other-secret"),
            "user 'guest_of_tests' may not do this (permission denied for database "
            + $"{new NpgsqlConnectionStringBuilder(_database).Database}). Grant it, or name another user.");
        PostgresServer.Run(_database, "DROP ROLE guest_of_tests");
    }

    [Fact]
    public void Open_RefusesASchemaOfSomethingElse()
    {
        PostgresServer.Run(_database, "CREATE SCHEMA carousel; CREATE TABLE carousel.horses (name text)");
        AssertRefused(
            _ => { }, "its schema 'carousel' is something else; name another database.");
    }

    [Fact]
    public void Open_TakesASchemaThatWasMadeForIt()
    {
        PostgresServer.Run(_database, "CREATE SCHEMA carousel");
        using ISessionStore store = Open();
        Assert.Equal(1, store.Claim());
    }

    [Fact]
    public void DamagedValues_AreNoticed()
    {
        using (ISessionStore store = Open())
        {
            long epoch = store.Claim();
            store.WriteSnapshots(epoch, [new SessionSnapshot(0, 2, 1, 5, 0, 0, 7, new byte[] { 1, 2 })]);
            store.WriteSnapshots(epoch, [new SessionSnapshot(0, 4, 1, 5, 0, 0, 7, new byte[] { 1, 2 })]);
            store.Compact(epoch, 0, 0, [new HistoryPiece(2, 1, 4, new byte[] { 9 }, 0)], []);
            store.PutKey(new StoredKey("k", new byte[] { 1 }, "{}"));
            PostgresServer.Run(_database, "UPDATE carousel.sessions SET state = '\\x0103' WHERE id::text LIKE '%2'");
            PostgresServer.Run(_database, "UPDATE carousel.sessions SET next = 6 WHERE id::text LIKE '%4'");
            PostgresServer.Run(_database, "UPDATE carousel.history SET bytes = '\\x08'");
            PostgresServer.Run(_database, "UPDATE carousel.keys SET rights = '[]'");
            Assert.Equal(
                [((UInt128)2, false), (4, true)],
                store.ReadSessions(0).Select(session => (session.Session, session.IsDamaged)));
            Assert.True(Assert.Throws<StoreException>(() => store.ReadSnapshot(0, 2)).IsDamage);
            Assert.True(Assert.Throws<StoreException>(() => store.ReadHistory(0, 2, 100).ToArray()).IsDamage);
            Assert.True(Assert.Single(store.ReadKeys()).Hash.IsEmpty);
        }
    }

    [Fact]
    public void OldStore_GetsChecksums()
    {
        using (ISessionStore store = Open())
        {
            long epoch = store.Claim();
            store.WriteSnapshots(epoch, [new SessionSnapshot(0, 2, 1, 5, 0, 0, 7, new byte[] { 1, 2 })]);
            store.Compact(epoch, 0, 0, [new HistoryPiece(2, 1, 4, default, 0)], []);
            store.PutKey(new StoredKey("k", new byte[] { 1 }, "{}"));
        }

        // A record of the first format: length, kind, session, nothing before it.
        byte[] close = new byte[JournalRecord.HeadBytes];
        (close[0], close[4], close[23]) = (JournalRecord.HeadBytes, (byte)RecordKind.Close, 9);
        PostgresServer.Run(
            _database,
            "ALTER TABLE carousel.sessions DROP COLUMN sums; ALTER TABLE carousel.history DROP COLUMN sum; "
            + "ALTER TABLE carousel.models DROP COLUMN sum; ALTER TABLE carousel.keys DROP COLUMN sum; "
            + "ALTER TABLE carousel.journal DROP COLUMN format; UPDATE carousel.about SET version = 1; "
            + $"INSERT INTO carousel.journal VALUES (0, 7, '\\x{Convert.ToHexString(close)}')");
        using ISessionStore again = Open();
        int offset = 0;
        Assert.True(JournalRecord.TryRead(Assert.Single(again.ReadJournal(0, 0)), ref offset, out _));
        Assert.False(Assert.Single(again.ReadSessions(0)).IsDamaged);
        Assert.Equal([1, 2], again.ReadSnapshot(0, 2)!.State.ToArray());
        Assert.Single(again.ReadHistory(0, 2, 100));
        Assert.False(Assert.Single(again.ReadKeys()).Hash.IsEmpty);
    }

    [Fact]
    public void Open_RefusesAFormatOfAnotherRelease()
    {
        using (ISessionStore store = Open())
        {
            PostgresServer.Run(_database, "UPDATE carousel.about SET version = 3");
        }

        var refused = Assert.Throws<StoreException>(() => Open());
        Assert.EndsWith(
            "has format version 3, but this release reads versions 1 to 2.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesAServerThatIsTooOld()
    {
        var refused = Assert.Throws<StoreException>(
            () => PostgresTables.RequireServer(new Version(12, 22), 13, "here:5432/sessions"));
        Assert.Equal(
            "here:5432/sessions: the server is PostgreSQL 12.22, but this store needs 13 or newer.", refused.Message);
        PostgresTables.RequireServer(new Version(13, 0), 13, "here:5432/sessions");
    }

    [Theory]
    [InlineData("Host=here;Colour=red", "its 'colour' is unknown, missing or wrong")]
    [InlineData("Host=here;Port=many", "its 'port' is unknown, missing or wrong")]
    [InlineData("Username=somebody", "its 'Host' is unknown, missing or wrong")]
    public void Open_RefusesWhatIsNoConnectionString(string text, string reason)
    {
        var refused = Assert.Throws<StoreException>(() => new PostgresStore(text, isVolatile: false));
        Assert.Equal(
            $"The store: this is not a PostgreSQL connection string ({reason}). Write it as "
            + "'Host=…;Username=…;Password=…;Database=…'.",
            refused.Message);
    }

    [Fact]
    public void ReadSessions_SkipsNone_WhereTheLastIdOfAPageIsDamaged()
    {
        const int Page = 4096, All = Page + 100;
        UInt128 damaged = ((UInt128)6 << 120) | (Page * 2);
        using ISessionStore store = Open(isVolatile: true);
        store.WriteSnapshots(store.Claim(), [.. Enumerable.Range(1, All).Select(number => new SessionSnapshot(
            0, number == Page ? damaged : (UInt128)(number * 2), 1, 5, 0, 0, 7, new byte[] { 1 }))]);
        string stored = $"{Page * 2:x32}";
        PostgresServer.Run(_database, $"UPDATE carousel.sessions SET id = '{stored}' WHERE id = '{damaged:x32}'");
        SessionSnapshot[] sessions = [.. store.ReadSessions(0)];
        Assert.Equal(All, sessions.Length);
        Assert.Equal(damaged, Assert.Single(sessions, session => session.IsDamaged).Session);
    }

    [Fact]
    public void Check_MakesNoStore()
    {
        Assert.Throws<StoreException>(() => new PostgresStore(_database, isVolatile: false, use: StoreUse.Check));
        Assert.Equal(
            false, PostgresServer.Run(_database, "SELECT to_regnamespace('carousel') IS NOT NULL"));
    }

    private protected override ISessionStore Open(bool isVolatile = false) => new PostgresStore(_database, isVolatile);

    private void AssertRefused(Action<NpgsqlConnectionStringBuilder> change, string sentence)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database);
        change(settings);
        var refused = Assert.Throws<StoreException>(() => new PostgresStore(settings.ConnectionString, false));
        Assert.Equal($"127.0.0.1:{settings.Port}/{settings.Database}: {sentence}", refused.Message);
        Assert.DoesNotContain(settings.Password!, refused.Message, StringComparison.Ordinal);
    }
}
