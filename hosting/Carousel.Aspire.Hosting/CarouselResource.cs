using Aspire.Hosting.ApplicationModel;

namespace Carousel.Aspire.Hosting;

/// <summary>A process of <c>carousel serve</c> in an app host.</summary>
public sealed class CarouselResource : ExecutableResource, IResourceWithConnectionString
{
    /// <summary>The name of the endpoint.</summary>
    internal const string EndpointName = "http";

    internal CarouselResource(string name, string folder)
        : base(name, "carousel", ".") =>
        (Folder, Endpoint) = (folder, new EndpointReference(this, EndpointName));

    /// <summary>What clients connect to: <c>Endpoint=http://host:port</c>.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Endpoint={Endpoint.Property(EndpointProperty.Url)}");

    /// <summary>The folder with the models.</summary>
    internal string Folder { get; }

    internal EndpointReference Endpoint { get; }

    /// <summary>The database of the sessions; null for a file in the folder of the models.</summary>
    internal IResourceWithConnectionString? Store { get; set; }

    /// <summary>The broker that brings steps; null without one.</summary>
    internal IResourceWithConnectionString? Broker { get; set; }
}
