using Carousel.Server.Storage;

namespace Carousel.Server.Replicas;

/// <summary>Divides partitions among replicas: of each kind, numbers and jobs, a replica has at most the even share
/// rounded up.</summary>
internal static class LeaseShares
{
    /// <summary>The partitions that a replica should take and those that it should give back.</summary>
    /// <param name="view">Who has what.</param>
    /// <param name="replicas">How many replicas there are.</param>
    /// <param name="groups">The partitions that the replica has, as they were taken.</param>
    /// <returns>At most one of both is not empty.</returns>
    public static (int[] Take, int[] Give) Of(LeaseView view, int replicas, IReadOnlyList<int[]> groups)
    {
        var take = new List<int>();
        var give = new List<int>();
        int partitions = view.Leases.Length;

        // What was taken last and least goes first: then the fewest sessions are disturbed.
        int[] own = [.. groups.OrderBy(g => g.Length).SelectMany(g => g)];
        foreach (IGrouping<bool, int> kind in Enumerable.Range(0, partitions)
            .GroupBy(p => SessionId.IsForJobs(p, partitions)))
        {
            int[] all = [.. kind], held = [.. own.Where(p => SessionId.IsForJobs(p, partitions) == kind.Key)];
            int share = (all.Length + replicas - 1) / replicas;
            give.AddRange(held.Take(Math.Max(0, held.Length - share)));
            take.AddRange(all.Where(p => !view.Leases[p].IsHeld).Take(Math.Max(0, share - held.Length)));
        }

        return give.Count > 0 ? ([], [.. give]) : ([.. take], []);
    }
}
