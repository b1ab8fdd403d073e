using Carousel.Interchange.Imports;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// The order in which the modules of a state dictionary read one another, which no such file says: as it was given, or
/// where it can be only one.
/// </summary>
internal static class LayerChain
{
    private const string Embedding = "embedding", Linear = "linear";

    private static readonly Dictionary<string, NetworkPooling> _poolings = new()
    {
        ["last"] = NetworkPooling.Last,
        ["mean"] = NetworkPooling.Mean,
        ["max"] = NetworkPooling.Max,
        ["final"] = NetworkPooling.Final,
    };

    private static readonly Dictionary<string, ElementwiseFunction> _functions = new()
    {
        ["tanh"] = ElementwiseFunction.Tanh,
        ["sigmoid"] = ElementwiseFunction.Logistic,
        ["logistic"] = ElementwiseFunction.Logistic,
        ["relu"] = ElementwiseFunction.Relu,
        ["gelu"] = ElementwiseFunction.Gelu,
        ["softplus"] = ElementwiseFunction.Softplus,
    };

    /// <summary>
    /// The order, if only one is possible: an optional embedding, a recurrent module, an optional dense module.
    /// </summary>
    /// <returns>The order as <c>--layers</c> takes it; null where there are several, or other modules.</returns>
    public static string? Propose(IReadOnlyList<StateModule> modules)
    {
        StateModule[] recurrent = [.. modules.Where(m => m.IsRecurrent)];
        if (recurrent.Length != 1 || modules.Count > 3)
        {
            return null;
        }

        StateModule own = recurrent[0];
        var (before, behind) = (new List<string>(), new List<string>());
        foreach (StateModule module in modules.Where(m => m != own))
        {
            bool isDense = module.Kind is StateModuleKind.Matrix or StateModuleKind.Linear;
            string[] places =
            [
                .. module.Kind == StateModuleKind.Matrix && module.InputSize == own.InputSize
                    ? [$"{module.Name}:embedding"]
                    : Array.Empty<string>(),
                .. isDense && module.OutputSize == own.InputSize ? [$"{module.Name}:linear"] : Array.Empty<string>(),
            ];
            bool reads = isDense && module.InputSize == own.OutputSize;
            if (places.Length + (reads ? 1 : 0) != 1)
            {
                return null;
            }

            (reads ? behind : before)
                .Add(reads ? module.Name : module.Kind == StateModuleKind.Matrix ? places[0] : module.Name);
        }

        return before.Count <= 1 && behind.Count <= 1 ? string.Join(',', [.. before, own.Name, .. behind]) : null;
    }

    /// <summary>Builds the chain.</summary>
    /// <param name="layers">Modules and poolings separated by commas, functions after a colon.</param>
    /// <param name="modules">The modules of the file.</param>
    /// <param name="weights">Takes the layers.</param>
    /// <param name="path">How messages call the file.</param>
    /// <returns>What makes the answer.</returns>
    /// <exception cref="ImportOptionException">The list names something that is not there, or in an impossible
    /// order.</exception>
    /// <exception cref="ModelFileException">A module's tensors do not fit it.</exception>
    public static PortableFunction Build(
        string layers, IReadOnlyList<StateModule> modules, StateWeights weights, string path)
    {
        PortableFunction answer = PortableFunction.None;
        string[] items = layers.Split(',', StringSplitOptions.TrimEntries);
        foreach (string item in items.Where(i => !_poolings.ContainsKey(i)))
        {
            RequireModule(Parts(item, modules).Name, layers, modules, path);
        }

        for (int k = 0; k < items.Length; k++)
        {
            string item = items[k];
            if (answer != PortableFunction.None)
            {
                throw new ImportOptionException(
                    $"{path}: --layers has '{item}' after {answer.ToString().ToLowerInvariant()}, which must be the "
                    + $"last.");
            }

            StateModule? next = items[(k + 1)..]
                .Select(i => modules.FirstOrDefault(m => m.Name == Parts(i, modules).Name))
                .FirstOrDefault(m => m is not null);
            answer = AddItem(item, next, layers, modules, weights, path);
        }

        return answer;
    }

    private static PortableFunction AddItem(
        string item, StateModule? next, string layers, IReadOnlyList<StateModule> modules, StateWeights weights,
        string path)
    {
        if (_poolings.TryGetValue(item, out NetworkPooling pooling) && !modules.Any(m => m.Name == item))
        {
            int size = weights.Layers.Count > 0
                ? weights.Layers[^1].OutputSize
                : throw new ImportOptionException($"{path}: --layers begins with '{item}', which has nothing to read.");
            weights.Add(new NetworkLayer(NetworkLayerKind.Pooling, size, size) { Pooling = pooling });
            return PortableFunction.None;
        }

        (string name, string function) = Parts(item, modules);
        StateModule module = modules.First(m => m.Name == name);
        if (function is not ("" or "softmax" or Embedding or Linear) && !_functions.ContainsKey(function))
        {
            throw new ImportOptionException(
                $"{path}: --layers does not know the function '{function}'; it knows "
                + $"softmax, {string.Join(", ", _functions.Keys)}.");
        }

        ElementwiseFunction? activation = _functions.TryGetValue(function, out ElementwiseFunction known)
            ? known
            : null;
        if ((activation is not null || function is Embedding or Linear)
            && module.Kind is not (StateModuleKind.Linear or StateModuleKind.Matrix))
        {
            throw new ImportOptionException(
                $"{path}: --layers gives '{name}' the function {function}, which only dense modules have "
                + $"({module.Describe()}).");
        }

        if (IsEmbedding(module, function, next, weights, path))
        {
            AddEmbedding(module, function, weights, path);
        }
        else
        {
            AddModule(module, activation, weights, path);
        }

        return function == "softmax" ? PortableFunction.Softmax : PortableFunction.None;
    }

    private static void RequireModule(string name, string layers, IReadOnlyList<StateModule> modules, string path)
    {
        if (!modules.Any(m => m.Name == name))
        {
            throw new ImportOptionException(
                $"{path}: --layers '{layers}' names '{name}', but the file has no such "
                + $"module: {string.Join("; ", modules.Take(12).Select(m => m.Describe()))}.");
        }
    }

    /// <summary>The module and the function after the last colon, unless the name of a module contains the
    /// colon.</summary>
    private static (string Name, string Function) Parts(string item, IReadOnlyList<StateModule> modules)
    {
        int colon = item.LastIndexOf(':');
        return colon < 0 || modules.Any(m => m.Name == item) ? (item, "") : (item[..colon], item[(colon + 1)..]);
    }

    /// <summary>Whether a matrix contains rows for symbols: as the option requires, or as its reader
    /// requires.</summary>
    private static bool IsEmbedding(
        StateModule module, string function, StateModule? next, StateWeights weights, string path)
    {
        if (function == Embedding)
        {
            return module.Kind == StateModuleKind.Matrix && weights.Layers.Count == 0 ? true
                : throw new ImportOptionException(
                    $"{path}: --layers takes '{module.Name}' as an embedding, which must be a matrix without a bias "
                    + $"and the first module ({module.Describe()}).");
        }

        if (module.Kind != StateModuleKind.Matrix || weights.Layers.Count > 0 || function == Linear)
        {
            return false;
        }

        int read = next is null || next.Kind == StateModuleKind.Other ? 0 : next.InputSize;
        bool canEmbed = module.InputSize == read, canMultiply = module.OutputSize == read;
        return canEmbed != canMultiply ? canEmbed
            : _functions.ContainsKey(function) ? false // An embedding has no function.
            : throw new ImportOptionException(
                $"{path}: --layers does not state whether '{module.Name}' is an embedding or a Linear without bias, "
                + $"and the next module does not show it. Write {module.Name}:embedding or {module.Name}:linear.");
    }

    private static void AddEmbedding(StateModule module, string function, StateWeights weights, string path)
    {
        if (function is not ("" or Embedding))
        {
            throw new ImportOptionException(
                $"{path}: --layers gives '{module.Name}' the function {function}, but it fits only as an embedding, "
                + $"which has none ({module.Describe()}). A Linear without bias is written {module.Name}:linear.");
        }

        weights.Add(
            new NetworkLayer(NetworkLayerKind.Embedding, module.OutputSize, module.InputSize) { Module = module.Name },
            ("weight", module.Tensors["weight"]));
        weights.Notes.Add(
            $"'{module.Name}' is read as an embedding with a row per symbol ({module.Name}:linear in --layers reads it "
            + $"as a Linear without bias)");
    }

    private static void AddModule(
        StateModule module, ElementwiseFunction? activation, StateWeights weights, string path)
    {
        switch (module.Kind)
        {
            case StateModuleKind.Recurrent:
                weights.AddRecurrent(module);
                break;
            case StateModuleKind.Matrix:
                weights.Notes.Add($"'{module.Name}' is read as a Linear without bias: the file has none for it");
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Dense, module.InputSize, module.OutputSize)
                    {
                        Module = module.Name,
                        Activation = activation,
                        HasBias = false,
                    }, ("weight", module.Tensors["weight"]));
                break;
            case StateModuleKind.Linear:
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Dense, module.InputSize, module.OutputSize)
                    {
                        Module = module.Name,
                        Activation = activation,
                    },
                    ("weight", module.Tensors["weight"]), ("bias", module.Tensors["bias"]));
                break;
            case StateModuleKind.Norm:
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Normalization, module.InputSize, module.InputSize)
                    {
                        Module = module.Name,
                    }, ("gain", module.Tensors["weight"]), ("bias", module.Tensors["bias"]));
                break;
            default:
                module.Tensors.Values.FirstOrDefault(t => !t.IsReadable)?.RequireReadable();
                throw new ModelFileException(
                    $"{path}: the module {module.Describe()}; {StateModule.RecurrentNames}, Linear, Embedding and "
                    + $"LayerNorm can be read.");
        }
    }
}
