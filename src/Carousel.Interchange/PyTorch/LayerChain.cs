using Carousel.Kernels.Elementwise;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Networks;
using Carousel.Tasks.Portable;

namespace Carousel.Interchange.PyTorch;

/// <summary>The order in which the modules of a state dictionary read one another, which no such file says: as it was given, or where it can be only one.</summary>
internal static class LayerChain
{
    private static readonly Dictionary<string, NetworkPooling> _poolings = new(StringComparer.Ordinal)
    {
        ["last"] = NetworkPooling.Last,
        ["mean"] = NetworkPooling.Mean,
        ["max"] = NetworkPooling.Max,
        ["final"] = NetworkPooling.Final,
    };

    private static readonly Dictionary<string, ElementwiseFunction> _functions = new(StringComparer.Ordinal)
    {
        ["tanh"] = ElementwiseFunction.Tanh,
        ["sigmoid"] = ElementwiseFunction.Logistic,
        ["logistic"] = ElementwiseFunction.Logistic,
        ["relu"] = ElementwiseFunction.Relu,
        ["gelu"] = ElementwiseFunction.Gelu,
        ["softplus"] = ElementwiseFunction.Softplus,
    };

    /// <summary>The order where modules can stand in one only: a recurrent one, an embedding before it or not, a dense one behind it or not.</summary>
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
            bool embeds = module.Kind == StateModuleKind.Matrix && module.InputSize == own.InputSize;
            bool reads = module.Kind is StateModuleKind.Matrix or StateModuleKind.Linear && module.InputSize == own.OutputSize;
            if (embeds == reads)
            {
                return null;
            }

            (embeds ? before : behind).Add(module.Name);
        }

        return before.Count <= 1 && behind.Count <= 1 ? string.Join(',', [.. before, own.Name, .. behind]) : null;
    }

    /// <summary>Builds the chain.</summary>
    /// <param name="layers">Modules and poolings between commas, functions behind a colon.</param>
    /// <param name="modules">The modules of the file.</param>
    /// <param name="weights">Takes the layers.</param>
    /// <param name="path">How messages call the file.</param>
    /// <returns>What makes the answer.</returns>
    /// <exception cref="OptionException">The list names something that is not there, or in an impossible order.</exception>
    /// <exception cref="ModelFileException">A module's tensors do not fit it.</exception>
    public static PortableFunction Build(string layers, IReadOnlyList<StateModule> modules, StateWeights weights, string path)
    {
        PortableFunction answer = PortableFunction.None;
        foreach (string item in layers.Split(',', StringSplitOptions.TrimEntries))
        {
            if (answer != PortableFunction.None)
            {
                throw new OptionException($"--layers has '{item}' behind {answer.ToString().ToLowerInvariant()}, which must be the last.");
            }

            answer = AddItem(item, layers, modules, weights, path);
        }

        return answer;
    }

    private static PortableFunction AddItem(string item, string layers, IReadOnlyList<StateModule> modules, StateWeights weights, string path)
    {
        if (_poolings.TryGetValue(item, out NetworkPooling pooling) && !modules.Any(m => m.Name == item))
        {
            int size = weights.Layers.Count > 0 ? weights.Layers[^1].OutputSize : throw new OptionException($"--layers begins with '{item}', which has nothing to read.");
            weights.Add(new NetworkLayer(NetworkLayerKind.Pooling, size, size) { Pooling = pooling });
            return PortableFunction.None;
        }

        int colon = item.LastIndexOf(':');
        (string name, string function) = colon < 0 ? (item, "") : (item[..colon], item[(colon + 1)..]);
        StateModule module = modules.FirstOrDefault(m => m.Name == name)
            ?? throw new OptionException($"--layers '{layers}' names '{name}'; {path} has no such module: {string.Join("; ", modules.Take(12).Select(m => m.Describe()))}.");
        if (function.Length > 0 && function != "softmax" && !_functions.ContainsKey(function))
        {
            throw new OptionException($"--layers knows no function '{function}'; it knows softmax, {string.Join(", ", _functions.Keys)}.");
        }

        ElementwiseFunction? activation = function.Length > 0 && function != "softmax" ? _functions[function] : null;
        if (activation is not null && module.Kind is not (StateModuleKind.Linear or StateModuleKind.Matrix))
        {
            throw new OptionException($"--layers gives '{name}' the function {function}, which dense modules have alone ({module.Describe()}).");
        }

        AddModule(module, activation, weights, path);
        return function == "softmax" ? PortableFunction.Softmax : PortableFunction.None;
    }

    private static void AddModule(StateModule module, ElementwiseFunction? activation, StateWeights weights, string path)
    {
        switch (module.Kind)
        {
            case StateModuleKind.Lstm or StateModuleKind.Gru or StateModuleKind.Rnn:
                weights.AddRecurrent(module);
                break;
            case StateModuleKind.Matrix when weights.Layers.Count == 0:
                weights.Add(new NetworkLayer(NetworkLayerKind.Embedding, module.OutputSize, module.InputSize) { Module = module.Name }, ("weight", module.Tensors["weight"].Read()));
                break;
            case StateModuleKind.Matrix:
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Dense, module.InputSize, module.OutputSize) { Module = module.Name, Activation = activation, HasBias = false }, ("weight", module.Tensors["weight"].Read()));
                break;
            case StateModuleKind.Linear:
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Dense, module.InputSize, module.OutputSize) { Module = module.Name, Activation = activation },
                    ("weight", module.Tensors["weight"].Read()), ("bias", module.Tensors["bias"].Read()));
                break;
            case StateModuleKind.Norm:
                weights.Add(
                    new NetworkLayer(NetworkLayerKind.Normalisation, module.InputSize, module.InputSize) { Module = module.Name }, ("gain", module.Tensors["weight"].Read()), ("bias", module.Tensors["bias"].Read()));
                break;
            default:
                throw new ModelFileException($"{path}: the module {module.Describe()}; LSTM, GRU, RNN, Linear, Embedding and LayerNorm are read.");
        }
    }
}
