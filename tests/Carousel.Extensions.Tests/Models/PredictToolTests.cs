using Carousel.Extensions.Models;
using Carousel.Jobs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Carousel.Extensions.Tests.Models;

/// <summary>Models are tools of a chat client.</summary>
public sealed class PredictToolTests(ModelFile file) : IClassFixture<ModelFile>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tool_DescribesItsModel_AndAnswersAsPredictDoes()
    {
        await using ServiceProvider services = new ServiceCollection().AddCarousel().AddModel("white whale", file.Path)
            .Services.BuildServiceProvider();
        var models = services.GetRequiredService<ICarouselModels>();

        AIFunction tool = Assert.Single(await models.GetToolsAsync(Cancellation));

        Assert.Equal("predict_white_whale", tool.Name);
        Assert.StartsWith(
            "Applies the model 'white whale' for 'language' to data. Its description: ", tool.Description,
            StringComparison.Ordinal);
        using (ModelLease lease = await models.LeaseAsync("white whale", Cancellation))
        {
            Assert.EndsWith($". {lease.Model.Share.Sentence}", tool.Description, StringComparison.Ordinal);
        }

        Assert.Contains("\"required\":[\"data\"]", tool.JsonSchema.GetRawText(), StringComparison.Ordinal);
        string answer = Assert.IsType<string>(
            await tool.InvokeAsync(new AIFunctionArguments { ["data"] = "the white whale" }, Cancellation));
        using var expected = new StringWriter();
        await models.PredictAsync(
            "white whale", JobInput.OfText("the white whale", "data"), expected, Cancellation);
        Assert.StartsWith(expected.ToString().TrimEnd(), answer, StringComparison.Ordinal);
        Assert.Contains(
            "needs 'data'",
            (await Assert.ThrowsAsync<ArgumentException>(
                () => tool.InvokeAsync(new AIFunctionArguments(), Cancellation).AsTask())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_DoNotWaitForInstances()
    {
        await using ServiceProvider services = new ServiceCollection().AddCarousel().AddModel("whale", file.Path)
            .Services.BuildServiceProvider();
        var models = services.GetRequiredService<ICarouselModels>();
        using ModelLease lease = await models.LeaseAsync("whale", Cancellation);

        Assert.Single(await models.GetToolsAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task Tools_OfOneName_AreRefused()
    {
        await using ServiceProvider services = new ServiceCollection().AddCarousel()
            .AddModel("a.b", file.Missing).AddModel("a b", file.Missing).Services.BuildServiceProvider();

        Assert.Equal(
            "The tools of the models 'a.b' and 'a b' would have the same name, predict_a_b: rename all of these models "
                + "except one.",
            (await Assert.ThrowsAsync<InvalidOperationException>(
                () => services.GetRequiredService<ICarouselModels>().GetToolsAsync(Cancellation))).Message);
    }
}
