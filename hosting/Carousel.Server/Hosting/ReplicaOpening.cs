using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Replicas;
using Carousel.Server.Storage;
using RabbitMQ.Client;

namespace Carousel.Server.Hosting;

/// <summary>Opens a replica as options say.</summary>
internal static class ReplicaOpening
{
    /// <summary>Reads the address of a replica.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Null if the server is not a replica; port 0 means the port on which the server listens.</returns>
    /// <exception cref="StoreException">The address is not valid, or the store can't be shared.</exception>
    public static Uri? Address(CarouselServerOptions options)
    {
        if (options.Replica is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || address.PathAndQuery != "/")
        {
            throw new StoreException(
                $"The replica's address must be one such as http://10.0.0.5:8080, but is '{text}'.");
        }

        return StoreOpening.IsPostgres(StoreOpening.Place(options))
            ? address
            : throw new StoreException(
                $"{StoreOpening.Place(options)}: a file has one server; replicas share a store in PostgreSQL, "
                + "'Host=…'.");
    }

    /// <summary>Reads the address of a broker, and looks whether it lets the server in.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Null where steps are not taken from one. One that does not answer is waited for.</returns>
    /// <exception cref="ServeException">The broker refuses, or the address is not valid.</exception>
    public static Broker? Broker(CarouselServerOptions options)
    {
        if (options.Broker is not { } text)
        {
            return null;
        }

        if (options.Replica is null)
        {
            throw new ServeException(
                "Only a replica takes steps from a broker: pass the address at which other servers reach this one.");
        }

        try
        {
            var broker = new Broker(text) { Silence = ReplicaTimes.BrokerSilence };
            Task.Run(async () =>
            {
                await using IConnection connection = await broker.ConnectAsync(CancellationToken.None)
                    .ConfigureAwait(false);
            }).GetAwaiter().GetResult();
            return broker;
        }
        catch (BrokerException exception) when (exception.IsAway)
        {
            return new Broker(text) { Silence = ReplicaTimes.BrokerSilence };
        }
        catch (BrokerException exception)
        {
            throw new ServeException(exception.Message);
        }
    }

    /// <summary>Opens a replica.</summary>
    /// <param name="options">The options.</param>
    /// <param name="store">The store that they name.</param>
    /// <param name="models">Versions of models.</param>
    /// <param name="engine">Sizes and times.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <exception cref="StoreException">The store can't be used.</exception>
    public static ReplicaSessions Open(
        CarouselServerOptions options, ISessionStore store, IModelSource models, EngineOptions engine,
        Action<string> tell) => new(
            (PostgresStore)store,
            new PostgresLeases(StoreOpening.Place(options), store.Partitions, ReplicaTimes.Lease), models, engine,
            tell);
}
