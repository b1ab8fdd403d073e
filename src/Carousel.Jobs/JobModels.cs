using Carousel.Jobs.Networks;
using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>Loads a model of any of some jobs: its file says which. Networks of layers are always among them.</summary>
public sealed class JobModels
{
    private readonly Dictionary<string, Func<string, int, IJobModel>> _loaders;

    /// <summary>Loads models of these jobs.</summary>
    /// <param name="loaders">One for each task, such as those of the families of jobs.</param>
    /// <exception cref="ArgumentException">Two are for one task.</exception>
    public JobModels(IEnumerable<JobLoader> loaders) => _loaders = loaders
        .Append(new JobLoader(NetworkModel.TaskName, NetworkModel.Load))
        .ToDictionary(l => l.Task, l => l.Load);

    /// <summary>The tasks whose models can be loaded.</summary>
    public IReadOnlyCollection<string> Tasks => _loaders.Keys;

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for a task that is not among them.</exception>
    public IJobModel Load(string path, int threads = 0)
    {
        string task = ModelFile.TaskOf(path);
        return _loaders.TryGetValue(task, out Func<string, int, IJobModel>? load)
            ? load(path, threads)
            : throw new ModelFileException(task == LayerFile.TensorsTask
                ? $"{path}: this file has the tensors of a custom layer, but not its computation. Only the program "
                    + "that defines the layer can run it."
                : $"{path}: this is a model for '{task}'; models are loaded here for "
                    + $"{string.Join(", ", _loaders.Keys)}.");
    }
}
