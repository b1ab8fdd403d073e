using Carousel.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A model of an earlier version that needs a removed feature is rejected with one sentence.</summary>
public sealed class RemovedFeatureTests
{
    [Theory]
    [InlineData("\"strategy\":\"EncoderDecoder\"", "\"beside\":\"All\",\"strategy\":\"EncoderDecoder\"", "a learned smoothing")]
    public void Load_NamesTheFeatureAndTheLastVersion(string from, string to, string what)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster fitted = Tiny.Fit(Tiny.Daily(Tiny.Wave(120)), Tiny.Options()))
        {
            fitted.Save(path);
        }

        var stored = ModelFile.Read(path);
        Assert.Contains(from, stored.Configuration, StringComparison.Ordinal);
        new ModelFile
        {
            Task = stored.Task,
            Configuration = stored.Configuration.Replace(from, to, StringComparison.Ordinal),
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
