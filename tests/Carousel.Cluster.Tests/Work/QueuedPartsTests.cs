using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using Carousel.Cluster.Work;
using Carousel.Testing;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Carousel.Cluster.Tests.Work;

/// <summary>Parts over a broker: each is done, counts once, and gives what it gives in one process.</summary>
public sealed class QueuedPartsTests(RabbitServer rabbit, PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public async Task Parts_GiveWhatTheyGiveInOneProcess(int workers, int threads)
    {
        await using WorkPlace place = Place();
        string file = Path.Combine(place.Folder, "some.txt");
        await File.WriteAllTextAsync(file, "content", Cancellation);
        Part[] parts =
        [
            .. Enumerable.Range(0, 40).Select(i => new Part(
                "words", ["say", $"{i}", Part.Place(0)], [new PartData(file)], WorkPlace.Version)),
            WorkPlace.Part("fail", "nothing"), WorkPlace.Part("say", "twice"), WorkPlace.Part("say", "twice"),
        ];
        await using var local = new LocalParts(new CountedWork(), 2);
        string[] expected = await WorkPlace.RunAsync(local, parts, Cancellation);
        for (int i = 0; i < workers; i++)
        {
            await place.StartAsync(threads);
        }

        Assert.Equal(expected, await place.RunAsync(parts));
        Assert.All(place.Work.Counts, count => Assert.Equal(1, count.Value));
        Assert.Contains(expected, line => line.StartsWith("fail nothing: no nothing can be done.", Ordinal));
        Assert.All(place.Work.Paths, path => Assert.EndsWith("some.txt", path, Ordinal));

        // Finished parts stay finished; abandoned ones get another chance.
        Assert.Equal(expected, await place.RunAsync(parts));
        Assert.All(place.Work.Counts, count => Assert.Equal(count.Key == "fail nothing" ? 2 : 1, count.Value));
    }

    [Fact]
    public async Task Name_IsAFunctionOfContent()
    {
        await using WorkPlace place = Place();
        PartName Of(string name, string content, string word)
        {
            string path = Path.Combine(Directory.CreateDirectory(
                Path.Combine(place.Folder, Guid.NewGuid().ToString("n"))).FullName, name);
            File.WriteAllText(path, content);
            return new Part("words", [word, Part.Place(0)], [new PartData(path)], WorkPlace.Version).Name;
        }

        Assert.Equal(Of("a", "1", "say"), Of("a", "1", "say"));
        Assert.Distinct([Of("a", "1", "say"), Of("b", "1", "say"), Of("a", "2", "say"), Of("a", "1", "tell")]);
    }

    [Fact]
    public async Task Part_WhoseWorkersAreLost_IsDoneByOthers_AndSetAsideInTheEnd()
    {
        await using WorkPlace place = Place();
        Part good = WorkPlace.Part("say", "good"), bad = WorkPlace.Part("say", "bad");
        await using QueuedParts queue = await place.OpenAsync();
        Task<string[]> told = WorkPlace.RunAsync(queue, [good, bad], Cancellation);
        Lose(place.Store, good.Name);
        for (int i = 0; i < 3; i++)
        {
            Lose(place.Store, bad.Name);
        }

        await place.StartAsync(losses: 3);
        string[] lines = await told;
        Assert.StartsWith("say bad: 3 workers were lost while they did it", lines[0], Ordinal);
        Assert.StartsWith("say good: \"say good", lines[1], Ordinal);
        Assert.Equal(["say good"], place.Work.Counts.Keys);
    }

    [Fact]
    public async Task Part_OfALivingWorker_IsNotDoneByAnother()
    {
        await using WorkPlace place = Place();
        await place.StartAsync(threads: 2);
        Part part = WorkPlace.Part("gate", "1");
        await using QueuedParts queue = await place.OpenAsync();
        Task<string[]> told = WorkPlace.RunAsync(queue, [part], Cancellation);
        await place.Work.Begun.Task;
        await place.StartAsync();
        var broker = new Broker(rabbit.Start());
        string name = PartQueue.NameOf(place.Store.Number, WorkPlace.Version);
        await PartQueue.SendAsync(
            broker, name, [part.Name, part.Name, new PartName([1, 2, 3])], TimeSpan.Zero, Cancellation);
        await EmptyAsync(broker, name);
        place.Work.Gate.SetResult();
        await told;
        Assert.Equal([1], place.Work.Counts.Values);
    }

    [Fact]
    public async Task Part_ThatIsHeldLong_CountsThoughItsMessageIsAnswered_AndIsSentAgainWhenItsWorkerIsLost()
    {
        await using var place = new WorkPlace(rabbit.Start(), postgres.CreateDatabase())
        {
            Times = new QueueTimes
            {
                Beat = TimeSpan.FromMilliseconds(20),
                Hold = TimeSpan.FromMilliseconds(40),
                Look = TimeSpan.FromMilliseconds(100),
                Lost = TimeSpan.FromMilliseconds(200),
            },
        };
        Part held = WorkPlace.Part("gate", "1"), lost = WorkPlace.Part("say", "lost");
        await using QueuedParts queue = await place.OpenAsync();
        await place.StartAsync();
        Task<string[]> told = WorkPlace.RunAsync(queue, [held], Cancellation);
        await place.Work.Begun.Task;

        // The message is gone, and another one that the command sends again comes to nothing.
        var broker = new Broker(rabbit.Start());
        string name = PartQueue.NameOf(place.Store.Number, WorkPlace.Version);
        await EmptyAsync(broker, name);
        place.Work.Gate.SetResult();
        await told;
        Assert.Equal([1], place.Work.Counts.Values);

        // A worker takes the message away and is lost: nothing brings the part back but who wants it.
        await place.StopAsync();
        told = WorkPlace.RunAsync(queue, [lost], Cancellation);
        await TakeAwayAsync(broker, name);
        Lose(place.Store, lost.Name);
        await using var other = new WorkPlace(rabbit.Start(), place.Database) { Times = place.Times };
        await other.StartAsync();
        Assert.StartsWith("say lost: \"say lost", (await told)[0], Ordinal);
    }

    [Fact]
    public async Task Cancel_TakesBackWhatWaits_AndStopsWhatRuns()
    {
        await using WorkPlace place = Place();
        await place.StartAsync();
        using var stop = new CancellationTokenSource();
        Task<string[]> running = place.RunAsync(
            [WorkPlace.Part("hang"), WorkPlace.Part("say", "1"), WorkPlace.Part("say", "2")], stop.Token);
        await place.Work.Begun.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await place.Work.Canceled.Task;
        Assert.Equal(0L, PostgresServer.Run(place.Database, "SELECT count(*) FROM carousel_work.parts"));

        // The worker continues with the parts of others.
        Assert.StartsWith("say 3: \"say 3", (await place.RunAsync([WorkPlace.Part("say", "3")]))[0], Ordinal);
        Assert.False(place.Work.Counts.ContainsKey("say 1"));
    }

    [Fact]
    public async Task Part_ThatThisMachineCantDo_IsGivenBackUntilItIsSetAside()
    {
        await using WorkPlace place = Place();
        await place.StartAsync(losses: 2);
        Assert.StartsWith(
            "full: 2 workers were lost", (await place.RunAsync([WorkPlace.Part("full")]))[0], Ordinal);
        Assert.Equal(2, place.Work.Counts["full"]);
    }

    [Fact]
    public async Task Workers_OfAnotherRelease_AreNamed_AndNothingStays()
    {
        await using WorkPlace place = Place();
        await place.StartAsync(version: "1.2.4");
        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => place.RunAsync([WorkPlace.Part("say", "1")]));
        Assert.Contains("its workers run carousel 1.2.4, but this is 1.2.3+test", refused.Message, Ordinal);
        Assert.Equal(0L, PostgresServer.Run(place.Database, "SELECT count(*) FROM carousel_work.parts"));
        Assert.Empty(place.Work.Counts);
    }

    [Fact]
    public async Task Worker_EndsWhenItIsIdle()
    {
        await using WorkPlace place = Place();
        await await place.StartAsync(idle: TimeSpan.FromMilliseconds(100));
        Assert.Empty(place.Store.Workers());
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private WorkPlace Place() => new(rabbit.Start(), postgres.CreateDatabase());

    /// <summary>A worker that takes a part and is gone.</summary>
    private static void Lose(WorkStore store, PartName name)
    {
        while (true)
        {
            using var claims = new PartClaims(store, WorkPlace.Version, 1);
            if (claims.Take(name) is not null)
            {
                return;
            }

            // The command has not written it down yet.
            Thread.Sleep(5);
        }
    }

    private static async Task TakeAwayAsync(Broker broker, string queue)
    {
        await using IConnection connection = await broker.ConnectAsync(Cancellation);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        while (await channel.BasicGetAsync(queue, autoAck: true, Cancellation) is null)
        {
            await Task.Delay(5, Cancellation);
        }
    }

    private static async Task EmptyAsync(Broker broker, string queue)
    {
        await using IConnection connection = await broker.ConnectAsync(Cancellation);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        while ((await channel.QueueDeclarePassiveAsync(queue, Cancellation)).MessageCount > 0)
        {
            await Task.Delay(5, Cancellation);
        }
    }
}
