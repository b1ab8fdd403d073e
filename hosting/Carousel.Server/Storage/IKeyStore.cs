using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>Where keys are kept. Keys may be changed while a server uses the store: it sees them soon after.</summary>
internal interface IKeyStore : IDisposable
{
    /// <summary>Stores a key; it replaces one of the same name.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    void PutKey(StoredKey key);

    /// <summary>The keys.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    IReadOnlyList<StoredKey> ReadKeys();

    /// <summary>Drops a key.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False if no key has this name.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    bool RemoveKey(string name);
}
