using Carousel.Genomes;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;
using Carousel.Server.Storage;
using Carousel.Storage;

namespace Carousel.Server.Models;

/// <summary>Loads the models of all jobs, each to be computed by the thread that asks.</summary>
internal sealed class ModelLoading
{
    private readonly JobModels _models = new(
        [.. SeriesModels.Loaders, .. TextModels.Loaders, .. MediaModels.Loaders, .. GenomeModels.Loaders]);

    private readonly SteppingModels _stepping = new(
        [.. SeriesModels.Sessions, .. TextModels.Sessions, .. MediaModels.Sessions, .. GenomeModels.Sessions]);

    /// <summary>Loads a model.</summary>
    /// <param name="bytes">Those of its file.</param>
    /// <returns>The model, what its training reached, and the fingerprint of its data, both as JSON objects.</returns>
    /// <exception cref="ModelFileException">The bytes are not a model.</exception>
    public (IJobModel Model, string Training, string Data) Load(byte[] bytes)
    {
        string file = Path.Combine(Path.GetTempPath(), $"carousel-{Guid.NewGuid():N}.safetensors");
        try
        {
            using (FileStream copy = PrivateFiles.Open(file, FileMode.CreateNew, FileShare.Read))
            {
                copy.Write(bytes);
            }

            ModelFile texts = ModelFile.Read(file);
            return (_models.Load(file, threads: 1), texts.Training, texts.Data);
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException(exception.Message.Replace(file, "the file", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What steps a model of a job.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="SteppingException">The model can't be asked row by row.</exception>
    public ISteppingModel SteppingOf(IJobModel model) => _stepping.Of(model);
}
