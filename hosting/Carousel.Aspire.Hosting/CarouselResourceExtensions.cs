using Aspire.Hosting.ApplicationModel;
using Carousel.Aspire.Hosting;

namespace Aspire.Hosting;

/// <summary>Carousel's server in an app host of Aspire.</summary>
public static class CarouselResourceExtensions
{
    /// <summary>
    /// Adds a server of the models of a folder: <c>carousel serve</c> with an HTTP endpoint, a health check, and
    /// metrics and traces for the dashboard. The command <c>carousel</c> must be installed, or be named by
    /// <c>WithCommand</c>.
    /// </summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The name of the resource, and of the connection string of its clients.</param>
    /// <param name="folder">The folder with the models, absolute or from the folder of the app host.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<CarouselResource> AddCarousel(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var resource = new CarouselResource(name, Path.GetFullPath(folder, builder.AppHostDirectory));
        return builder.AddResource(resource)
            .WithHttpEndpoint(name: CarouselResource.EndpointName)
            .WithHttpHealthCheck("/health/ready", endpointName: CarouselResource.EndpointName)
            .WithOtlpExporter()
            .WithArgs(context => AddArguments(context.Args, resource));
    }

    /// <summary>
    /// Gives the server PostgreSQL, in which it keeps the sessions instead of in a file, or RabbitMQ, from whose queues
    /// it also takes steps. RabbitMQ needs PostgreSQL.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="source">A server or a database of PostgreSQL, or a server of RabbitMQ.</param>
    /// <returns>The server.</returns>
    /// <exception cref="DistributedApplicationException">It is a resource of another kind.</exception>
    public static IResourceBuilder<CarouselResource> WithReference(
        this IResourceBuilder<CarouselResource> builder, IResourceBuilder<IResourceWithConnectionString> source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        switch (source.Resource)
        {
            case PostgresDatabaseResource or PostgresServerResource:
                builder.Resource.Store = source.Resource;
                break;
            case RabbitMQServerResource:
                builder.Resource.Broker = source.Resource;
                break;
            default:
                throw new DistributedApplicationException(
                    $"The Carousel resource '{builder.Resource.Name}' takes references to PostgreSQL and RabbitMQ, but "
                    + $"'{source.Resource.Name}' is a {source.Resource.GetType().Name}.");
        }

        return builder.WithReferenceRelationship(source.Resource);
    }

    /// <summary>A call of this method does not compile. Aspire's method with these parameters would be called without
    /// it, and would set an environment variable that the server does not read.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="source">The resource.</param>
    /// <param name="connectionName">The name of the connection string in the environment.</param>
    /// <param name="optional">Whether the connection string may be missing.</param>
    /// <returns>The server.</returns>
    [Obsolete("The server has no connection name and no optional reference: call WithReference(source).", error: true)]
    public static IResourceBuilder<CarouselResource> WithReference(
        this IResourceBuilder<CarouselResource> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false) => builder.WithReference(source);

    private static void AddArguments(IList<object> arguments, CarouselResource resource)
    {
        if (resource is { Broker: not null, Store: null })
        {
            throw new DistributedApplicationException(
                $"The Carousel resource '{resource.Name}' has a reference to RabbitMQ, which needs one to "
                + "PostgreSQL: add WithReference(database).");
        }

        arguments.Add("serve");
        arguments.Add(resource.Folder);
        arguments.Add("--port");
        arguments.Add(resource.Endpoint.Property(EndpointProperty.TargetPort));
        if (resource.Store is { } store)
        {
            arguments.Add("--store");
            arguments.Add(store.ConnectionStringExpression);
        }

        if (resource.Broker is { } broker)
        {
            // A broker brings steps to replicas: the server is one, at the port on which it listens.
            arguments.Add("--replica");
            arguments.Add("http://127.0.0.1:0");
            arguments.Add("--broker");
            arguments.Add(broker.ConnectionStringExpression);
        }
    }
}
