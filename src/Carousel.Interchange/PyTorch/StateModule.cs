using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Interchange.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>What a module of a state dictionary can be by its names and shapes.</summary>
internal enum StateModuleKind
{
    /// <summary>torch.nn.LSTM.</summary>
    Lstm,

    /// <summary>torch.nn.GRU.</summary>
    Gru,

    /// <summary>torch.nn.RNN.</summary>
    Rnn,

    /// <summary>torch.nn.Linear with a bias.</summary>
    Linear,

    /// <summary>One matrix: torch.nn.Embedding, or torch.nn.Linear without a bias.</summary>
    Matrix,

    /// <summary>torch.nn.LayerNorm.</summary>
    Norm,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The tensors of a state dictionary that belong to one module.</summary>
/// <param name="Name">The module's name; empty for a module that was saved alone.</param>
/// <param name="Tensors">By the name inside the module, such as <c>weight_ih_l0</c>.</param>
internal sealed partial record StateModule(string Name, IReadOnlyDictionary<string, ForeignTensor> Tensors)
{
    private const string Reverse = "_reverse";

    /// <summary>What it can be.</summary>
    public StateModuleKind Kind { get; } = KindOf(Tensors);

    /// <summary>Recurrent layers on top of each other.</summary>
    public int Layers =>
        Tensors.Keys.Select(k => RecurrentName().Match(k)).Where(m => m.Success).Select(m => Number(m.Groups[2].Value))
            .DefaultIfEmpty(-1).Max() + 1;

    /// <summary>Whether a recurrent module reads in both directions.</summary>
    public bool IsBidirectional => Tensors.ContainsKey("weight_ih_l0" + Reverse);

    /// <summary>Whether a recurrent module has biases.</summary>
    public bool HasBias => Tensors.Keys.Any(k => k.StartsWith("bias_", StringComparison.Ordinal));

    /// <summary>Whether it is recurrent.</summary>
    public bool IsRecurrent => Kind is StateModuleKind.Lstm or StateModuleKind.Gru or StateModuleKind.Rnn;

    /// <summary>Gates times units, by kind.</summary>
    public int Gates => Kind switch { StateModuleKind.Lstm => 4, StateModuleKind.Gru => 3, _ => 1 };

    /// <summary>H of a recurrent module.</summary>
    public int Hidden => Tensors["weight_hh_l0"].Sizes[0] / Gates;

    /// <summary>Outputs to which an LSTM projects; 0 for none.</summary>
    public int Projection =>
        Tensors.TryGetValue("weight_hr_l0", out ForeignTensor? projection) ? projection.Sizes[0] : 0;

    /// <summary>Values that it reads.</summary>
    public int InputSize => IsRecurrent ? Tensors["weight_ih_l0"].Sizes[1] : Tensors["weight"].Sizes[^1];

    /// <summary>Values that it gives.</summary>
    public int OutputSize =>
        IsRecurrent ? (Projection > 0 ? Projection : Hidden) * (IsBidirectional ? 2 : 1) : Tensors["weight"].Sizes[0];

    /// <summary>The module in a line, such as <c>rnn: LSTM 3→8</c>.</summary>
    public string Describe()
    {
        string name = Name.Length > 0 ? Name : "(the file itself)";
        string shapes = string.Join(", ", Tensors.Take(3).Select(t => $"{t.Key} {t.Value.Shape}"))
            + (Tensors.Count > 3 ? ", …" : "");
        return Kind switch
        {
            StateModuleKind.Lstm or StateModuleKind.Gru or StateModuleKind.Rnn =>
                $"{name}: {(IsBidirectional ? "bidirectional " : "")}{Kind.ToString().ToUpperInvariant()} {InputSize}→"
                + $"{Hidden}{(Projection > 0 ? $" projected to {Projection}" : "")}"
                + $"{(Layers > 1 ? $", {Layers} layers" : "")}",
            StateModuleKind.Linear => $"{name}: Linear {InputSize}→{OutputSize}",
            StateModuleKind.Matrix =>
                $"{name}: Embedding of {OutputSize} symbols into {InputSize}, or Linear {InputSize}→{OutputSize} "
                + $"without bias",
            StateModuleKind.Norm => $"{name}: LayerNorm {InputSize}",
            _ => $"{name}: of no known kind ({shapes}){Reason()}",
        };
    }

    /// <summary>Why a module with names that are known is of no known kind; empty for others.</summary>
    private string Reason()
    {
        if (Tensors.TryGetValue("weight_ih_l0", out ForeignTensor? w)
            && Tensors.TryGetValue("weight_hh_l0", out ForeignTensor? r) && w.Sizes.Count == 2 && r.Sizes.Count == 2)
        {
            string fault = w.Sizes[1] == r.Sizes[1] ? "stand transposed" : "do not fit each other";
            return w.Sizes[0] != r.Sizes[0]
                ? $", whose matrices {fault}: PyTorch's both have a row for each gate and unit"
                : !Tensors.Keys.All(k => RecurrentName().IsMatch(k))
                    ? ", among them names that no recurrent module of PyTorch has"
                    : $", whose {w.Sizes[0]} rows are not those of 4, 3 or 1 gates of {r.Sizes[1]} units, an LSTM's, a "
                        + $"GRU's or an RNN's; an LSTM with a projection has 'weight_hr_l0' too";
        }

        return Tensors.ContainsKey("weight_ih_l0" + Reverse) ? ", a reverse direction without a forward one"
            : Tensors.Count == 2 && Tensors.TryGetValue("weight", out ForeignTensor? weight)
                && Tensors.TryGetValue("bias", out ForeignTensor? bias) && weight.Sizes.Count == 2
                && bias.Sizes.Count == 1 && bias.Sizes[0] == weight.Sizes[1]
                ? ", whose matrix stands transposed: that of a Linear has a row for each output" : "";
    }

    /// <summary>The modules of a file, in its order.</summary>
    /// <param name="tensors">The file.</param>
    public static IReadOnlyList<StateModule> Find(IEnumerable<ForeignTensor> tensors)
    {
        var modules = new List<(string Name, Dictionary<string, ForeignTensor> Tensors)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ForeignTensor tensor in tensors)
        {
            int dot = tensor.Name.LastIndexOf('.');
            string module = dot < 0 ? "" : tensor.Name[..dot], own = tensor.Name[(dot + 1)..];
            if (!places.TryGetValue(module, out int place))
            {
                place = places[module] = modules.Count;
                modules.Add((module, new(StringComparer.Ordinal)));
            }

            // A cell has the names of a layer without its number.
            modules[place].Tensors[CellName().IsMatch(own) ? own + "_l0" : own] = tensor;
        }

        return [.. modules.Select(m => new StateModule(m.Name, m.Tensors))];
    }

    /// <summary>The name of a tensor of a layer.</summary>
    /// <param name="tensor">Such as <c>weight_ih</c>.</param>
    /// <param name="layer">Which layer.</param>
    /// <param name="reverse">Whether of the reverse direction.</param>
    public static string NameOf(string tensor, int layer, bool reverse) =>
        $"{tensor}_l{layer.ToString(CultureInfo.InvariantCulture)}{(reverse ? Reverse : "")}";

    private static StateModuleKind KindOf(IReadOnlyDictionary<string, ForeignTensor> tensors)
    {
        if (tensors.TryGetValue("weight_ih_l0", out ForeignTensor? w)
            && tensors.TryGetValue("weight_hh_l0", out ForeignTensor? r))
        {
            return RecurrentKind(tensors, w, r);
        }

        if (!tensors.TryGetValue("weight", out ForeignTensor? weight))
        {
            return StateModuleKind.Other;
        }

        ForeignTensor? bias = tensors.GetValueOrDefault("bias");
        return (tensors.Count, weight.Sizes.Count) switch
        {
            (1, 2) => StateModuleKind.Matrix,
            (2, 2) when bias is { Sizes.Count: 1 } && bias.Length == weight.Sizes[0] => StateModuleKind.Linear,
            (2, 1) when bias is { Sizes.Count: 1 } && bias.Length == weight.Length => StateModuleKind.Norm,
            _ => StateModuleKind.Other,
        };
    }

    private static StateModuleKind RecurrentKind(
        IReadOnlyDictionary<string, ForeignTensor> tensors, ForeignTensor w, ForeignTensor r)
    {
        if (w.Sizes.Count != 2 || r.Sizes.Count != 2 || w.Sizes[0] != r.Sizes[0] || r.Sizes[1] == 0
            || !tensors.Keys.All(k => RecurrentName().IsMatch(k)))
        {
            return StateModuleKind.Other;
        }

        // A projected LSTM has fewer columns than units; how many units says the projection.
        if (tensors.TryGetValue("weight_hr_l0", out ForeignTensor? projection) && projection.Sizes.Count != 2)
        {
            return StateModuleKind.Other;
        }

        int units = projection?.Sizes[1] ?? r.Sizes[1];
        return units == 0 || w.Sizes[0] % units != 0 ? StateModuleKind.Other : (w.Sizes[0] / units, projection) switch
        {
            (4, _) => StateModuleKind.Lstm,
            (3, null) => StateModuleKind.Gru,
            (1, null) => StateModuleKind.Rnn,
            _ => StateModuleKind.Other,
        };
    }

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? Math.Min(number, 1 << 20)
            : 1 << 20;

    [GeneratedRegex("^(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)_l([0-9]+)(_reverse)?$")]
    private static partial Regex RecurrentName();

    [GeneratedRegex("^(weight_ih|weight_hh|bias_ih|bias_hh)$")]
    private static partial Regex CellName();
}
