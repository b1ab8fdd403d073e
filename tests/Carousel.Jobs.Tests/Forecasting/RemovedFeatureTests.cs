using Carousel.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A model of an earlier version that needs a removed feature is rejected with one sentence.</summary>
public sealed class RemovedFeatureTests
{
    private const string Averaged = "a forecast that was averaged with the network's by an earlier rule";

    [Fact]
    public void Require_FindsNestedProperties()
    {
        RemovedFeature[] removed = [new("hierarchy.method", "Mint", "minimum trace")];
        Assert.Equal(
            "m needs minimum trace. Version 0.1 is the last that reads it: train the model again with this version.",
            Assert.Throws<ModelFileException>(() => RemovedFeature.Require(
                removed, "{\"hierarchy\":{\"method\":\"Mint\"}}", "m")).Message);
        RemovedFeature.Require(removed, "{\"hierarchy\":\"state/region\"}", "m");
        RemovedFeature.Require(removed, "{\"hierarchy\":{\"shares\":[1]}}", "m");
    }

    [Theory]
    [InlineData("{\"targets\"", "{\"beside\":\"Trees\",\"targets\"", Averaged)]
    [InlineData("{\"targets\"", "{\"beside\":\"Smoothing\",\"targets\"", Averaged)]
    [InlineData("{\"targets\"", "{\"strategy\":\"Direct\",\"targets\"", "the strategy direct")]
    [InlineData("{\"targets\"", "{\"strategy\":\"Segment\",\"targets\"", "the strategy segment")]
    [InlineData("{\"targets\"", "{\"gaps\":\"Linear\",\"targets\"", "gaps filled by lines")]
    [InlineData("{\"targets\"", "{\"scaler\":\"robust\",\"targets\"", "a robust scaler")]
    [InlineData("\"normalisation\":\"Last\"", "\"normalisation\":\"Standard\"", "windows of unit deviation")]
    [InlineData("\"loss\":\"Quantile\"", "\"loss\":\"NegativeBinomial\"", "a network of counts")]
    [InlineData("\"loss\":\"Quantile\"", "\"loss\":\"Hurdle\"", "the loss hurdle")]
    public void Load_NamesTheFeatureAndTheLastVersion(string entry, string older, string what)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster fitted = Tiny.Fit(Tiny.Daily(Tiny.Wave(120)), Tiny.Options()))
        {
            fitted.Save(path);
        }

        var stored = ModelFile.Read(path);
        Assert.Contains(entry, stored.Configuration, StringComparison.Ordinal);
        new ModelFile
        {
            Task = stored.Task,
            Configuration = stored.Configuration.Replace(entry, older, StringComparison.Ordinal),
            Training = stored.Training,
            Scalers = stored.Scalers,
            Data = stored.Data,
            Tensors = stored.Tensors,
        }.Write(path);

        Assert.Equal(
            $"{path} needs {what}. Version 0.1 is the last that reads it: train the model again with this version.",
            Assert.Throws<ModelFileException>(() => Forecaster.Load(path, 1)).Message);
    }
}
