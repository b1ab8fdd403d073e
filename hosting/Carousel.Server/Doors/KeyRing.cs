using System.Collections.Concurrent;
using System.Security.Cryptography;
using Carousel.Server.Storage;

namespace Carousel.Server.Doors;

/// <summary>The keys that open the doors by now, and who has them.</summary>
/// <remarks>Read by any thread, without locks; changed as a whole by one.</remarks>
internal sealed class KeyRing
{
    private readonly Dictionary<UInt128, Entry> _byHash = [];

    // A header that came once is not hashed again. Only those that opened are here.
    private readonly ConcurrentDictionary<string, Caller> _byHeader = new(StringComparer.Ordinal);

    private KeyRing(IEnumerable<Entry> entries)
    {
        foreach (Entry entry in entries)
        {
            _byHash.Add(Short(entry.Key.Hash.Span), entry);
        }
    }

    /// <summary>No keys.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>How many keys there are.</summary>
    public int Count => _byHash.Count;

    /// <summary>Those who have the keys.</summary>
    public IEnumerable<Caller> Callers => _byHash.Values.Select(entry => entry.Caller);

    /// <summary>The keys as a store has them by now; who has a key that stays as it was stays who he was.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>This ring where nothing has changed, else another one.</returns>
    public KeyRing With(IReadOnlyList<StoredKey> keys)
    {
        var entries = new List<Entry>(keys.Count);
        bool isNew = false;
        foreach (StoredKey key in keys.DistinctBy(key => Short(key.Hash.Span)))
        {
            if (_byHash.TryGetValue(Short(key.Hash.Span), out Entry? entry) && IsSame(entry.Key, key))
            {
                entries.Add(entry);
            }
            else if (key.Hash.Length == ApiKey.HashBytes && KeyRights.Parse(key.Rights) is { } rights)
            {
                entries.Add(new Entry(key, Caller.WithKey(key.Name, rights)));
                isNew = true;
            }
        }

        return isNew || entries.Count != Count ? new KeyRing(entries) : this;
    }

    /// <summary>Who sent a header.</summary>
    /// <param name="header">The whole header.</param>
    /// <param name="key">The key in it.</param>
    /// <returns>Null where the key opens nothing.</returns>
    public Caller? Find(string header, ReadOnlySpan<char> key)
    {
        if (_byHeader.TryGetValue(header, out Caller? known))
        {
            return known;
        }

        // The time of the table lookup depends at most on the hash, whose bits a caller cannot choose.
        Span<byte> hash = stackalloc byte[ApiKey.HashBytes];
        if (!ApiKey.TryHash(key, hash) || !_byHash.TryGetValue(Short(hash), out Entry? entry)
            || !CryptographicOperations.FixedTimeEquals(hash, entry.Key.Hash.Span))
        {
            return null;
        }

        // The same key can be written in several ways; few are kept.
        if (_byHeader.Count < 4 * Count)
        {
            _byHeader.TryAdd(header, entry.Caller);
        }

        return entry.Caller;
    }

    private static UInt128 Short(ReadOnlySpan<byte> hash) => hash.Length == ApiKey.HashBytes
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash)
        : UInt128.Zero;

    private static bool IsSame(StoredKey one, StoredKey other) =>
        one.Name == other.Name && one.Rights == other.Rights && one.Hash.Span.SequenceEqual(other.Hash.Span);

    private sealed record Entry(StoredKey Key, Caller Caller);
}
