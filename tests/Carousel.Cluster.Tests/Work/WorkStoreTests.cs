using System.Security.Cryptography;
using System.Text;
using Carousel.Cluster.Stores;
using Carousel.Cluster.Work;
using Carousel.Testing;

namespace Carousel.Cluster.Tests.Work;

/// <summary>The store of parts: its content, and messages if it fails.</summary>
public sealed class WorkStoreTests(RabbitServer rabbit, PostgresServer postgres)
{
    private readonly string _database = postgres.CreateDatabase();

    [Fact]
    public void Files_ComeBackWhole_AndAreKeptOnce()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-work-");
        string path = Path.Combine(folder.FullName, "large.bin");
        byte[] bytes = RandomNumberGenerator.GetBytes((2 << 20) + 17);
        File.WriteAllBytes(path, bytes);
        using var store = new WorkStore(_database);
        var data = new PartData(path);
        store.Put([data, data]);
        store.Put([new PartData(path)]);
        Assert.Equal(3L, PostgresServer.Run(_database, "SELECT count(*) FROM carousel_work.pieces"));

        string cache = Path.Combine(folder.FullName, "cache");
        var files = new PartFiles(store, cache);
        PartData fetched = files.Fetch(data.Hash.ToArray(), "mine.bin");
        Assert.Equal(bytes, File.ReadAllBytes(fetched.Path));

        // What somebody wrote over in the folder is fetched again by the next worker.
        File.WriteAllText(fetched.Path, "else");
        Assert.Equal(
            bytes, File.ReadAllBytes(new PartFiles(store, cache).Fetch(data.Hash.ToArray(), "mine.bin").Path));
        foreach (string name in new[] { "", ".", "..", "../out", "a\\b" })
        {
            Assert.Throws<PartException>(() => files.Fetch(data.Hash.ToArray(), name));
        }

        Assert.Contains(
            "no content", Assert.Throws<PartException>(() => files.Fetch(new byte[32], "none")).Message, Ordinal);
        PostgresServer.Run(_database, "UPDATE carousel_work.pieces SET bytes = 'x' WHERE number = 2");
        Assert.Contains(
            "has another checksum",
            Assert.Throws<PartException>(() => files.Fetch(data.Hash.ToArray(), "changed")).Message, Ordinal);
        Assert.Equal(["mine.bin"], Directory.EnumerateFiles(cache, "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Store_OfAnotherFormat_IsRefused()
    {
        new WorkStore(_database).Dispose();
        PostgresServer.Run(_database, "UPDATE carousel_work.about SET version = 2");
        Assert.Contains(
            "have format version 2, but this release reads version 1",
            Assert.Throws<StoreException>(() => new WorkStore(_database)).Message, Ordinal);
    }

    [Fact]
    public void Schema_OfSomethingElse_IsRefused()
    {
        PostgresServer.Run(_database, "CREATE SCHEMA carousel_work");
        Assert.Contains(
            "is something else", Assert.Throws<StoreException>(() => new WorkStore(_database)).Message, Ordinal);
    }

    [Theory]
    [InlineData("53100", "the server's disk is full. Make room, then begin again.")]
    [InlineData("25006", "the server is read-only. Name the primary as Host.")]
    public async Task Worker_SaysThatItCantKeepAnAnswer_AndNothingIsLost(string code, string sentence)
    {
        await using var place = new WorkPlace(rabbit.Start(), _database);
        PostgresServer.Run(
            _database,
            $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN RAISE EXCEPTION ''no room'' USING ERRCODE = ''{code}''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON carousel_work.parts FOR EACH ROW
              WHEN (NEW.state = 1) EXECUTE FUNCTION refuse();
            """);
        Task worker = await place.StartAsync();
        Task<string[]> told = place.RunAsync([WorkPlace.Part("say", "1")]);
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => worker);
        Assert.Contains(sentence, refused.Message, Ordinal);

        PostgresServer.Run(_database, "DROP TRIGGER refuse ON carousel_work.parts");
        await using var other = new WorkPlace(rabbit.Start(), _database);
        await other.StartAsync();
        Assert.StartsWith("say 1: \"say 1", (await told)[0], Ordinal);
    }

    [Fact]
    public async Task Command_SaysThatTheStoreTakesNothing()
    {
        await using var place = new WorkPlace(rabbit.Start(), _database);
        PostgresServer.Run(
            _database,
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON carousel_work.parts FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        Assert.Contains(
            "the server's disk is full",
            (await Assert.ThrowsAsync<StoreException>(() => place.RunAsync([WorkPlace.Part("say", "1")]))).Message,
            Ordinal);
    }

    [Fact]
    public void Part_ComesBackFromItsText()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "x");
        var part = new Part(
            "words", ["say", $"--data={Part.Place(0)}"], [new PartData(path)], WorkPlace.Version);
        Part read = Part.Read(part.Text, (hash, name) =>
        {
            Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("x")), hash);
            Assert.Equal(Path.GetFileName(path), name);
            return new PartData(path);
        });
        Assert.Equal(part.Name, read.Name);
        Assert.Equal(["say", $"--data={path}"], read.LocalWords);
        File.Delete(path);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;
}
