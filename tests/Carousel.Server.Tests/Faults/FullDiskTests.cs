using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Carousel.Testing;

namespace Carousel.Server.Tests.Faults;

/// <summary>A server that starts on a full disk reports it in one sentence, and changes nothing.</summary>
[Collection(typeof(Alone))]
public sealed class FullDiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-full-");

    private string StoreFile => Path.Combine(_folder.FullName, "sessions.db");

    [Theory]
    [InlineData(false, FaultyFiles.Full, "is full")]
    [InlineData(true, FaultyFiles.Full, "is full")]
    [InlineData(true, 0, "refuses writes. It may be full, your quota may be used up, or it may be failing")]
    public void Start_ReportsTheFullDisk_AndGoesWell_WhenThereIsRoom(bool isThere, int code, string trouble)
    {
        if (isThere)
        {
            using var before = new SqliteStore(StoreFile, isVolatile: false);
            before.WriteSnapshots(before.Claim(), [new SessionSnapshot(0, 2, 1, 5, 0, 0, 7, new byte[] { 1 })]);
        }

        FaultyFiles.Use(
            _folder.FullName,
            new FaultPlan
            {
                Kind = FaultKind.Write,
                First = 1,
                Count = int.MaxValue,
                WriteCode = code,
            });
        var refused = Assert.Throws<StoreException>(() =>
        {
            using var store = new SqliteStore(StoreFile, isVolatile: false);
            store.Claim();
        });
        Assert.Equal($"{StoreFile}: the disk {trouble}. Make room, then start the server again.", refused.Message);
        FaultyFiles.Leave(_folder.FullName);
        using var after = new SqliteStore(StoreFile, isVolatile: false);
        after.Claim();
        Assert.Equal(isThere ? 1 : 0, after.ReadSessions(0).Count());
        Assert.Empty(after.CheckStructure());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FaultyFiles.Leave(_folder.FullName);
        _folder.Delete(recursive: true);
    }
}
