using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Values;

/// <summary>Gathers the inputs of a model from files: JSON, tables and tensors.</summary>
/// <param name="model">The model.</param>
internal sealed class OnnxInputs(OnnxModel model)
{
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>What was gathered, by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Tensors => _tensors;

    /// <summary>The inputs that are still missing.</summary>
    public IReadOnlyList<OnnxPort> Missing => [.. model.Inputs.Where(i => !_tensors.ContainsKey(i.Name))];

    /// <summary>
    /// Reads a file: <c>.json</c> with inputs by name, or the values of one; <c>.pb</c> with a tensor; any other as a
    /// table of numbers whose rows are steps.
    /// </summary>
    /// <param name="argument">The file, or <c>NAME=FILE</c> for the input of that name. Without a name tensors and
    /// tables go to the inputs in the model's order.</param>
    /// <exception cref="DataFormatException">The file can't be read, or does not fit the model.</exception>
    /// <exception cref="ModelFileException">A tensor's file is damaged.</exception>
    public void Add(string argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(argument);
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        bool isNamed = equals > 0 && !File.Exists(argument);
        (string? name, string path) = isNamed ? (argument[..equals], argument[(equals + 1)..]) : (null, argument);
        if (path.EndsWith(".pb", StringComparison.OrdinalIgnoreCase))
        {
            Put(name ?? Next(path), OnnxTensorFile.Read(path).Tensor, path);
        }
        else if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            AddJson(Text(path), path, name);
        }
        else
        {
            OnnxPort port = Port(name ?? Next(path), path);
            Put(port.Name, OnnxTable.Read(port, Text(path), path), path);
        }
    }

    /// <summary>Reads JSON: an object of inputs by name, or the values of one input.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="name">The input that it holds, or null for an object of inputs, or for a model of one
    /// input.</param>
    /// <exception cref="DataFormatException">It is no JSON, or does not fit the model.</exception>
    public void AddJson(string text, string path, string? name = null)
    {
        foreach ((string input, OnnxTensor tensor) in OnnxJson.Read(
            text, path, name, n => Port(n, path), () => Next(path)))
        {
            Put(input, tensor, path);
        }
    }

    /// <summary>
    /// Fills what is missing: real numbers with 0, such as states, and lengths of sequences with the steps of the
    /// sequences given.
    /// </summary>
    /// <param name="mostBytes">Bytes that each input may take, as
    /// <see cref="Running.OnnxSessionOptions.MostBytes"/>.</param>
    /// <exception cref="DataFormatException">A size is not told by the model or by an axis of the same name in an input
    /// that is there; the input is neither; or it would take more memory.</exception>
    public void FillZeros(long mostBytes)
    {
        foreach (OnnxPort port in Missing)
        {
            int[] dims = [.. (port.Axes ?? throw Untold(port, "the model does not say how many axes it has"))
                .Select(a => a.Size ?? SizeOf(a.Name)
                ?? throw Untold(port, $"its axis '{a}' is in no input that is given"))];
            bool isLengths = port.Name is "lengths" or "sequence_lens" && dims.Length == 1;
            int? steps = isLengths ? SizeOf("time") : null;
            if (!port.Type.IsReal() && steps is null)
            {
                throw Untold(
                    port, $"only real numbers have a 0 that says nothing, and this input holds {port.Type.Name()}");
            }

            // The sizes are the file's word: held against the memory that may be taken, before it is.
            long most = Math.Min(mostBytes, Array.MaxLength),
                size = dims.Contains(0)
                    ? 0
                    : dims.Aggregate((long)port.Type.Size(), (p, d) => p > most / d ? long.MaxValue : p * d);
            var bytes = size <= most
                ? new byte[size]
                : throw Untold(
                    port,
                    $"that would be {port.Type.Name()} [{OnnxTensor.Text(dims)}], for which the {most >> 20} MB that "
                    + $"it may take are not enough");
            if (steps is { } length)
            {
                OnnxNumbers.Write([.. Enumerable.Repeat((long)length, dims[0])], port.Type, bytes);
            }

            _tensors[port.Name] = new OnnxTensor(port.Type, dims, bytes);
        }
    }

    private static DataFormatException Untold(OnnxPort port, string why) =>
        new($"The input {port} can't be filled with zeros: {why}. Give it.");

    private int? SizeOf(string? axis)
    {
        foreach (OnnxPort port in model.Inputs)
        {
            for (int i = 0; i < port.Axes?.Count && axis is not null; i++)
            {
                if (port.Axes[i].Name == axis && _tensors.TryGetValue(port.Name, out OnnxTensor? tensor)
                    && i < tensor.Rank)
                {
                    return tensor.Dims[i];
                }
            }
        }

        return null;
    }

    private void Put(string name, OnnxTensor tensor, string path)
    {
        _ = Port(name, path);
        if (!_tensors.TryAdd(name, tensor))
        {
            throw new DataFormatException($"{path}: the input '{name}' is given twice.");
        }
    }

    private OnnxPort Port(string name, string path)
    {
        // A weight may be replaced.
        OnnxPort? port = model.Inputs.FirstOrDefault(i => i.Name == name)
            ?? (model.Initializers.TryGetValue(name, out OnnxTensor? weight)
                ? new OnnxPort(name, weight.Type, [.. weight.Dims.ToArray().Select(d => new OnnxAxis(d, null))])
                : null);
        return port
            ?? throw new DataFormatException(
                $"{path}: the model has no input '{name}'. It takes: {string.Join("; ", model.Inputs)}.");
    }

    private string Next(string path) => Missing is [{ } first, ..]
        ? first.Name
        : throw new DataFormatException($"{path}: the model has no input for it; all {model.Inputs.Count} are given.");

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw new DataFormatException(
                exception is FileNotFoundException or DirectoryNotFoundException
                    ? $"There is no file '{path}'."
                    : $"{path} can't be read: {exception.Message}", exception);
        }
    }
}
