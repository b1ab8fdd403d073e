using Carousel;
using Carousel.Extensions.Models;
using Carousel.Genomes;
using Carousel.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Carousel's models as services.</summary>
public static class CarouselServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ICarouselModels"/>: named models from files, loaded when they are first needed, freed with the
    /// container.
    /// </summary>
    /// <param name="services">Takes them.</param>
    /// <param name="configure">Names the models.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddCarousel(this IServiceCollection services, Action<CarouselOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        Add(services);
        return services.Configure(configure);
    }

    /// <summary>
    /// Adds <see cref="ICarouselModels"/> as a section of the configuration says: <c>Models:name:File</c>,
    /// <c>Models:name:Instances</c>, <c>Models:name:Threads</c>, <c>LoadAtStart</c>.
    /// </summary>
    /// <param name="services">Takes them.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Carousel")</c>.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddCarousel(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        Add(services);
        return services.AddSingleton<IConfigureOptions<CarouselOptions>>(new CarouselConfiguration(section));
    }

    private static void Add(IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CarouselOptions>, CarouselOptionsValidation>());

        // A program with custom jobs registers its own list.
        services.TryAddSingleton(_ => new JobModels(
            [.. SeriesModels.Loaders, .. TextModels.Loaders, .. MediaModels.Loaders, .. GenomeModels.Loaders]));

        // A container without logging has models too.
        services.TryAddSingleton<ICarouselModels>(provider => new CarouselModels(
            provider.GetRequiredService<IOptions<CarouselOptions>>(),
            provider.GetRequiredService<JobModels>(),
            provider.GetService<ILogger<CarouselModels>>() ?? NullLogger<CarouselModels>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LoadAtStart>());
    }
}
