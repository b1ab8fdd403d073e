using Carousel.Cluster.Work;
using Carousel.Testing;

namespace Carousel.Cluster.Tests.Work;

/// <summary>A broker that is stopped and started while parts are done: nothing is lost or done twice.</summary>
[Trait("Speed", "Slow")]
public sealed class BrokerRestartTests(PostgresServer postgres)
{
    [Fact]
    public async Task Parts_AreDoneOnce_ThoughTheBrokerIsRestarted()
    {
        using var rabbit = new RabbitServer();
        await using var place = new WorkPlace(rabbit.Start(), postgres.CreateDatabase());
        Task worker = await place.StartAsync();
        Part[] parts =
        [
            WorkPlace.Part("gate", "1"), .. Enumerable.Range(0, 20).Select(i => WorkPlace.Part("say", $"{i}")),
        ];
        Task<string[]> told = place.RunAsync(parts);
        await place.Work.Begun.Task;
        rabbit.Stop();
        rabbit.Start();

        // It continues its work when the broker stops; its answer counts, the message that comes again does not.
        place.Work.Gate.SetResult();
        if (await Task.WhenAny(worker, told) == worker)
        {
            await worker;
        }

        Assert.Equal(parts.Length, (await told).Length);
        Assert.All(place.Work.Counts, count => Assert.Equal(1, count.Value));
    }
}
