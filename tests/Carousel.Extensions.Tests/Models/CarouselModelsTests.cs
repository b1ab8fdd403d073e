using Carousel.Classification;
using Carousel.Extensions.Models;
using Carousel.Jobs;
using Carousel.Language;
using Carousel.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Carousel.Extensions.Tests.Models;

/// <summary>Models from the container: named, leased, given back, freed.</summary>
public sealed class CarouselModelsTests(ModelFile file) : IClassFixture<ModelFile>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_GivesTheModelOfTheName_AndTheSameInstanceAgain()
    {
        using ServiceProvider services = Services();
        var models = services.GetRequiredService<ICarouselModels>();
        Assert.Equal(["whale"], models.Names);
        IJobModel first;
        using (ModelLease lease = await models.LeaseAsync("WHALE", Cancellation))
        {
            first = lease.As<LanguageModel>();
        }

        using ModelLease again = await models.LeaseAsync("whale", Cancellation);
        Assert.Same(first, again.Model);
    }

    [Fact]
    public async Task Lease_Waits_UntilAnInstanceIsGivenBack()
    {
        using ServiceProvider services = Services(instances: 2);
        var models = services.GetRequiredService<ICarouselModels>();
        ModelLease one = await models.LeaseAsync("whale", Cancellation),
            two = await models.LeaseAsync("whale", Cancellation);
        Assert.NotSame(one.Model, two.Model);
        IJobModel oneModel = one.Model;
        Task<ModelLease> third = models.LeaseAsync("whale", Cancellation).AsTask();
        Assert.False(third.IsCompleted);

        one.Dispose();
        one.Dispose();

        using ModelLease lease = await third.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Same(oneModel, lease.Model);
        Assert.Throws<ObjectDisposedException>(() => one.Model);

        // The second call of Dispose gave nothing back: all instances are taken.
        using var stop = new CancellationTokenSource();
        Task<ModelLease> fourth = models.LeaseAsync("whale", stop.Token).AsTask();
        Assert.False(fourth.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
        two.Dispose();
    }

    [Fact]
    public async Task ManyCallers_GetTheAnswersOfOne()
    {
        using ServiceProvider services = Services(instances: 3);
        var models = services.GetRequiredService<ICarouselModels>();
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            using var output = new StringWriter();
            await models.PredictAsync("whale", JobInput.OfText("the white whale"), output, Cancellation);
            return output.ToString();
        }));

        Assert.Single(answers.Distinct());
        using IJobModel alone = services.GetRequiredService<JobModels>().Load(file.Path, 1);
        using var expected = new StringWriter();
        alone.Predict(JobInput.OfText("the white whale"), expected, Cancellation);
        Assert.Equal(expected.ToString(), answers[0]);
    }

    [Fact]
    public async Task Model_OfAnotherNameOrJob_IsNamed()
    {
        using ServiceProvider services = Services();
        var models = services.GetRequiredService<ICarouselModels>();
        Assert.Contains(
            "The models are whale",
            (await Assert.ThrowsAsync<KeyNotFoundException>(
                () => models.LeaseAsync("shark", Cancellation).AsTask())).Message, StringComparison.Ordinal);
        using ModelLease lease = await models.LeaseAsync("whale", Cancellation);
        Assert.Contains(
            "'language', not a Classifier", Assert.Throws<InvalidOperationException>(lease.As<Classifier>).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFile_IsSaid_AndTakesNoInstanceAway()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddCarousel().AddModel("whale", file.Missing).Services.BuildServiceProvider();
        var models = services.GetRequiredService<ICarouselModels>();
        for (int call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<ModelFileException>(
                () =>
                    models.LeaseAsync("whale", Cancellation).AsTask()
                        .WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }
    }

    [Fact]
    public async Task Container_LendsNothingAfterItsEnd()
    {
        ServiceProvider services = Services();
        var models = services.GetRequiredService<ICarouselModels>();
        await services.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => models.LeaseAsync("whale", Cancellation).AsTask());
    }

    [Fact]
    public async Task Host_LoadsAtStart_WhereAsked_AndDoesNotStartWithoutItsModels()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCarousel().AddModel("whale", file.Missing)
            .Services.Configure<CarouselOptions>(options => options.LoadAtStart = true);
        using IHost host = builder.Build();
        await Assert.ThrowsAsync<ModelFileException>(() => host.StartAsync(Cancellation));
    }

    private ServiceProvider Services(int instances = 1) => new ServiceCollection()
        .AddCarousel().AddModel("whale", file.Path)
        .Services.Configure<CarouselOptions>(options => options.Models["whale"].Instances = instances)
        .BuildServiceProvider();
}
