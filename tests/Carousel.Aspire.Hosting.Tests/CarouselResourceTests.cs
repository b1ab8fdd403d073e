using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Carousel.Aspire.Hosting.Tests;

/// <summary>The command line, the connection string and the health check of the server in an app host.</summary>
public sealed class CarouselResourceTests
{
    private static readonly string _folder = Path.GetFullPath("models");

    [Fact]
    public async Task Server_ServesTheFolder_AtItsPort_WithHealthAndTelemetry()
    {
        IDistributedApplicationBuilder builder = Builder();

        CarouselResource server = builder.AddCarousel("models", _folder).Resource;

        Assert.Equal("carousel", server.Command);
        Assert.Equal(["serve", _folder, "--port", "{models.bindings.http.targetPort}"], await ArgumentsAsync(server));
        Assert.Equal("Endpoint={models.bindings.http.url}", server.ConnectionStringExpression.ValueExpression);
        Assert.Single(server.Annotations.OfType<HealthCheckAnnotation>());
        Assert.Single(server.Annotations.OfType<OtlpExporterAnnotation>());
    }

    [Fact]
    public async Task References_GiveTheStoreAndTheBroker()
    {
        IDistributedApplicationBuilder builder = Builder();

        #region references
        IResourceBuilder<PostgresDatabaseResource> sessions = builder.AddPostgres("postgres").AddDatabase("sessions");
        IResourceBuilder<RabbitMQServerResource> broker = builder.AddRabbitMQ("rabbitmq");
        IResourceBuilder<CarouselResource> models = builder.AddCarousel("models", _folder)
            .WithReference(sessions).WaitFor(sessions).WithReference(broker).WaitFor(broker);
        #endregion

        CarouselResource server = models.Resource;
        Assert.Equal(
            [
                "--store", "{postgres.connectionString};Database=sessions", "--replica", "http://127.0.0.1:0",
                "--broker",
                "amqp://guest:{rabbitmq-password.value}@{rabbitmq.bindings.tcp.host}:{rabbitmq.bindings.tcp.port}",
            ],
            (await ArgumentsAsync(server))[4..]);
        Assert.Equal(
            ["sessions", "rabbitmq"],
            server.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Where(relation => relation.Type == "Reference").Select(relation => relation.Resource.Name));
    }

    [Fact]
    public async Task Broker_WithoutADatabase_IsRefused()
    {
        IDistributedApplicationBuilder builder = Builder();

        CarouselResource server = builder.AddCarousel("models", _folder)
            .WithReference(builder.AddRabbitMQ("rabbitmq")).Resource;

        Assert.Equal(
            "The Carousel resource 'models' has a reference to RabbitMQ, which needs one to PostgreSQL: "
                + "add WithReference(database).",
            (await Assert.ThrowsAsync<DistributedApplicationException>(() => ArgumentsAsync(server))).Message);
    }

    [Fact]
    public void Reference_OfAnotherKind_IsRefused()
    {
        IDistributedApplicationBuilder builder = Builder();
        IResourceBuilder<CarouselResource> server = builder.AddCarousel("models", _folder);

        Assert.Equal(
            "The Carousel resource 'models' takes references to PostgreSQL and RabbitMQ, but 'text' is a "
                + "ConnectionStringResource.",
            Assert.Throws<DistributedApplicationException>(
                () => server.WithReference(builder.AddConnectionString("text", ReferenceExpression.Create($"a=b"))))
                .Message);
    }

    [Fact]
    public void Reference_WithAConnectionName_DoesNotCompile() =>

        // Without this overload such a call would be one of Aspire's method, which sets an environment variable only.
        Assert.True(
            typeof(CarouselResourceExtensions).GetMethod(
                nameof(CarouselResourceExtensions.WithReference),
                [
                    typeof(IResourceBuilder<CarouselResource>), typeof(IResourceBuilder<IResourceWithConnectionString>),
                    typeof(string), typeof(bool),
                ])!.GetCustomAttribute<ObsoleteAttribute>()!.IsError);

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });

    // As the manifest would name them: nothing is started.
    private static async Task<string[]> ArgumentsAsync(CarouselResource server)
    {
        var arguments = new List<object>();
        foreach (CommandLineArgsCallbackAnnotation callback in server.Annotations
            .OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(
                new CommandLineArgsCallbackContext(arguments, TestContext.Current.CancellationToken));
        }

        return
        [
            .. arguments.Select(argument => argument switch
            {
                IManifestExpressionProvider expression => expression.ValueExpression,
                _ => argument.ToString()!,
            }),
        ];
    }
}
