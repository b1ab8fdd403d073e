using System.Globalization;
using Carousel.Interchange.Imports;
using Carousel.Interchange.Tensors;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>What a file of weights does not say.</summary>
public sealed record TorchImportOptions
{
    /// <summary>
    /// The order of the modules, such as <c>embedding,lstm,last,fc:softmax</c>; null where it can be only one.
    /// </summary>
    public string? Layers { get; init; }

    /// <summary>The function of <c>torch.nn.RNN</c>, <c>tanh</c> or <c>relu</c>; null where it is not known.</summary>
    public string? Nonlinearity { get; init; }

    /// <summary>Which dictionary of a checkpoint is meant; null where there is one with tensors.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// A file with a stored input and output; null to use only those that the file itself may contain.
    /// </summary>
    public string? Check { get; init; }

    /// <summary>How many threads compute; 0 for as many as the machine has processors.</summary>
    public int Threads { get; init; }
}

/// <summary>
/// Makes a network of a state dictionary of PyTorch, in a <c>.safetensors</c> or a zip <c>.pth</c> file. Code in the
/// file is never run.
/// </summary>
internal static class TorchImport
{
    private const string Advice =
        "Give the order of the modules with --layers, including poolings (last, mean, max, final) and functions, such "
        + "as --layers \"embedding,lstm,last,fc:relu,out:softmax\".";
    private const string Misfit =
        "The file does not contain functions and poolings between the modules: name them with --layers, such as "
        + "--layers \"rnn,last,fc:softmax\". Otherwise the weights were changed or rounded after the example was "
        + "made, or their gates are in another order than PyTorch's.";

    private const int MostListed = 24;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it does not say.</param>
    /// <returns>The network and the assumptions; owned by the caller.</returns>
    /// <exception cref="ModelFileException">It can't be read, is not a chain of known modules, the order is ambiguous,
    /// or stored outputs differ.</exception>
    /// <exception cref="ImportOptionException">An option does not fit the file.</exception>
    public static NetworkImport Read(string path, TorchImportOptions options)
    {
        using var tensors = ForeignTensors.Open(path, options.Key);
        return Read(tensors, options);
    }

    internal static NetworkImport Read(ForeignTensors tensors, TorchImportOptions options)
    {
        string path = tensors.Path;
        ComputedWeights.Refuse(tensors, options.Layers);
        IReadOnlyList<StateModule> modules = StateModule.Find(
            tensors.Tensors.Values.Where(t => !NetworkExample.IsPart(t.Name)));
        string layers = options.Layers ?? LayerChain.Propose(modules) ?? throw new ModelFileException(
            $"{path}: a file of weights does not contain the order of its modules. {Advice} "
            + $"The modules: "
            + $"{(modules.Count == 0 ? "none" : string.Join("; ", modules.Take(MostListed).Select(m => m.Describe())))}"
            + $"{(modules.Count > MostListed ? $"; and {modules.Count - MostListed} more" : "")}.");
        RequireKnownFunction(path, modules, layers, options.Nonlinearity);
        var weights = new StateWeights(path);
        PortableFunction answer = LayerChain.Build(layers, modules, weights, path);
        string[] used = [.. weights.Layers.Select(l => l.Module)];
        string[] left = [.. modules.Where(m => !used.Contains(m.Name)).Select(m => $"'{m.Name}'")];
        string[] notes =
        [
            $"from a state dictionary of PyTorch, {tensors.Tensors.Count(t => !NetworkExample.IsPart(t.Key))} tensors",
            .. tensors.Notes,
            .. RecurrentCell.All.Where(c => weights.Layers.Any(l => l.Cell == c)).Select(c => c.PyTorch!.Remark),
            .. weights.Layers.Any(l => l.Kind == NetworkLayerKind.Normalization)
                ? ["layer normalisation with epsilon 1e-5, PyTorch's default, because the file does not state it"]
                : Array.Empty<string>(),
            .. weights.Notes,
            .. options.Layers is null
                ? [
                    $"the modules fit together in only one order: {(layers.Length == 0 ? "one module" : layers)}; "
                    + $"functions and poolings are not in the file, none were assumed",
                ]
                : Array.Empty<string>(),
            .. left.Length > 0
                ? [$"left out, because --layers does not name them: {string.Join(", ", left)}"]
                : Array.Empty<string>(),
        ];
        NetworkExample[] examples =
        [
            .. new[] { NetworkExample.Of(tensors),
                options.Check is null ? null : NetworkExample.Read(options.Check) }.OfType<NetworkExample>(),
        ];
        Func<SequenceModel, string>[] checks =
        [
            .. examples.Select(
                e => (Func<SequenceModel, string>)(model => e.Check(
                    model, ExampleSteps.AnyAxis, share => AdviceFor(share, tensors)).Describe())),
        ];
        return NetworkImport.Make(
            path, new NetworkDesign(weights.Layers) { Answer = answer }, weights.Weights, notes, checks, Advice,
            options.Threads);
    }

    // Weights of 16 bits are off by up to half of their last bit; sums over units and steps grow that some times.
    private static string AdviceFor(double share, ForeignTensors tensors)
    {
        const double growth = 16;
        NumberType?[] types =
        [
            .. tensors.Tensors.Values.Where(t => !NetworkExample.IsPart(t.Name)).Select(t => t.Type),
        ];
        (string name, double rounding) = types.Contains(NumberType.BFloat16) ? ("bfloat16", 1 / 256.0)
            : types.Contains(NumberType.Float16) ? ("float16", 1 / 2048.0) : ("", 0);
        return share > growth * rounding ? Misfit
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The weights are stored as {name} (16 bits), and the answers differ by at most {share:0.0e+0} of the "
                + $"largest one, which rounding explains: the example was made before the weights were rounded. Save "
                + $"the weights in float32, or make the example again with the rounded ones (model.half().float()).");
    }

    private static void RequireKnownFunction(
        string path, IReadOnlyList<StateModule> modules, string layers, string? nonlinearity)
    {
        string[] named =
        [
            .. layers.Split(',', StringSplitOptions.TrimEntries)
                .Select(l => modules.Any(m => m.Name == l) ? l : l.Split(':')[0]),
        ];
        StateModule? simple = modules.FirstOrDefault(m => m.Cell == ElmanDescription.Cell && named.Contains(m.Name));
        switch (nonlinearity)
        {
            case null when simple is not null:
                throw new ModelFileException(
                    $"{path}: '{simple.Name}' is an RNN, whose function, tanh or relu, the file does not state. Pass "
                    + $"--nonlinearity tanh if it has PyTorch's default.");
            case "relu" when simple is not null:
                IEnumerable<RecurrentCell> gated =
                    RecurrentCell.All.Where(c => c.GateCount > 1 && c.PyTorch is not null);
                throw new ModelFileException(
                    $"{path}: '{simple.Name}' is an RNN with relu; Carousel's simple recurrent layer uses tanh. Train "
                    + $"it with tanh, or take an {RecurrentCell.Listed(gated.Select(c => c.Name), "or")}.");
            case not (null or "tanh" or "relu"):
                throw new ImportOptionException(
                    $"--nonlinearity must be tanh or relu, but is '{nonlinearity}'.");
        }
    }
}
