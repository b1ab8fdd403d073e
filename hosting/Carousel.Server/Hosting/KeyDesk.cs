using Carousel.Cluster.Stores;
using Carousel.Server.Doors;
using Carousel.Server.Storage;

namespace Carousel.Server.Hosting;

/// <summary>Adds keys to a store and removes them, also while a server uses it.</summary>
internal sealed class KeyDesk : IDisposable
{
    private const int MostName = 64;

    private readonly IKeyStore _store;

    /// <summary>Opens the store.</summary>
    /// <param name="options">Say where it is.</param>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public KeyDesk(CarouselServerOptions options)
    {
        string store = StoreOpening.Place(options);
        _store = StoreOpening.IsPostgres(store) ? StoreOpening.Open(options, StoreUse.Keys) : new SqliteKeys(store);
    }

    /// <summary>The keys: their names and their rights.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public IReadOnlyList<(string Name, KeyRights? Rights)> Keys =>
        [.. _store.ReadKeys().Select(key => (key.Name, KeyRights.Parse(key.Rights)))];

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its name; sessions belong to it.</param>
    /// <param name="rights">What it opens.</param>
    /// <returns>The key, which is written nowhere.</returns>
    /// <exception cref="ServeException">A key of this name exists, or the name is not valid.</exception>
    /// <exception cref="StoreException">The store fails.</exception>
    public string Add(string name, KeyRights rights)
    {
        if (name.Length is 0 or > MostName || name.Any(char.IsControl))
        {
            throw new ServeException($"A key's name has 1 to {MostName} characters.");
        }

        if (_store.ReadKeys().Any(key => key.Name == name))
        {
            throw new ServeException(
                $"There is a key '{name}' already: remove it first. A new key of the same name has its sessions.");
        }

        string key = ApiKey.New();
        var hash = new byte[ApiKey.HashBytes];
        ApiKey.TryHash(key, hash);
        _store.PutKey(new StoredKey(name, hash, rights.ToJson()));
        return key;
    }

    /// <summary>Removes a key. A server that uses the store closes its doors to it within seconds.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ServeException">There is no such key.</exception>
    /// <exception cref="StoreException">The store fails.</exception>
    public void Remove(string name)
    {
        if (!_store.RemoveKey(name))
        {
            string[] names = [.. _store.ReadKeys().Select(key => key.Name)];
            throw new ServeException(
                $"There is no key '{name}'; "
                + (names.Length == 0 ? "the store has none." : $"there are {string.Join(", ", names.Take(20))}."));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
