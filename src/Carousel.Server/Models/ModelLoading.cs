using Carousel.Genomes;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;

namespace Carousel.Server.Models;

/// <summary>Loads the models of all jobs, each to be computed by the thread that asks.</summary>
internal sealed class ModelLoading
{
    private readonly JobModels _models = new(
        [.. SeriesModels.Loaders, .. TextModels.Loaders, .. MediaModels.Loaders, .. GenomeModels.Loaders]);

    /// <summary>Loads a file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">It is no model.</exception>
    public IJobModel Load(string file) => _models.Load(file, threads: 1);

    /// <summary>What steps a model of a job.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="NotSupportedException">The job can't be stepped.</exception>
    public ISteppingModel SteppingOf(IJobModel model) =>
        throw new NotSupportedException($"models for {model.Task} can't be stepped.");
}
