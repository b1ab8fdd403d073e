using Carousel.Extensions.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Tests.Models;

/// <summary>Options from the configuration; an error names its key.</summary>
public sealed class CarouselConfigurationTests
{
    [Fact]
    public void Section_NamesTheModels()
    {
        CarouselOptions options = Read(
            ("Models:reviews:File", "reviews.safetensors"), ("Models:reviews:Instances", "4"),
            ("Models:reviews:Threads", "0"), ("Models:sales", "sales.safetensors"),
            ("loadAtStart", "true"));

        Assert.True(options.LoadAtStart);
        Assert.Equal(2, options.Models.Count);
        Assert.Equal(
            ("reviews.safetensors", 4, 0),
            (options.Models["Reviews"].File, options.Models["Reviews"].Instances, options.Models["Reviews"].Threads));
        Assert.Equal(
            ("sales.safetensors", 1, 1),
            (options.Models["sales"].File, options.Models["sales"].Instances, options.Models["sales"].Threads));
    }

    [Theory]
    [InlineData("Models:a:Instances", "many", "C:Models:a:Instances must be a whole number, but is 'many'.")]
    [InlineData(
        "Models:a:Path", "x", "C:Models:a:Path is not a setting. The settings are File, Instances and Threads.")]
    [InlineData("Model", "x", "C:Model is not a setting. The settings are Models and LoadAtStart.")]
    [InlineData("LoadAtStart", "soon", "C:LoadAtStart must be true or false, but is 'soon'.")]
    [InlineData("Models:a:Threads", "2", "The model 'a' has no file: set its File to a saved model.")]
    [InlineData("Models:a:Instances", "0", "The model 'a' has 0 Instances: it must be 1 to 1024.")]
    public void Fault_IsSaidWithItsKey(string key, string value, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<OptionsValidationException>(() => Read((key, value))).Failures);

    private static CarouselOptions Read(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>($"C:{s.Key}", s.Value)))
            .Build();
        using ServiceProvider services = new ServiceCollection().AddCarousel(configuration.GetSection("C"))
            .Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<CarouselOptions>>().Value;
    }
}
