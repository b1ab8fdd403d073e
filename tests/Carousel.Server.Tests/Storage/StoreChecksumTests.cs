using Carousel.Cluster.Stores;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Hosting;
using Carousel.Server.Storage;
using Carousel.Server.Tests.Engine;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Tests.Storage;

/// <summary>Checksums of a file of sessions: old files get them, and they are compared.</summary>
public sealed class StoreChecksumTests : IDisposable
{
    private const string OldTables =
        """
        CREATE TABLE about (partitions INTEGER NOT NULL, epoch INTEGER NOT NULL);
        INSERT INTO about VALUES (8, 3);
        CREATE TABLE journal (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        CREATE TABLE trimmed (partition INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        INSERT INTO trimmed VALUES (2, 5);
        CREATE TABLE sessions (
          id BLOB PRIMARY KEY, partition INTEGER NOT NULL, model INTEGER NOT NULL, next INTEGER NOT NULL,
          owner INTEGER NOT NULL, expires INTEGER NOT NULL, position INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE INDEX sessions_of_partition ON sessions (partition);
        INSERT INTO sessions VALUES (x'00000000000000000000000000000006', 0, 1, 7, 0, 0, 42, x'0102');
        CREATE TABLE history (
          id BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY (id, first));
        INSERT INTO history VALUES (x'00000000000000000000000000000006', 1, 1, x'');
        CREATE TABLE models (
          number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
          UNIQUE (name, sha256));
        INSERT INTO models (name, sha256, bytes) VALUES ('m', 'aa', x'03');
        CREATE TABLE keys (name TEXT PRIMARY KEY, hash BLOB NOT NULL, rights TEXT NOT NULL);
        INSERT INTO keys VALUES ('k', x'04', '{}');
        PRAGMA application_id = 1128354387;
        PRAGMA user_version = 1;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-sums-");

    private string StoreFile => Path.Combine(_folder.FullName, "sessions.db");

    private CarouselServerOptions Options => new() { Models = _folder.FullName };

    [Fact]
    public void DamagedDefinitionOfATable_IsReportedInOneLine()
    {
        string file = Path.Combine(_folder.FullName, "definition.db");
        using (new SqliteStore(file, isVolatile: false))
        {
        }

        byte[] bytes = File.ReadAllBytes(file);
        int at = bytes.AsSpan().IndexOf("id BLOB NOT NULL, first"u8);
        bytes[at] = (byte)'"';
        File.WriteAllBytes(file, bytes);

        StoreException refused = Assert.Throws<StoreException>(() => new SqliteStore(file, isVolatile: false));
        Assert.StartsWith($"{file} is damaged (", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void OldFile_GetsChecksums()
    {
        Run(OldTables);

        // A record of the first format: length, kind, session, nothing before it; and two blocks of its partition.
        byte[] close = new byte[JournalRecord.HeadBytes];
        (close[0], close[4], close[23]) = (JournalRecord.HeadBytes, (byte)RecordKind.Close, 9);
        Run($"INSERT INTO journal VALUES (56, x'{Convert.ToHexString(close)}'), (64, x'{Convert.ToHexString(close)}')");
        for (int opening = 0; opening < 2; opening++)
        {
            using var store = new SqliteStore(StoreFile, isVolatile: false);
            JournalBlock[] blocks = [.. store.ReadJournal(0, 0)];
            Assert.Equal([7L, 8L], blocks.Select(b => b.Number));
            Assert.All(blocks, block =>
            {
                int offset = 0;
                Assert.False(block.IsAfterGap);
                Assert.True(JournalRecord.TryRead(block, ref offset, out JournalRecord record));
                Assert.Equal((UInt128)9, record.Session);
            });
            Assert.False(Assert.Single(store.ReadSessions(0)).IsDamaged);
            Assert.False(store.LacksSessions(0));
            Assert.Equal([1, 2], store.ReadSnapshot(0, 6)!.State.ToArray());
            Assert.Equal(1, Assert.Single(store.ReadHistory(0, 6, 100)).Count);
            Assert.Equal("m", Assert.Single(store.ReadModels()).Name);
            Assert.Equal(1, Assert.Single(store.ReadKeys()).Hash.Length);
            Assert.Equal(5, store.LastBlock(2));
            Assert.Empty(store.CheckStructure());
        }
    }

    [Fact]
    public void OldRowOfAnotherPartition_IsOneDamagedSession()
    {
        Run(OldTables);
        Run("UPDATE sessions SET partition = 77");
        using var store = new SqliteStore(StoreFile, isVolatile: false);
        LoadedSessions loaded = new SessionLoading(store, [0]).Run(new PartitionKeeping[1]);
        Assert.Equal([6], loaded.Lost);
        Assert.Contains($"{6:x32}", Assert.Single(loaded.Damages), StringComparison.Ordinal);
        Assert.Equal("m", Assert.Single(store.ReadModels()).Name);
    }

    [Fact]
    public void Check_NamesWhatIsDamaged()
    {
        using (var store = new SqliteStore(StoreFile, isVolatile: false))
        {
            long epoch = store.Claim();
            int model = store.AddModel(new StoredModel(0, "m", "aa"), new byte[] { 1 });
            SessionSnapshot[] snapshots =
            [
                .. ((int[])[2, 4, 6]).Select(
                    id => new SessionSnapshot(0, (UInt128)id, model, 5, 0, 0, 7, new byte[] { 1, 2, 3 })),
            ];
            store.WriteSnapshots(epoch, snapshots);
            store.PutKey(new StoredKey("k", new byte[] { 1 }, "{}"));
        }

        Assert.Equal((3, 0), StoreCheck.Run(Options, _ => { }, TestContext.Current.CancellationToken));
        Run("UPDATE sessions SET state = x'010203FF' WHERE id = x'00000000000000000000000000000002'");
        Run("UPDATE sessions SET next = 4 WHERE id = x'00000000000000000000000000000004'");
        Run("UPDATE keys SET rights = '{\"administers\":true}'");
        var damages = new List<string>();
        StoreCheck.Run(Options, damages.Add, TestContext.Current.CancellationToken);
        Assert.Contains(damages, d => d.Contains($"{2:x32}", StringComparison.Ordinal));
        Assert.Contains(damages, d => d.Contains($"{4:x32}", StringComparison.Ordinal));
        Assert.DoesNotContain(damages, d => d.Contains($"{6:x32}", StringComparison.Ordinal));
        Assert.Contains(damages, d => d.Contains("key 'k'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void LostKey_KeepsTheDoorsClosed_UntilItIsRemoved(int keys)
    {
        using (var store = new SqliteStore(StoreFile, isVolatile: false))
        {
            for (int key = 0; key < keys; key++)
            {
                store.PutKey(new StoredKey($"k{key}", new byte[] { (byte)key }, "{}"));
            }

            store.PutKey(new StoredKey("k0", new byte[] { 9 }, "{}"));
            Assert.Equal(keys, store.ReadKeys().Count);
        }

        Run("DELETE FROM keys WHERE name = 'k0'");
        using (var desk = new KeyDesk(Options))
        {
            Assert.Contains(StoredKey.Lost, desk.Keys.Select(key => key.Name));
            desk.Add("new", new KeyRights());
            Assert.Equal(keys + 1, desk.Keys.Count);
            desk.Remove(StoredKey.Lost);
            Assert.DoesNotContain(StoredKey.Lost, desk.Keys.Select(key => key.Name));
            desk.Remove("new");
            Assert.Equal(keys - 1, desk.Keys.Count);
        }
    }

    [Fact]
    public void CheckAndKeys_LeaveAnOldStoreAsItIs()
    {
        Run(OldTables);
        byte[] before = File.ReadAllBytes(StoreFile);
        foreach (Action use in (Action[])
            [
                () => StoreCheck.Run(Options, _ => { }, TestContext.Current.CancellationToken),
                () => new KeyDesk(Options).Dispose(),
            ])
        {
            string sentence = Assert.Throws<StoreException>(use).Message;
            Assert.Contains("The next start of the server upgrades it", sentence, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(StoreFile));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_OnlyReads(bool isVolatile)
    {
        // The files of a server that was killed: most of it is in the log, of which a frame is damaged.
        using DamagedStore store = await DamagedStore.MakeAsync(isKilled: true);
        byte[] log = [.. store["-wal"]];
        log[log.Length / 2] ^= 1;
        string[] endings = ["", "-tail", "-wal"];
        byte[][] whole = [store[""], store["-tail"], log];
        for (int f = 0; f < endings.Length; f++)
        {
            File.WriteAllBytes(StoreFile + endings[f], whole[f]);
        }

        var damages = new List<string>();
        StoreCheck.Run(
            new CarouselServerOptions { Models = _folder.FullName, Volatile = isVolatile }, damages.Add,
            TestContext.Current.CancellationToken);
        Assert.Contains(damages, d => d.Contains("The next start of the server keeps them", StringComparison.Ordinal));
        for (int f = 0; f < endings.Length; f++)
        {
            Assert.Equal(whole[f], File.ReadAllBytes(StoreFile + endings[f]));
        }

        Assert.False(File.Exists(StoreFile + "-wal-damaged"));
    }

    [Fact]
    public void ClosedSession_IsNotLost_WhenOnlyTheNoteOfItsEndIs()
    {
        using (var store = new SqliteStore(StoreFile, isVolatile: false))
        {
            long epoch = store.Claim();
            var begin = new BlockBuilder(0);
            begin.Begin(1);
            begin.AddState(RecordKind.Begin, 0, new SessionSnapshot(0, 6, 1, 1, 0, 0, 0, default));
            var end = new BlockBuilder(0);
            end.Begin(2);
            end.AddClose(6, JournalPosition.Of(1, 0));
            store.Append(epoch, [begin.ToBlock()]);
            store.Append(epoch, [end.ToBlock()]);
            store.Compact(epoch, 0, 2, [], [new ClosedSession(6, JournalPosition.Of(2, 0))]);
        }

        // What a power failure may leave: the first of the two notes.
        using (FileStream tail = File.OpenWrite(StoreFile + "-tail"))
        {
            tail.SetLength(8 + 40);
        }

        using var again = new SqliteStore(StoreFile, isVolatile: false);
        Assert.Single(again.ReadTail().Sessions);
        LoadedSessions loaded = new SessionLoading(again, [0]).Run(new PartitionKeeping[1]);
        Assert.Empty(loaded.Lost);
        Assert.Empty(loaded.Damages);
    }

    [Fact]
    public void Journal_WhoseRowsAreOutOfOrder_IsReadOnce_WithAGap()
    {
        using (var store = new SqliteStore(StoreFile, isVolatile: false))
        {
            long epoch = store.Claim();
            for (int number = 1; number <= 10; number++)
            {
                store.Append(epoch, [new JournalBlock(0, number, new byte[40])]);
            }
        }

        long page;
        using (var connection = new SqliteConnection($"Data Source={StoreFile};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT rootpage FROM sqlite_master WHERE name = 'journal'";
            page = (long)command.ExecuteScalar()!;
        }

        // The page claims more rows than it has: what follows its list of rows is read as rows, too.
        using (FileStream file = File.Open(StoreFile, FileMode.Open))
        {
            byte[] bytes = new byte[SqliteStore.PageBytes];
            file.Position = (page - 1) * SqliteStore.PageBytes;
            file.ReadExactly(bytes);
            (bytes[8 + 20], bytes[8 + 21], bytes[4]) = (bytes[8], bytes[9], 11);
            file.Position = (page - 1) * SqliteStore.PageBytes;
            file.Write(bytes);
        }

        using var again = new SqliteStore(StoreFile, isVolatile: false);
        JournalBlock[] blocks = [.. again.ReadJournal(0, 0).Take(1000)];
        Assert.InRange(blocks.Length, 1, 20);
        Assert.Contains(blocks, block => block.IsAfterGap);
    }

    [Fact]
    public void LostSession_IsMissed()
    {
        using (var store = new SqliteStore(StoreFile, isVolatile: false))
        {
            store.WriteSnapshots(store.Claim(), [new SessionSnapshot(0, 2, 1, 5, 0, 0, 7, new byte[] { 1 })]);
        }

        Run("DELETE FROM sessions");
        using var again = new SqliteStore(StoreFile, isVolatile: false);
        Assert.Empty(again.ReadSessions(0));
        Assert.True(again.LacksSessions(0));
    }

    [Fact]
    public void Check_RefusesAStoreThatIsNotThere() => Assert.Throws<StoreException>(
        () => StoreCheck.Run(Options, _ => { }, TestContext.Current.CancellationToken));

    [Fact]
    public void Log_StaysShort_WhereEachCommitIsSmall()
    {
        using var store = new SqliteStore(StoreFile, isVolatile: true);
        long epoch = store.Claim();
        long longest = 0;
        for (int number = 1; number <= 20_000; number++)
        {
            store.Append(epoch, [new JournalBlock(0, number, new byte[8])]);
            longest = Math.Max(longest, number % 100 == 0 ? new FileInfo(StoreFile + "-wal").Length : 0);
        }

        Assert.True(longest < 64 << 20, $"The log had {longest} bytes.");
    }

    [Fact]
    public void Files_AreReadByTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var store = new SqliteStore(StoreFile, isVolatile: false);
        store.Append(store.Claim(), [new JournalBlock(0, 1, new byte[8])]);
        foreach (string file in Directory.GetFiles(_folder.FullName))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={StoreFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
