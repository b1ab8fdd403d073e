using System.Data.Common;
using System.Diagnostics.Metrics;
using Carousel;
using Carousel.Client;
using Carousel.Extensions;
using Carousel.Extensions.Models;
using Carousel.Genomes;
using Carousel.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Carousel's models, and clients of its server, as services.</summary>
public static class CarouselServiceCollectionExtensions
{
    private static readonly string[] _ready = ["ready"];

    /// <summary>
    /// Adds <see cref="ICarouselModels"/> and a keyed <see cref="HostedModel{TModel}"/> for each of its names: models
    /// from files, loaded when they are first needed, freed with the container. A host checks the options when it
    /// starts. The health check <c>carousel</c> with the tag <c>ready</c> loads each model and names those that cannot
    /// be loaded; a liveness probe must not use it.
    /// </summary>
    /// <param name="services">Takes them.</param>
    /// <param name="section">A section of the configuration with <c>Models:name:File</c>,
    /// <c>Models:name:Instances</c>, <c>Models:name:Threads</c> and <c>LoadAtStart</c>, such as
    /// <c>configuration.GetSection("Carousel")</c>; null for none.</param>
    /// <returns>Adds models in code.</returns>
    public static CarouselBuilder AddCarousel(this IServiceCollection services, IConfiguration? section = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<CarouselOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CarouselOptions>, CarouselOptionsValidation>());
        if (section is not null)
        {
            services.AddSingleton<IConfigureOptions<CarouselOptions>>(new CarouselConfiguration(section));
        }

        if (!services.Any(service => service.ServiceType == typeof(CarouselModels)))
        {
            services.AddHealthChecks().AddCheck<CarouselHealthCheck>("carousel", tags: _ready);
        }

        // A program with custom jobs registers its own list.
        services.TryAddSingleton(_ => new JobModels(
            [.. SeriesModels.Loaders, .. TextModels.Loaders, .. MediaModels.Loaders, .. GenomeModels.Loaders]));

        // A container without logging and metrics has models too.
        services.TryAddSingleton(provider => new CarouselModels(
            provider.GetRequiredService<IOptions<CarouselOptions>>(),
            provider.GetRequiredService<JobModels>(),
            provider.GetService<ILogger<CarouselModels>>() ?? NullLogger<CarouselModels>.Instance,
            provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<ICarouselModels>(provider => provider.GetRequiredService<CarouselModels>());
        services.TryAddKeyedSingleton(typeof(HostedModel<>), KeyedService.AnyKey, typeof(HostedModel<>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LoadAtStart>());
        return new CarouselBuilder(services);
    }

    /// <summary>
    /// Adds a <see cref="CarouselClient"/>, also as a keyed service of its name, and a health check of this name with
    /// the tag <c>ready</c> that asks the server for its models.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The connection string: <c>Endpoint=http://host:8080</c>, if needed with <c>;Key=…</c>. A
    /// reference to the resource of this name in an Aspire app host sets it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The connection string is missing or has no endpoint of http or
    /// https.</exception>
    public static IHostApplicationBuilder AddCarouselClient(this IHostApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        (Uri address, string? key) = ReadConnection(name, builder.Configuration.GetConnectionString(name));
        builder.Services.AddKeyedSingleton(name, (_, _) => new CarouselClient(address, key));
        builder.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CarouselClient>(name));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, provider => new ClientHealthCheck(provider.GetRequiredKeyedService<CarouselClient>(name)),
            failureStatus: null, _ready));
        return builder;
    }

    private static (Uri Address, string? Key) ReadConnection(string name, string? text)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // A text without an equals sign has no endpoint either.
        }

        return parts.TryGetValue("Endpoint", out object? endpoint)
            && Uri.TryCreate((string)endpoint, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? (address, parts.TryGetValue("Key", out object? key) ? (string)key : null)
            : throw new InvalidOperationException(
                $"The connection string '{name}' has no endpoint of http or https: set ConnectionStrings:{name} "
                + "to Endpoint=http://host:8080, or reference the resource in the app host.");
    }
}
