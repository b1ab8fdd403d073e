using System.Text.Json.Serialization.Metadata;
using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>A model's file being read: its texts, then the network that they describe.</summary>
/// <param name="file">The file; the values of its tensors end with the reading.</param>
/// <param name="path">How messages call it.</param>
/// <param name="backend">Where the network computes.</param>
internal sealed class ModelReading(ModelFile file, string path, CpuBackend backend)
{
    /// <summary>The file; the values of its tensors end with the reading.</summary>
    public ModelFile File => file;

    /// <summary>How messages call the file.</summary>
    public string Path => path;

    /// <summary>Where the network computes; the model that is made owns it.</summary>
    public CpuBackend Backend => backend;

    /// <summary>What the training reached.</summary>
    public FitSummary Summary => FitSummary.Of(file, path);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="task">The task it must be for.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <param name="load">Makes the model.</param>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static TModel Load<TModel>(string path, string task, int threads, Func<ModelReading, TModel> load) =>
        ModelFitting.Load(path, task, threads, (backend, file) => load(new ModelReading(file, path, backend)));

    /// <summary>The entry of the network.</summary>
    /// <param name="type">What it is read as.</param>
    /// <param name="removed">What earlier versions could do that this one cannot.</param>
    /// <exception cref="ModelFileException">It is damaged, or needs what was removed.</exception>
    public T Configuration<T>(JsonTypeInfo<T> type, params IReadOnlyList<RemovedFeature> removed)
        where T : class
    {
        RemovedFeature.Require(removed, file.Configuration, path);
        return ModelEntry.Parse(file.Configuration, type, path, "configuration");
    }

    /// <summary>The entry of the scalers.</summary>
    /// <inheritdoc cref="Configuration"/>
    public T Scalers<T>(JsonTypeInfo<T> type, params IReadOnlyList<RemovedFeature> removed)
        where T : class
    {
        RemovedFeature.Require(removed, file.Scalers, path);
        return ModelEntry.Parse(file.Scalers, type, path, "scalers");
    }

    /// <summary>The entry of the data.</summary>
    /// <inheritdoc cref="Configuration"/>
    public T Data<T>(JsonTypeInfo<T> type, params IReadOnlyList<RemovedFeature> removed)
        where T : class
    {
        RemovedFeature.Require(removed, file.Data, path);
        return ModelEntry.Parse(file.Data, type, path, "data");
    }

    /// <summary>One of the vocabularies.</summary>
    public Vocabulary Vocabulary(string name) => Text.Vocabulary.Of(file, name, path);

    /// <summary>The network with the file's parameters.</summary>
    /// <param name="fits">Whether the sizes of the configuration are ones that can be built.</param>
    /// <param name="hidden">H: a lower bound of the parameters.</param>
    /// <param name="make">Makes the network; no memory is taken yet.</param>
    /// <param name="isParameter">Which tensors are parameters, by name; null for all.</param>
    public TNetwork Build<TNetwork>(bool fits, int hidden, Func<TNetwork> make, Func<string, bool>? isParameter = null)
        where TNetwork : Layer => ModelEntry.Build(file, path, backend, fits, hidden, make, isParameter);

    /// <summary>A tensor that is not a parameter; its values end with the reading. Null if the file has no such
    /// tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    public StoredTensor? Find(string name) => file.TryFind(name, out StoredTensor? tensor) ? tensor : null;

    /// <summary>A copy of numbers that are not parameters.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="length">How many there must be.</param>
    /// <param name="what">How messages call them.</param>
    /// <exception cref="ModelFileException">The file has no such numbers, or another number of them.</exception>
    public float[] Numbers(string name, int length, string what) =>
        file.TryFind(name, out StoredTensor? tensor) && tensor.Values.Length == length
            ? tensor.Values.ToArray()
            : throw new ModelFileException(
                $"{path}: the model's {what} is missing or of another size; the file was damaged or made by hand.");
}
