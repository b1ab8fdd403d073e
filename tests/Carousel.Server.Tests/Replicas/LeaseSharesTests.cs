using Carousel.Server.Replicas;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Replicas;

/// <summary>Partitions are shared out evenly, and moved only where somebody has too many.</summary>
public sealed class LeaseSharesTests
{
    private const int Partitions = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void Of_EndsEven_WhoeverComes(int replicas)
    {
        var has = new List<List<int[]>>();
        for (int comes = 1; comes <= replicas; comes++)
        {
            has.Add([]);
            Settle(has);
        }

        // One goes: the others take over.
        if (replicas > 1)
        {
            has.RemoveAt(0);
            Settle(has);
        }
    }

    private static void Settle(List<List<int[]>> has)
    {
        for (int round = 0; Round(has); round++)
        {
            Assert.InRange(round, 0, 3);
        }

        int[] all = [.. has.SelectMany(groups => groups).SelectMany(g => g).Order()];
        Assert.Equal(Enumerable.Range(0, Partitions), all);
        foreach (bool isJob in new[] { false, true })
        {
            int[] counts = [.. has.Select(groups => groups.Sum(g => g.Count(p => IsJob(p) == isJob)))];
            int even = (counts.Sum() + counts.Length - 1) / counts.Length;
            Assert.All(counts, c => Assert.InRange(c, 0, even));
        }
    }

    /// <returns>Whether anybody had something to do.</returns>
    private static bool Round(List<List<int[]>> has)
    {
        bool any = false;
        foreach (List<int[]> groups in has)
        {
            int[] held = [.. has.SelectMany(g => g).SelectMany(g => g)];
            var view = new LeaseView(
                [
                    .. Enumerable.Range(0, Partitions)
                        .Select(p => new LeasedPartition(Guid.Empty, 1, held.Contains(p))),
                ],
                []);
            (int[] take, int[] give) = LeaseShares.Of(view, has.Count, groups);
            Assert.True(take.Length == 0 || give.Length == 0);
            any |= take.Length > 0 || give.Length > 0;
            int[][] rest = [.. groups.Select(g => g.Except(give).ToArray()).Where(g => g.Length > 0)];
            groups.Clear();
            groups.AddRange(take.Length > 0 ? [.. rest, take] : rest);
        }

        return any;
    }

    private static bool IsJob(int partition) => SessionId.IsForJobs(partition, Partitions);
}
