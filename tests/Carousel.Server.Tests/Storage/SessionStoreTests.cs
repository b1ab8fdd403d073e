using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Storage;

/// <summary>What every store of sessions keeps to.</summary>
public abstract class SessionStoreTests
{
    [Fact]
    public void ReadJournal_GivesBlocksInOrder_AlsoWithGaps()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(1, 1, 10), Block(0, 1, 20), Block(1, 5, 30)]);
        store.Append(epoch, [Block(1, 6, 40)]);
        Assert.Equal([(1, 10), (5, 30), (6, 40)], Journal(store, 1, 0));
        Assert.Equal([(5, 30), (6, 40)], Journal(store, 1, 1));
        Assert.Equal([(1, 20)], Journal(store, 0, 0));
        Assert.Empty(store.ReadJournal(1, 6));
        Assert.Equal([30, 30, 30], ReadBlock(store, 1, 5));
        Assert.Null(ReadBlock(store, 1, 2));
    }

    [Fact]
    public void ReadJournal_GivesMoreBlocksThanAreReadAtOnce()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [.. Enumerable.Range(1, 200).Select(number => Block(2, number, (byte)number))]);
        Assert.Equal(Enumerable.Range(1, 200).Select(number => ((long)number, (byte)number)), Journal(store, 2, 0));
    }

    [Fact]
    public void ReadBlocks_GivesTheOneThatWasAskedForFirst_AndNoneWhereItIsGone()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [.. Enumerable.Range(1, 100).Select(number => Block(2, 2 * number, (byte)number))]);
        store.Append(epoch, [new(2, 300, new byte[1 << 20]), Block(2, 301, 7), Block(1, 300, 8)]);
        foreach (long number in (long[])[2, 100, 300, 301])
        {
            long[] read = [.. store.ReadBlocks(2, number).Select(block => block.Number)];
            Assert.Equal(number, read[0]);
            Assert.Equal(read.OrderDescending(), read);
            Assert.All(
                store.ReadBlocks(2, number).Where(block => block.Number <= 200),
                block => Assert.Equal(
                    Enumerable.Repeat((byte)(block.Number / 2), block.Bytes.Length), block.Bytes.ToArray()));
        }

        Assert.Empty(store.ReadBlocks(2, 3));
        store.Compact(epoch, 2, 100, [], []);
        Assert.Empty(store.ReadBlocks(2, 100));
        Assert.All(store.ReadBlocks(2, 120), block => Assert.True(block.Number > 100));
    }

    [Fact]
    public void Append_KeepsLargeAndEmptyBlocks()
    {
        using ISessionStore store = Open();
        byte[] large = new byte[20 << 20];
        new Random(1).NextBytes(large);
        store.Append(store.Claim(), [new(0, 1, large), new(0, 2, default), new(0, 3, large.AsMemory(7, 100))]);
        Assert.Equal(large, ReadBlock(store, 0, 1)!);
        Assert.Empty(ReadBlock(store, 0, 2)!);
        Assert.Equal(large[7..107], ReadBlock(store, 0, 3));
    }

    [Fact]
    public void Append_WritesNothing_WhereOneBlockIsThereAlready()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(0, 1, 1)]);
        Assert.Throws<StoreException>(() => store.Append(epoch, [Block(1, 1, 2), Block(0, 1, 3)]));
        Assert.Equal([(1, 1)], Journal(store, 0, 0));
        Assert.Empty(store.ReadJournal(1, 0));
        store.Append(epoch, [Block(1, 1, 4)]);
        Assert.Equal([(1, 4)], Journal(store, 1, 0));
    }

    [Fact]
    public void Claim_RefusesWhoeverWroteBefore()
    {
        using ISessionStore store = Open();
        long first = store.Claim();
        store.Append(first, [Block(0, 1, 1)]);
        long second = store.Claim();
        Assert.True(second > first);
        Assert.True(Assert.Throws<StoreException>(() => store.Append(first, [Block(0, 2, 2)])).IsTaken);
        Assert.True(Assert.Throws<StoreException>(() => store.WriteSnapshots(first, [Snapshot(1, 1, [1])])).IsTaken);
        Assert.True(Assert.Throws<StoreException>(() => store.Compact(first, 0, 1, [], [])).IsTaken);
        Assert.Equal([(1, 1)], Journal(store, 0, 0));
        Assert.Null(store.ReadSnapshot(0, 1));
        store.Append(second, [Block(0, 2, 3)]);
        Assert.Equal([(1, 1), (2, 3)], Journal(store, 0, 0));
    }

    [Fact]
    public void LastBlock_IsTheHighestEver_AlsoBehindCompaction()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        Assert.Equal(0, store.LastBlock(1));
        store.Append(epoch, [Block(1, 3, 1), Block(1, 8, 2), Block(0, 20, 3)]);
        Assert.Equal(8, store.LastBlock(1));
        store.Compact(epoch, 1, 3, [], []);
        Assert.Equal(8, store.LastBlock(1));
        store.Compact(epoch, 1, 8, [], []);
        Assert.Equal(8, store.LastBlock(1));
        Assert.Empty(store.ReadJournal(1, 0));
        Assert.Equal(20, store.LastBlock(0));
        store.Append(epoch, [Block(1, 9, 4)]);
        Assert.Equal(9, store.LastBlock(1));
    }

    [Fact]
    public void Compact_DropsBlocks_AndKeepsTheirStepsNewestFirst()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Append(epoch, [Block(0, 1, 1), Block(0, 2, 2), Block(1, 1, 3)]);
        store.Compact(epoch, 0, 1, [Piece(7, 1, 4), Piece(9, 1, 2), Piece(7, 5, 3)], []);
        Assert.Equal([(2, 2)], Journal(store, 0, 0));
        Assert.Equal([(1, 3)], Journal(store, 1, 0));
        Assert.Equal([(5, 3), (1, 4)], History(store, 7, long.MaxValue));
        Assert.Equal([(1, 4)], History(store, 7, 5));
        Assert.Equal([(1, 2)], History(store, 9, long.MaxValue));
        HistoryPiece piece = store.ReadHistory(0, 7, 5).Single();
        Assert.Equal([1, 1, 1, 1], piece.Bytes.ToArray());
        Assert.Equal((UInt128)7, piece.Session);
    }

    [Fact]
    public void Compact_DropsPieces_ThatEndBeforeAStep()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Compact(epoch, 0, 1, [Piece(7, 1, 4), Piece(7, 5, 4), Piece(8, 1, 4)], []);
        store.Compact(epoch, 0, 2, [Piece(7, 9, 4) with { DropBefore = 6 }], []);
        Assert.Equal([(9, 4), (5, 4)], History(store, 7, long.MaxValue));
        Assert.Equal([(1, 4)], History(store, 8, long.MaxValue));
        store.Compact(epoch, 0, 3, [Piece(7, 13, 1) with { DropBefore = 9 }], []);
        Assert.Equal([(13, 1), (9, 4)], History(store, 7, long.MaxValue));
    }

    [Fact]
    public void Compact_ReplacesAPieceThatBeginsAtTheSameStep()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.Compact(epoch, 0, 1, [Piece(7, 1, 4)], []);
        store.Compact(epoch, 0, 2, [Piece(7, 1, 6)], []);
        Assert.Equal([(1, 6)], History(store, 7, long.MaxValue));
    }

    [Fact]
    public void Compact_ForgetsClosedSessions()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.WriteSnapshots(epoch, [Snapshot(7, 5, [1]), Snapshot(8, 5, [2])]);
        store.Compact(epoch, 0, 1, [Piece(7, 1, 4), Piece(8, 1, 4)], []);
        store.Compact(epoch, 0, 2, [], [new ClosedSession(7, Snapshot(7, 5, [1]).Position)]);
        Assert.Null(store.ReadSnapshot(0, 7));
        Assert.Empty(store.ReadHistory(0, 7, long.MaxValue));
        Assert.NotNull(store.ReadSnapshot(0, 8));
        Assert.Equal([(1, 4)], History(store, 8, long.MaxValue));
        Assert.Equal([(UInt128)8], store.ReadSessions(0).Select(session => session.Session));
    }

    [Fact]
    public void Compact_KeepsWhatBeganUnderTheIdOfAClosedSession()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        store.WriteSnapshots(epoch, [Snapshot(7, 5, [1])]);
        store.Compact(epoch, 0, 1, [Piece(7, 1, 4)], []);
        store.Compact(
            epoch, 0, 2, [Piece(7, 1, 2)], [new ClosedSession(7, Snapshot(7, 5, [1]).Position - 1)]);
        Assert.NotNull(store.ReadSnapshot(0, 7));
        Assert.Equal([(1, 2)], History(store, 7, long.MaxValue));
    }

    [Fact]
    public void WriteSnapshots_ReplacesThoseBefore()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        UInt128 last = UInt128.MaxValue;
        var whole = new SessionSnapshot(3, last, 2, 1L << 40, long.MinValue, int.MaxValue, 77, new byte[] { 1, 2, 3 });
        store.WriteSnapshots(epoch, [Snapshot(7, 1, [9]), whole, Snapshot(0, 1, [])]);
        store.WriteSnapshots(epoch, [Snapshot(7, 2, [8]), Snapshot(7, 3, [7, 6])]);
        SessionSnapshot read = store.ReadSnapshot(3, last)!;
        Assert.Equal([1, 2, 3], read.State.ToArray());
        Assert.Equal(whole, read with { State = whole.State });
        read = store.ReadSnapshot(0, 7)!;
        Assert.Equal((3, 2), (read.Next, read.State.Length));
        Assert.Equal([7, 6], read.State.ToArray());
        Assert.Equal(0, store.ReadSnapshot(0, 0)!.State.Length);
        Assert.Null(store.ReadSnapshot(0, 1));
        Assert.Equal(
            new (UInt128, long)[] { (0, 1), (7, 3) },
            store.ReadSessions(0).Select(session => (session.Session, session.Next)).Order());
        Assert.Equal([whole with { State = default }], store.ReadSessions(3));
    }

    [Fact]
    public void ReadSessions_GivesMoreThanAreReadAtOnce()
    {
        using ISessionStore store = Open();
        SessionSnapshot[] all = [.. Enumerable.Range(1, 5000).Select(n => Snapshot((UInt128)n << 64, n, [1, 2]))];
        store.WriteSnapshots(store.Claim(), all);
        Assert.Equal(
            all.Select(snapshot => (snapshot.Session, snapshot.Next)),
            store.ReadSessions(0).Select(snapshot => (snapshot.Session, snapshot.Next)).Order());
    }

    [Fact]
    public void AddModel_KeepsOneFile_OfANameAndItsBytes()
    {
        using ISessionStore store = Open();
        int first = store.AddModel(new StoredModel(0, "flights", "aa"), new byte[] { 1, 2 });
        int second = store.AddModel(new StoredModel(0, "flights", "bb"), new byte[] { 3 });
        int third = store.AddModel(new StoredModel(0, "delays", "aa"), new byte[] { 1, 2 });
        Assert.Equal(first, store.AddModel(new StoredModel(0, "flights", "aa"), new byte[] { 1, 2 }));
        Assert.Equal(
            [new(first, "flights", "aa"), new(second, "flights", "bb"), new(third, "delays", "aa")],
            store.ReadModels().OrderBy(model => model.Number));
        Assert.Equal([3], store.ReadModel(second));
        long epoch = store.Claim();
        store.RemoveModel(epoch, second);
        Assert.Equal([first, third], store.ReadModels().Select(model => model.Number));
        store.RemoveModel(epoch, third);
        Assert.True(store.AddModel(new StoredModel(0, "flights", "cc"), new byte[] { 4 }) > third);
        store.Claim();
        Assert.True(Assert.Throws<StoreException>(() => store.RemoveModel(epoch, first)).IsTaken);
        Assert.Contains(
            $"no model {second}", Assert.Throws<StoreException>(() => store.ReadModel(second)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PutKey_ReplacesTheKeyOfTheSameName()
    {
        using ISessionStore store = Open();
        store.PutKey(new StoredKey("b", new byte[] { 1 }, "{}"));
        store.PutKey(new StoredKey("a", new byte[] { 2 }, "{\"models\":[]}"));
        store.PutKey(new StoredKey("b", new byte[] { 3, 4 }, "{\"steps\":1}"));
        Assert.Equal(
            [("a", "02", "{\"models\":[]}"), ("b", "0304", "{\"steps\":1}")],
            store.ReadKeys().Select(key => (key.Name, Convert.ToHexString(key.Hash.Span), key.Rights)));
        Assert.True(store.RemoveKey("a"));
        Assert.False(store.RemoveKey("a"));
        Assert.Equal(["b"], store.ReadKeys().Select(key => key.Name));
    }

    [Fact]
    public void Open_FindsAllThatWasWritten()
    {
        long epoch;
        int model, partitions;
        using (ISessionStore store = Open())
        {
            (epoch, partitions) = (store.Claim(), store.Partitions);
            model = store.AddModel(new StoredModel(0, "flights", "aa"), new byte[] { 1, 2 });
            store.PutKey(new StoredKey("a", new byte[] { 2 }, "{}"));
            store.WriteSnapshots(epoch, [Snapshot(7, 5, [1])]);
            store.Append(epoch, [Block(0, 1, 1), Block(0, 2, 2)]);
            store.Compact(epoch, 0, 1, [Piece(7, 1, 4)], []);
        }

        using ISessionStore again = Open();
        Assert.Equal(partitions, again.Partitions);
        Assert.True(again.Claim() > epoch);
        Assert.Equal([(2, 2)], Journal(again, 0, 0));
        Assert.Equal(2, again.LastBlock(0));
        Assert.Equal(5, again.ReadSnapshot(0, 7)!.Next);
        Assert.Equal([(1, 4)], History(again, 7, long.MaxValue));
        Assert.Equal([1, 2], again.ReadModel(model));
        Assert.Equal(["a"], again.ReadKeys().Select(key => key.Name));
    }

    [Fact]
    public void Open_Volatile_KeepsWhatWasWritten()
    {
        using (ISessionStore store = Open(isVolatile: true))
        {
            store.Append(store.Claim(), [Block(0, 1, 1)]);
            Assert.Equal([(1, 1)], Journal(store, 0, 0));
        }

        using ISessionStore again = Open();
        Assert.Equal([(1, 1)], Journal(again, 0, 0));
    }

    [Fact]
    public async Task Reads_GoOnBesideAWriter()
    {
        using ISessionStore store = Open();
        long epoch = store.Claim();
        const int Blocks = 200;
        Task writing = Task.Run(() =>
        {
            for (int number = 1; number <= Blocks; number++)
            {
                store.Append(epoch, [Block(0, number, (byte)number)]);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            long seen = 0;
            while (seen < Blocks)
            {
                if (ReadBlock(store, 0, seen + 1) is { } bytes)
                {
                    Assert.Equal((byte)++seen, bytes[0]);
                }
                else
                {
                    // Who waits for a block that will not come would wait for ever.
                    Assert.False(writing.IsFaulted);
                }
            }
        })));
        await writing;
    }

    /// <summary>Opens the test's store, an empty one at first.</summary>
    private protected abstract ISessionStore Open(bool isVolatile = false);

    private protected static JournalBlock Block(int partition, long number, byte value) =>
        new(partition, number, new[] { value, value, value });

    private protected static IEnumerable<(long Number, byte Value)> Journal(
        ISessionStore store, int partition, long after) =>
        store.ReadJournal(partition, after).Select(block => (block.Number, block.Bytes.Span[0]));

    private static byte[]? ReadBlock(ISessionStore store, int partition, long number) =>
        store.ReadBlocks(partition, number) is [var block, ..] ? block.Bytes.ToArray() : null;

    private static SessionSnapshot Snapshot(UInt128 session, long next, byte[] state) =>
        new(0, session, 1, next, 0, 0, 0, state);

    private static HistoryPiece Piece(UInt128 session, long first, int count) =>
        new(session, first, count, Enumerable.Repeat((byte)first, count).ToArray(), 0);

    private static IEnumerable<(long First, int Count)> History(ISessionStore store, UInt128 session, long before) =>
        store.ReadHistory(0, session, before).Select(piece => (piece.First, piece.Count));
}
