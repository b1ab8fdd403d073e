using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Hosting;

/// <summary>Reads everything that a store has, and compares it with its checksums.</summary>
internal static class StoreCheck
{
    /// <summary>Checks the store that options name; no server may use it meanwhile.</summary>
    /// <param name="options">The options.</param>
    /// <param name="damages">Takes a sentence for each thing that is damaged.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many sessions were read, and how many sentences there were.</returns>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public static (int Sessions, int Damages) Run(
        CarouselServerOptions options, Action<string> damages, CancellationToken cancellation)
    {
        string name = StoreOpening.Place(options);
        if (!StoreOpening.IsPostgres(name) && !File.Exists(name))
        {
            StoreUse.Check.RequireMaking(name);
        }

        using ISessionStore store = StoreOpening.Open(options, StoreUse.Check);
        int count = 0;
        Array.ForEach([.. store.Notes], Damaged);
        int[] all = [.. Enumerable.Range(0, store.Partitions)];
        LoadedSessions loaded = new SessionLoading(store, all).Run(new PartitionKeeping[all.Length]);
        Array.ForEach([.. loaded.Damages], Damaged);

        HashSet<int> models = CheckModels(store, Damaged);
        SessionTable table = loaded.Table;
        for (int place = 0; place < table.Places; place++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (table.IsUsed(place) && !table[place].IsDamaged
                && FaultOf(store, table[place], models) is { } fault)
            {
                Damaged($"Session {SessionId.Text(table[place].Id)} is damaged: {fault}");
            }
        }

        Array.ForEach(
            [
                .. store.ReadKeys().Where(key => key.Hash.IsEmpty)
                    .Select(key => $"The key '{key.Name}' is damaged: remove it, and add it again."),
                .. store.CheckStructure(),
            ],
            Damaged);

        return (table.Count + loaded.Lost.Count, count);

        void Damaged(string sentence)
        {
            count++;
            damages(sentence);
        }
    }

    private static HashSet<int> CheckModels(ISessionStore store, Action<string> damaged)
    {
        HashSet<int> whole = [];
        foreach (StoredModel model in store.ReadModels())
        {
            try
            {
                store.ReadModel(model.Number);
                whole.Add(model.Number);
            }
            catch (StoreException exception)
            {
                damaged(exception.Message);
            }
        }

        return whole;
    }

    private static string? FaultOf(ISessionStore store, in Session session, HashSet<int> models)
    {
        if (!models.Contains(session.Model))
        {
            return $"its model {session.Model} is missing or damaged.";
        }

        try
        {
            int partition = SessionId.Partition(session.Id, store.Partitions);
            if (session.Saved > 0 && store.ReadSnapshot(partition, session.Id) is null)
            {
                return "its stored state is missing.";
            }

            _ = store.ReadHistory(partition, session.Id, long.MaxValue).Count();

            return null;
        }
        catch (StoreException exception)
        {
            return exception.Message;
        }
    }
}
