using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A model's parameters to and from the tensors of a file.</summary>
internal static class LayerTensors
{
    /// <summary>Copies of all parameters, under their names.</summary>
    /// <param name="model">A built model.</param>
    /// <returns>One tensor for each parameter.</returns>
    public static IReadOnlyList<StoredTensor> ToTensors(this Layer model)
    {
        return
        [
            .. model.Parameters.Select(parameter => parameter.Quantized is { } matrix
                ? new StoredTensor(parameter.Name, matrix)
                : new StoredTensor(parameter.Name, parameter.Shape, parameter.Value.ToArray())),
        ];
    }

    /// <summary>
    /// Sets all parameters; on a <see cref="ModelFileException"/> none is set, and where memory runs out some may be.
    /// Where the file has a matrix in 8 bits the parameter holds it so.
    /// </summary>
    /// <param name="model">A built model.</param>
    /// <param name="file">The file that was read.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <exception cref="ModelFileException">A tensor is missing, left over, or of another shape.</exception>
    public static void Load(this Layer model, ModelFile file, string name)
    {
        Load(model, file.Tensors, name);
    }

    /// <inheritdoc cref="Load(Layer, ModelFile, string)"/>
    /// <param name="model">A built model.</param>
    /// <param name="tensors">The tensors that were read.</param>
    /// <param name="name">How the file is called in messages.</param>
    public static void Load(this Layer model, IReadOnlyList<StoredTensor> tensors, string name)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name);
        Parameter[] parameters = [.. model.Parameters];
        foreach (Parameter parameter in parameters)
        {
            if (!byName.Remove(parameter.Name, out StoredTensor? tensor))
            {
                throw new ModelFileException(
                    $"{name}: the tensor '{parameter.Name}' of shape {parameter.Shape} is missing.");
            }

            if (tensor.Shape != parameter.Shape)
            {
                throw new ModelFileException(
                    $"{name}: the tensor '{parameter.Name}' has the shape {tensor.Shape}; this model "
                    + $"needs {parameter.Shape}.");
            }
        }

        if (byName.Count > 0)
        {
            throw new ModelFileException(
                $"{name}: the tensor '{byName.Keys.Order(StringComparer.Ordinal).First()}' belongs to no layer of this "
                + "model.");
        }

        var found = tensors.ToDictionary(tensor => tensor.Name);
        foreach (Parameter parameter in parameters)
        {
            StoredTensor tensor = found[parameter.Name];
            if (tensor.Quantized is { } matrix)
            {
                parameter.Quantize(matrix);
            }
            else
            {
                parameter.Set(tensor.Values.Span);
            }
        }
    }
}
