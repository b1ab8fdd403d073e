using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Carousel.Testing;
using Npgsql;

namespace Carousel.Server.Tests.Replicas;

/// <summary>Leases in the database: who has a partition, and who may write.</summary>
public sealed class LeaseTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);

    private readonly string _database;
    private readonly PostgresStore _store;
    private readonly PostgresLeases _leases;
    private readonly ReplicaAddress _one = Replica(1), _two = Replica(2);

    public LeaseTests(PostgresServer server)
    {
        _database = server.CreateDatabase();
        _store = new PostgresStore(_database, isVolatile: true, isLeased: true);
        _leases = new PostgresLeases(_database, _store.Partitions, _long);
    }

    [Fact]
    public void Take_GivesAPartitionOnce()
    {
        Lease first = _leases.Take(_one.Id, [0, 1, 2])!, second = _leases.Take(_two.Id, [1, 2, 3])!;
        Assert.Equal([0, 1, 2], first.Partitions);
        Assert.Equal([3], second.Partitions);
        Assert.Null(_leases.Take(_two.Id, [0, 1]));
        LeaseView view = _leases.Beat(_two, isThere: true, [second]);
        Assert.Equal(
            [first.Replica, first.Replica, first.Replica, second.Replica],
            view.Leases.Take(4).Select(l => l.Replica));
        Assert.Equal([true, true, true, true, false], view.Leases.Take(5).Select(l => l.IsHeld));
        Assert.Equal([_two], view.Replicas);
    }

    [Fact]
    public void Append_IsRefused_WhenTheTimeHasRunOut_AndBehindWhoeverTookIt()
    {
        Lease lease = _leases.Take(_one.Id, [0, 1])!;
        using PostgresStore writer = _store.With(lease);
        writer.Append(writer.Claim(), [Block(0, 1)]);
        RunOut();
        Assert.True(Assert.Throws<StoreException>(() => writer.Append(lease.Epoch, [Block(0, 2)])).IsTaken);

        // The lease has not been taken since: it continues where it was renewed.
        _leases.Beat(_one, isThere: true, [lease]);
        writer.Append(lease.Epoch, [Block(0, 2)]);
        RunOut();
        Lease next = _leases.Take(_two.Id, [0])!;
        Assert.True(next.Epoch > lease.Epoch);
        _leases.Beat(_one, isThere: true, [lease]);
        Assert.True(Assert.Throws<StoreException>(() => writer.Append(lease.Epoch, [Block(0, 3)])).IsTaken);
        Assert.True(Assert.Throws<StoreException>(
            () => writer.Append(lease.Epoch, [Block(1, 3), Block(0, 3)])).IsTaken);
        writer.Append(lease.Epoch, [Block(1, 3)]);
        using PostgresStore other = _store.With(next);
        other.Append(next.Epoch, [Block(0, 4)]);
        Assert.Equal([1L, 2, 4], _store.ReadJournal(0, after: 0).Select(b => b.Number));
    }

    [Fact]
    public void Append_GoesOn_BehindALostConnection()
    {
        Lease lease = _leases.Take(_one.Id, [2])!;
        using PostgresStore writer = _store.With(lease);
        writer.Append(lease.Epoch, [Block(2, 1)]);
        PostgresServer.Run(
            _database,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
            + $"AND application_name = '{Lease.WriterOf(lease.Replica)}'");
        Assert.False(Assert.Throws<StoreException>(() => writer.Append(lease.Epoch, [Block(2, 2)])).IsTaken);
        Assert.Equal(1, writer.LastBlock(2));
        writer.Append(lease.Epoch, [Block(2, 2)]);
    }

    [Fact]
    public void Append_IsRefused_WhenAServerWithoutReplicasTookTheStore()
    {
        Lease lease = _leases.Take(_one.Id, [0])!;
        using PostgresStore writer = _store.With(lease), alone = new(_database, isVolatile: true);
        alone.Claim();
        Assert.True(Assert.Throws<StoreException>(() => writer.Append(lease.Epoch, [Block(0, 1)])).IsTaken);
    }

    [Fact]
    public void Release_LetsOthersTakeAtOnce()
    {
        Lease lease = _leases.Take(_one.Id, [0, 1])!;
        _leases.Release(lease, [0]);
        Assert.Equal([0], _leases.Take(_two.Id, [0, 1])!.Partitions);
        _leases.Release(lease, [0]);
        Assert.True(_leases.Beat(_one, isThere: false, []).Leases[0].IsHeld);
    }

    [Fact]
    public void Take_EndsWhatAReplicaHasLeftHalfWay()
    {
        Lease lease = _leases.Take(_one.Id, [0])!;

        // One that was stopped in the middle of sending its transaction: the row of its partition is held.
        using NpgsqlDataSource source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_database)
            {
                ApplicationName = Lease.WriterOf(lease.Replica),
                Pooling = false,
            });
        using NpgsqlConnection stopped = source.OpenConnection();
        using NpgsqlTransaction half = stopped.BeginTransaction();
        using (NpgsqlCommand hold = stopped.CreateCommand())
        {
            hold.CommandText = $"SELECT carousel.hold_lease({lease.Epoch}, '{lease.Writer}', ARRAY[0])";
            hold.ExecuteNonQuery();
        }

        RunOut();
        Lease? next = null;
        for (int attempt = 0; next is null; attempt++)
        {
            Assert.InRange(attempt, 0, 1000);
            next = _leases.Take(_two.Id, [0]);
        }

        Assert.Equal([0], next.Partitions);
        Assert.ThrowsAny<NpgsqlException>(half.Commit);
    }

    [Fact]
    public void Beat_ForgetsReplicasThatAreSilent()
    {
        _leases.Beat(_one, isThere: true, []);
        Assert.Equal([_one, _two], _leases.Beat(_two, isThere: true, []).Replicas);
        _leases.Leave(_one.Id);
        Assert.Equal([_two], _leases.Beat(_two, isThere: true, []).Replicas);
        PostgresServer.Run(_database, "UPDATE carousel.replicas SET until = clock_timestamp() - interval '2 minutes'");
        Assert.Empty(_leases.Beat(_one, isThere: false, []).Replicas);
        Assert.Equal(0L, PostgresServer.Run(_database, "SELECT count(*) FROM carousel.replicas"));
    }

    public void Dispose()
    {
        _leases.Dispose();
        _store.Dispose();
    }

    private static ReplicaAddress Replica(byte number) => new(
        new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), new Uri($"http://127.0.0.1:{number}/"), Guid.NewGuid());

    private static JournalBlock Block(int partition, long number) => new(partition, number, new byte[] { 1 });

    private void RunOut() => PostgresServer.Run(
        _database, "UPDATE carousel.leases SET until = clock_timestamp() WHERE until > clock_timestamp()");
}
