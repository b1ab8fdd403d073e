using Carousel.Client;
using Carousel.Extensions.Models;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Language;
using Carousel.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Tests;

/// <summary>Models that a program adds by name are typed services of their job.</summary>
public sealed class CarouselBuilderTests(ModelFile file) : IClassFixture<ModelFile>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_IsAServiceOfItsName_ThatAnswersAsItsType()
    {
        using ServiceProvider services = new ServiceCollection().AddCarousel().AddModel("whale", file.Path)
            .Services.AddSingleton<Caller>().BuildServiceProvider();

        var caller = services.GetRequiredService<Caller>();

        Assert.Equal("whale", caller.Whale.Name);
        Assert.Equal("language", await caller.Whale.AskAsync(model => model.Task, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredKeyedService<HostedModel<Forecaster>>("whale")
                .AskAsync(model => model.Task, Cancellation));
    }

    [Fact]
    public async Task File_OfAnotherTask_IsNamed()
    {
        using ServiceProvider services = new ServiceCollection().AddCarousel().AddForecaster("demand", file.Path)
            .Services.BuildServiceProvider();

        Assert.EndsWith(
            "this is a model for 'language', but 'demand' is added for 'forecast'.",
            (await Assert.ThrowsAsync<ModelFileException>(() => services.GetRequiredService<ICarouselModels>()
                .AskAsync<IJobModel, string>("demand", model => model.Task, Cancellation))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_ChangesTheFileOfAModel()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Models:demand", "newer.safetensors")]).Build();
        using ServiceProvider services = new ServiceCollection()
            .AddCarousel(configuration).AddForecaster("demand", "demand.safetensors")
            .AddDetector("alarms", "alarms.safetensors").AddClassifier("reviews", "reviews.safetensors")
            .Services.BuildServiceProvider();

        CarouselOptions options = services.GetRequiredService<IOptions<CarouselOptions>>().Value;

        Assert.Equal(
            ["newer.safetensors", "alarms.safetensors", "reviews.safetensors"],
            new[] { "demand", "alarms", "reviews" }.Select(name => options.Models[name].File));
    }

    [Fact]
    public async Task Host_DoesNotStart_WithWrongOptions()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCarousel().AddForecaster("demand", "a.safetensors").AddDetector("Demand", "b.safetensors");
        using IHost host = builder.Build();

        Assert.Equal(
            ["The model 'Demand' is added twice: give one of them another name."],
            (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation))).Failures);
    }

    [Fact]
    public async Task Client_HasTheAddressOfItsConnectionString_AndAHealthCheck()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:models", "Endpoint=http://127.0.0.1:9;Key=secret"),
            new("ConnectionStrings:other", "http://127.0.0.1:9"),
            new("ConnectionStrings:bare", "Endpoint=localhost:8080"),
        ]);
        builder.AddCarouselClient("models");
        Assert.All(["other", "bare"], name => Assert.Equal(
            $"The connection string '{name}' has no endpoint of http or https: set ConnectionStrings:{name} to "
                + "Endpoint=http://host:8080, or reference the resource in the app host.",
            Assert.Throws<InvalidOperationException>(() => builder.AddCarouselClient(name)).Message));
        using IHost host = builder.Build();

        Assert.Same(
            host.Services.GetRequiredService<CarouselClient>(),
            host.Services.GetRequiredKeyedService<CarouselClient>("models"));
    }

    private sealed class Caller([FromKeyedServices("whale")] HostedModel<LanguageModel> whale)
    {
        public HostedModel<LanguageModel> Whale { get; } = whale;
    }
}
