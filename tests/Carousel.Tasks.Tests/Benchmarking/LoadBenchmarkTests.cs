using Carousel.Tasks.Benchmarking;
using Carousel.Tasks.Networks;
using Carousel.Tasks.Tests.Forecasting;

namespace Carousel.Tasks.Tests.Benchmarking;

public sealed class LoadBenchmarkTests
{
    [Fact]
    public void Run_TimesTheModel_WhenTheFileIsOne()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (var model = NetworkModel.Draw(new NetworkDesign([new NetworkLayer(NetworkLayerKind.Lstm, 2, 3)]), seed: 1, threads: 1))
        {
            model.Save(path);
        }

        LoadReport report = LoadBenchmark.Run(path);

        Assert.True(report.IsVerified);
        Assert.Equal([LoadReport.ReadName, LoadReport.ArrayName, LoadReport.MappedName, LoadReport.CopiedName, LoadReport.ModelName], report.Results.Select(r => r.Name));
    }
}
