using System.Text.Json.Nodes;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel;

/// <summary>Layers that a program built itself, to files and back.</summary>
/// <remarks>
/// A stack of the library's layers becomes the file of a network, which every verb of the command reads. For any other
/// layer only the tensors are kept; the program that loads them provides the layer.
/// </remarks>
public static class LayerFile
{
    /// <summary>What a file is for that has tensors, and not what is computed with them.</summary>
    public const string TensorsTask = "layer";

    /// <summary>What a file of a described network is for.</summary>
    public const string NetworkTask = "network";

    /// <summary>The design from which layers are made again; <see cref="Save"/> writes it with their tensors.</summary>
    /// <param name="model">A stack of the library's layers, or one of them; built or not.</param>
    /// <returns>The design, to be given names and an answer's function by <c>with</c>.</returns>
    /// <exception cref="ArgumentException">It has no design; the message says why.</exception>
    public static NetworkDesign Describe(this Layer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return DescribedLayers.Of(model, out string reason)?.Design
            ?? throw new ArgumentException($"The layer can't be described. {reason}", nameof(model));
    }

    /// <summary>Writes a built layer, completely or not at all.</summary>
    /// <param name="model">The layer.</param>
    /// <param name="path">The file, such as <c>model.safetensors</c>; replaced if it is there.</param>
    /// <param name="design">The <see cref="Describe"/> of the layer with names of inputs and answers, or a softmax;
    /// null for none.</param>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    /// <exception cref="ArgumentException">The design is of other layers, or has a fault.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static void Save(this Layer model, string path, NetworkDesign? design = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsBuilt)
        {
            throw new InvalidOperationException(
                "The layer has no values yet, so there is nothing to save: call Build, then train it or load into it.");
        }

        DescribedLayers? described = DescribedLayers.Of(model, out string reason);
        if (design is not null && (described is null || !IsOf(design, described.Design)))
        {
            throw new ArgumentException(
                $"The design is not that of this layer. {reason}".TrimEnd(), nameof(design));
        }

        ModelFile file = described is null
            ? new ModelFile { Task = TensorsTask, Configuration = OwnLayer(model, reason), Tensors = model.ToTensors() }
            : new ModelFile
            {
                Task = NetworkTask,
                Configuration = (design ?? described.Design).ToJson(),
                Training = NetworkTraining.None(model.ParameterCount).ToJson(),
                Tensors = described.ToTensors(design ?? described.Design),
            };
        file.Write(path);
    }

    /// <summary>Reads a network of layers that pools no steps, such as a saved stack.</summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">Where it will compute.</param>
    /// <returns>The layers with their values, as one stack: ready to run, to step, or to be trained on.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or no such network.</exception>
    public static Stack Load(string path, Backend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        string task = ModelFile.TaskOf(path);
        return task == NetworkTask
            ? ModelFile.Map(path, NetworkTask, file => Stacked(file, path, backend), backend.Threads)
            : throw new ModelFileException(task == TensorsTask
                ? $"{path}: this file has the tensors of a custom layer. Create that layer, Build it, and call its "
                    + "Load(path)."
                : $"{path}: this is a model for '{task}', not a plain network of layers.");
    }

    /// <summary>Reads the values of a layer that the caller made, such as a custom layer.</summary>
    /// <param name="model">The built layer, of the same layers as the one that was saved.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    /// <exception cref="ModelFileException">Missing, damaged, or of another layer.</exception>
    public static void Load(this Layer model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsBuilt)
        {
            throw new InvalidOperationException(
                "The layer is not built, so it has no place for values: call Build first.");
        }

        ModelFile file = ModelFile.Read(path);
        DescribedLayers? described = file.Task == NetworkTask ? DescribedLayers.Of(model, out _) : null;
        model.Load(described is null ? file.Tensors : described.Renamed(file.Tensors), path);
    }

    // By their text: lists inside records are compared by reference.
    private static bool IsOf(NetworkDesign design, NetworkDesign layers) =>
        new NetworkDesign(design.Layers).ToJson() == new NetworkDesign(layers.Layers).ToJson();

    private static Stack Stacked(ModelFile file, string path, Backend backend)
    {
        NetworkChain chain = NetworkChain.Of(file, path, backend);
        if (chain.Design.Pooling is not null)
        {
            throw new ModelFileException(
                $"{path}: this network gives one answer for a whole sequence, which a stack cannot. Use "
                + "SequenceModel.Load.");
        }

        Stack stack = Inside(chain);
        stack.Allocate(backend);
        stack.Load(DescribedLayers.Of(stack, out _)!.Renamed([.. chain.ToTensors()]), path);
        return stack;
    }

    private static Stack Inside(NetworkChain chain) =>
        new([.. chain.Design.Layers.Select(l => l.Make()!)]);

    private static string OwnLayer(Layer model, string reason) => new JsonObject
    {
        ["type"] = JsonValue.Create(model.GetType().FullName),
        ["sentence"] = JsonValue.Create(
            $"tensors of {model.GetType().Name}, a custom layer: only the program that defines it can run it"),
        ["reason"] = JsonValue.Create(reason),
    }.ToJsonString();
}
