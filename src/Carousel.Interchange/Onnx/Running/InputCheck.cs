using System.Globalization;
using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>Holds what is given to a model against what it asks for.</summary>
internal static class InputCheck
{
    /// <summary>Checks names, types and sizes.</summary>
    /// <exception cref="DataFormatException">Something does not fit.</exception>
    public static void Require(OnnxModel model, IReadOnlyDictionary<string, OnnxTensor> inputs)
    {
        var sizes = new Dictionary<string, (int Size, string Port)>(StringComparer.Ordinal);
        foreach (OnnxPort port in model.Inputs)
        {
            if (!inputs.TryGetValue(port.Name, out OnnxTensor? tensor))
            {
                throw new DataFormatException(
                    $"The model's input {port} is missing. It takes: {string.Join("; ", model.Inputs)}.");
            }

            RequireFit(port, tensor, sizes);
        }

        foreach ((string name, OnnxTensor tensor) in inputs)
        {
            // A weight may be replaced by one of its own kind.
            if (model.Initializers.TryGetValue(name, out OnnxTensor? weight))
            {
                RequireFit(
                    new OnnxPort(name, weight.Type, [.. weight.Dims.ToArray().Select(d => new OnnxAxis(d, null))]),
                    tensor, sizes);
            }
            else if (model.Inputs.All(i => i.Name != name))
            {
                throw new DataFormatException(
                    $"The model has no input '{name}'. It takes: {string.Join("; ", model.Inputs)}.");
            }
        }
    }

    private static void RequireFit(OnnxPort port, OnnxTensor tensor, Dictionary<string, (int Size, string Port)> sizes)
    {
        if (tensor.Type != port.Type)
        {
            throw new DataFormatException($"The input '{port.Name}' is given {tensor}, but takes {port.Type.Name()}.");
        }

        if (port.Axes is not { } axes)
        {
            return;
        }

        if (tensor.Rank != axes.Count)
        {
            throw new DataFormatException(
                $"The input '{port.Name}' is given {tensor}, but takes {axes.Count} axes: "
                + $"[{string.Join(", ", axes)}].");
        }

        for (int i = 0; i < axes.Count; i++)
        {
            int size = tensor.Dims[i];
            if (axes[i].Size is { } wanted && wanted != size)
            {
                throw new DataFormatException(
                    $"The input '{port.Name}' is given {tensor}, but its "
                    + $"axis {(i + 1).ToString(CultureInfo.InvariantCulture)} has {wanted} values: "
                    + $"[{string.Join(", ", axes)}].");
            }

            if (axes[i].Name is { } name && !sizes.TryAdd(name, (size, port.Name)) && sizes[name].Size != size)
            {
                throw new DataFormatException(
                    $"The axis '{name}' has {size} values in the input '{port.Name}', but {sizes[name].Size} in "
                    + $"'{sizes[name].Port}': both have to be of one size.");
            }
        }
    }
}
