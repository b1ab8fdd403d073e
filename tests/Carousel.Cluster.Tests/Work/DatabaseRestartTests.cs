using Carousel.Cluster.Work;
using Carousel.Testing;

namespace Carousel.Cluster.Tests.Work;

/// <summary>A database that is stopped and started while parts are done: commands wait as workers do.</summary>
[Trait("Speed", "Slow")]
public sealed class DatabaseRestartTests(RabbitServer rabbit)
{
    [Fact]
    public async Task Parts_AreDoneOnce_ThoughTheDatabaseIsRestarted()
    {
        using var postgres = new PostgresServer();
        await using var place = new WorkPlace(rabbit.Start(), postgres.CreateDatabase())
        {
            Times = new QueueTimes { Beat = TimeSpan.FromMilliseconds(50), Look = TimeSpan.FromMilliseconds(50) },
        };
        Task worker = await place.StartAsync();
        Part[] parts =
        [
            WorkPlace.Part("gate", "1"), .. Enumerable.Range(0, 20).Select(i => WorkPlace.Part("say", $"{i}")),
        ];
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string[]> told = place.RunAsync(
            parts, say: sentence => _ = sentence.EndsWith("Trying again.", StringComparison.Ordinal)
                && said.TrySetResult());
        await place.Work.Begun.Task;
        postgres.Stop();

        // The command looks for answers, finds no database, and says that it waits.
        await Task.WhenAny(said.Task, told);
        postgres.StartAgain();
        place.Work.Gate.SetResult();
        if (await Task.WhenAny(worker, told) == worker)
        {
            await worker;
        }

        Assert.Equal(parts.Length, (await told).Length);
        Assert.True(said.Task.IsCompleted);
        Assert.All(place.Work.Counts, count => Assert.Equal(1, count.Value));
    }
}
