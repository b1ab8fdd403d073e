using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Carousel.Extensions.Tests.Models;

/// <summary>The health check names the models that cannot be loaded.</summary>
public sealed class CarouselHealthCheckTests(ModelFile file) : IClassFixture<ModelFile>
{
    [Fact]
    public async Task Check_LoadsEveryModel() => Assert.Equal(
        (HealthStatus.Healthy, "1 of 1 models are loaded."),
        Told(await CheckAsync(services => services.AddCarousel().AddModel("whale", file.Path))));

    [Fact]
    public async Task Check_NamesWhatCannotBeLoaded()
    {
        HealthReportEntry result = await CheckAsync(services => services.AddCarousel()
            .AddModel("whale", file.Path).AddModel("shark", file.Missing).AddForecaster("demand", file.Path));

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.StartsWith("2 of 3 models cannot be loaded: ", result.Description, StringComparison.Ordinal);
        Assert.Equal(["demand", "shark"], result.Data.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            result.Data.Values,
            sentence => Assert.Contains((string)sentence, result.Description, StringComparison.Ordinal));
    }

    private static async Task<HealthReportEntry> CheckAsync(Action<IServiceCollection> add)
    {
        IServiceCollection services = new ServiceCollection().AddLogging();
        add(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        // A probe of liveness leaves it out by its tag.
        Assert.Equal(["ready"], report.Entries["carousel"].Tags);
        return report.Entries["carousel"];
    }

    private static (HealthStatus, string?) Told(HealthReportEntry result) => (result.Status, result.Description);
}
