using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;

namespace Carousel.Networks;

/// <summary>Reads the entries of a model file. Memory is taken only for sizes that agree with the file's
/// tensors.</summary>
internal static class ModelEntry
{
    /// <summary>Reads an entry of JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="json">The entry.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="entry">How messages call the entry.</param>
    /// <returns>What it holds.</returns>
    /// <exception cref="ModelFileException">It can't be understood.</exception>
    public static T Parse<T>(string json, JsonTypeInfo<T> type, string path, string entry)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            throw new ModelFileException(
                $"{path}: the model's entry '{entry}' can't be understood; the file was damaged or made by hand.");
        }
    }

    /// <summary>
    /// Builds the network of a model file and gives it the file's parameters, after it was found that the file holds as
    /// many values as it needs.
    /// </summary>
    /// <typeparam name="TModel">The network.</typeparam>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="backend">Where the network computes.</param>
    /// <param name="isInRange">Whether the sizes of the configuration are ones that can be built.</param>
    /// <param name="hidden">H: a lower bound of the parameters. Its square is not one, because not every cell has a
    /// recurrent matrix.</param>
    /// <param name="make">Makes the network; no memory is taken yet.</param>
    /// <param name="isParameter">Which tensors are parameters, by name; null for all.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFileException">The configuration does not fit the tensors.</exception>
    public static TModel Build<TModel>(
        ModelFile file, string path, Backend backend, bool isInRange, int hidden, Func<TModel> make,
        Func<string, bool>? isParameter = null)
        where TModel : Layer
    {
        long held = file.Tensors.Sum(t => (long)t.Shape.Length);
        if (!isInRange || hidden > held)
        {
            throw new ModelFileException(
                $"{path}: the model's configuration does not fit its tensors; the file was damaged or made by hand.");
        }

        TModel model;
        try
        {
            model = make();
        }
        catch (ArgumentException)
        {
            throw new ModelFileException(
                $"{path}: the model's configuration can't be built; the file was damaged or made by hand.");
        }

        if (model.ParameterCount > held)
        {
            throw new ModelFileException(
                $"{path}: the model's configuration needs {model.ParameterCount:N0} values, the file has {held:N0}.");
        }

        model.Allocate(backend);
        model.Load([.. file.Tensors.Where(t => isParameter?.Invoke(t.Name) ?? true)], path);
        return model;
    }
}
