using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

/// <summary>Trials of several threads may draw sequences of one task at once: each gets its own.</summary>
public sealed class SharedTaskTests
{
    private const int Draws = 400;

    public static TheoryData<string> Tasks => [.. All().Select(task => task.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void DrawsOfSeveralThreads_AreThoseOfOne(string name)
    {
        SequenceTask task = All().Single(t => t.Name == name);
        float[][] alone = [.. Enumerable.Range(0, Draws).Select(n => Targets(task, n))];
        var together = new float[Draws][];
        Parallel.For(
            0, Draws, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n => together[n] = Targets(task, n));

        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second));
    }

    private static SequenceTask[] All() =>
    [
        new DyckTask(2, 4, 16, 1, 4), new TemporalOrderTask(20), new WaveTask(isScaled: true), new AddingTask(20),
        new LatestTask(20),
    ];

    private static float[] Targets(SequenceTask task, int draw)
    {
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom((ulong)draw, "shared", 0), 16, batch);
        return [.. batch.Targets];
    }
}
