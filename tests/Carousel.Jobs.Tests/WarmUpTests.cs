using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Tests;

public sealed class WarmUpTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task Begin_RunsToItsEnd_WhenTheFileIsAModel()
    {
        Write("forecast", new FitSummary(StopReason.Completed, 1, 1, 0.5, 1, 1, []).ToJson());

        Assert.True(await WarmUp.Begin(_path, Forecaster.TaskName));
    }

    [Fact]
    public async Task Begin_LeavesTheSentenceToTheLoader_WhenTheFileIsNoModel()
    {
        Write("forecast", "{}");

        Assert.False(await WarmUp.Begin(_path, Forecaster.TaskName));
        Assert.False(await WarmUp.Begin(_path + ".missing"));
    }

    public void Dispose() => File.Delete(_path);

    private void Write(string task, string training) => new ModelFile
    {
        Task = task,
        Configuration = "{}",
        Training = training,
        Tensors = [new StoredTensor("b", new Carousel.Tensors.Shape(2), new float[] { 1, 2 })],
    }.Write(_path);
}
