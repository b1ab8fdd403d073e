using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Server.Doors;

/// <summary>Who asks.</summary>
internal sealed class Caller : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    private Caller(string name, long owner, KeyRights rights) =>
        (Name, Owner, Rights, Ended) = (name, owner, rights, _ended.Token);

    /// <summary>The name of the key; empty where no key is asked for.</summary>
    public string Name { get; }

    /// <summary>Marks the sessions that the caller begins: only the same owner may use them. 0 if the server does not
    /// require keys.</summary>
    public long Owner { get; }

    /// <summary>What the caller may do.</summary>
    public KeyRights Rights { get; }

    /// <summary>Cancelled when the key is revoked, or its rights change: what lasts ends.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The caller of a server without keys.</summary>
    public static Caller Anyone() => new("", 0, new KeyRights { Administers = true });

    /// <summary>A caller with a key. Sessions belong to the key's name, so that a new key of the same name has
    /// them.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="rights">What the key opens.</param>
    public static Caller WithKey(string name, KeyRights rights) => new(name, OwnerOf(name), rights);

    /// <summary>The caller may not come in any more.</summary>
    public void End()
    {
        if (!Ended.IsCancellationRequested)
        {
            _ended.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private static long OwnerOf(string name)
    {
        long owner = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return owner == 0 ? 1 : owner;
    }
}
