using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>What a store is opened for.</summary>
internal enum StoreUse
{
    /// <summary>Sessions: a missing store is made, and one of an older form is upgraded.</summary>
    Sessions,

    /// <summary>Keys: a missing store is made, but none is upgraded.</summary>
    Keys,

    /// <summary>A check, which only reads.</summary>
    Check,
}

/// <summary>Faults of the uses of a store.</summary>
internal static class StoreUses
{
    /// <summary>Refuses to upgrade a store, or to make one, for anything but sessions.</summary>
    /// <param name="use">What the store is opened for.</param>
    /// <param name="name">How messages call the store.</param>
    /// <exception cref="StoreException">The store is not opened for sessions.</exception>
    public static void RequireUpgrade(this StoreUse use, string name)
    {
        if (use != StoreUse.Sessions)
        {
            throw new StoreException(
                $"{name} is of an older form, without checksums. The next start of the server upgrades it; until then "
                + "it cannot be checked, and its keys cannot be changed.");
        }
    }

    /// <summary>Refuses to make a store for a check.</summary>
    /// <param name="use">What the store is opened for.</param>
    /// <param name="name">How messages call the store.</param>
    /// <exception cref="StoreException">The store is opened for a check.</exception>
    public static void RequireMaking(this StoreUse use, string name)
    {
        if (use == StoreUse.Check)
        {
            throw new StoreException($"{name}: there is no such store.");
        }
    }
}
