using Carousel.Benchmarks.Timing;
using Carousel.Cli.Commands;
using Carousel.Cli.Tests;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Tests.Timing;

public sealed class LoadBenchmarkTests
{
    [Fact]
    public void Run_TimesTheModel_WhenTheFileIsOne()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (var model = NetworkModel.Draw(
            new NetworkDesign([new NetworkLayer(NetworkLayerKind.Lstm, 2, 3)]), seed: 1, threads: 1))
        {
            model.Save(path);
        }

        LoadReport report = LoadBenchmark.Run(path, KnownModels.Every);

        Assert.True(report.IsVerified);
        Assert.Equal(
            [
                LoadReport.ReadName, LoadReport.ArrayName, LoadReport.MappedName, LoadReport.CopiedName,
                LoadReport.ModelName,
            ], report.Results.Select(r => r.Name));
    }

    [Fact]
    public void Run_TimesAForeignFile_WhoseTaskIsNamedLikeOneOfOurs()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("foreign.safetensors");
        SafeTensors.Write(
            path, new TensorFile([new StoredTensor("a", new Shape(4), new float[4])], [new("task", "forecast")]));

        LoadReport report = LoadBenchmark.Run(path, KnownModels.Every);

        Assert.Equal(
            [LoadReport.ReadName, LoadReport.ArrayName, LoadReport.MappedName, LoadReport.CopiedName],
            report.Results.Select(r => r.Name));
    }

    [Fact]
    public void Ways_LeaveOutTheArray_OfAFileBeyondTheLongestArray()
    {
        Assert.Contains(
            LoadReport.ArrayName,
            LoadBenchmark.Ways("model.safetensors", Array.MaxLength, models: null).Select(w => w.Name));
        Assert.DoesNotContain(
            LoadReport.ArrayName,
            LoadBenchmark.Ways("model.safetensors", Array.MaxLength + 1L, models: null).Select(w => w.Name));
    }
}
