using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Hosting;

/// <summary>Opens the store that options name.</summary>
internal static class StoreOpening
{
    /// <summary>Where the store is: a file, or a connection string.</summary>
    /// <param name="options">The options.</param>
    public static string Place(CarouselServerOptions options) =>
        options.Store ?? Path.Combine(options.Models, "sessions.db");

    /// <summary>Whether a place is a connection string.</summary>
    /// <param name="place">The place.</param>
    public static bool IsPostgres(string place) => place.Contains('=', StringComparison.Ordinal);

    /// <summary>Opens the store.</summary>
    /// <param name="options">The options.</param>
    /// <param name="use">What the store is opened for.</param>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public static ISessionStore Open(CarouselServerOptions options, StoreUse use = StoreUse.Sessions)
    {
        string place = Place(options);
        return IsPostgres(place)
            ? new PostgresStore(place, options.Volatile, options.Replica is not null, use)
            : new SqliteStore(place, options.Volatile, use);
    }
}
