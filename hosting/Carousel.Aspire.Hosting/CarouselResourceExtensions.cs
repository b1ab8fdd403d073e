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

    /// <summary>Keeps the sessions in a database of PostgreSQL instead of a file.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="database">The database.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<CarouselResource> WithReference(
        this IResourceBuilder<CarouselResource> builder, IResourceBuilder<PostgresDatabaseResource> database)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        builder.Resource.Store = database.Resource;
        return builder.WithReferenceRelationship(database.Resource);
    }

    /// <summary>Also takes steps from the queues of a RabbitMQ broker, for which the server needs a database.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="broker">The broker.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<CarouselResource> WithReference(
        this IResourceBuilder<CarouselResource> builder, IResourceBuilder<RabbitMQServerResource> broker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(broker);
        builder.Resource.Broker = broker.Resource;
        return builder.WithReferenceRelationship(broker.Resource);
    }

    private static void AddArguments(IList<object> arguments, CarouselResource resource)
    {
        if (resource is { Broker: not null, Store: null })
        {
            throw new DistributedApplicationException(
                $"The Carousel resource '{resource.Name}' has a reference to RabbitMQ, which needs one to a database "
                + "of PostgreSQL: add WithReference(database).");
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
