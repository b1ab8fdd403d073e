using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Interchange.Tensors;
using Carousel.Layers;

namespace Carousel.Interchange.PyTorch;

/// <summary>What a module of a state dictionary can be by its names and shapes.</summary>
internal enum StateModuleKind
{
    /// <summary>A recurrent module, such as torch.nn.LSTM.</summary>
    Recurrent,

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
/// <param name="Name">The module's name; empty for a module that was saved as the whole model.</param>
/// <param name="Tensors">By the name inside the module, such as <c>weight_ih_l0</c>.</param>
internal sealed partial record StateModule(string Name, IReadOnlyDictionary<string, ForeignTensor> Tensors)
{
    private const string Reverse = "_reverse";

    /// <summary>PyTorch's recurrent modules, separated by commas.</summary>
    public static string RecurrentNames =>
        string.Join(", ", RecurrentCell.All.Select(c => c.PyTorch?.Name).OfType<string>());

    /// <summary>What it can be.</summary>
    public StateModuleKind Kind { get; } = KindOf(Tensors);

    /// <summary>The cell of a recurrent module; null for others.</summary>
    public RecurrentCell? Cell { get; } = CellOf(Tensors);

    /// <summary>Recurrent layers on top of each other.</summary>
    public int Layers =>
        Tensors.Keys.Select(k => RecurrentName().Match(k)).Where(m => m.Success).Select(m => Number(m.Groups[2].Value))
            .DefaultIfEmpty(-1).Max() + 1;

    /// <summary>Whether a recurrent module reads in both directions.</summary>
    public bool IsBidirectional => Tensors.ContainsKey("weight_ih_l0" + Reverse);

    /// <summary>Whether a recurrent module has biases.</summary>
    public bool HasBias => Tensors.Keys.Any(k => k.StartsWith("bias_", StringComparison.Ordinal));

    /// <summary>Whether it is recurrent.</summary>
    public bool IsRecurrent => Cell is not null;

    /// <summary>Gates times units, by kind.</summary>
    public int Gates => Cell!.GateCount;

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
            StateModuleKind.Recurrent =>
                $"{name}: {(IsBidirectional ? "bidirectional " : "")}{Cell!.PyTorch!.Name} {InputSize}→"
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
            string fault = w.Sizes[1] == r.Sizes[1] ? "are transposed" : "do not fit each other";
            return w.Sizes[0] != r.Sizes[0]
                ? $", whose matrices {fault}: PyTorch's both have a row for each gate and unit"
                : !Tensors.Keys.All(k => RecurrentName().IsMatch(k))
                    ? ", among them names that no recurrent module of PyTorch has"
                    : $", whose {w.Sizes[0]} rows are not those of {AnyOf(c => $"{c.GateCount}")} gates "
                        + $"of {r.Sizes[1]} units, {AnyOf(c => $"{c.Article} {c.PyTorch!.Name}'s")}; an LSTM with a "
                        + $"projection also has 'weight_hr_l0'";
        }

        return Tensors.ContainsKey("weight_ih_l0" + Reverse) ? ", a reverse direction without a forward one"
            : Tensors.Count == 2 && Tensors.TryGetValue("weight", out ForeignTensor? weight)
                && Tensors.TryGetValue("bias", out ForeignTensor? bias) && weight.Sizes.Count == 2
                && bias.Sizes.Count == 1 && bias.Sizes[0] == weight.Sizes[1]
                ? ", whose matrix is transposed: that of a Linear has a row for each output" : "";
    }

    private static string AnyOf(Func<RecurrentCell, string> say) =>
        RecurrentCell.Listed(RecurrentCell.All.Where(c => c.PyTorch is not null).Select(say), "or");

    /// <summary>The modules of a file, in its order.</summary>
    /// <param name="tensors">The file.</param>
    public static IReadOnlyList<StateModule> Find(IEnumerable<ForeignTensor> tensors)
    {
        var modules = new List<(string Name, Dictionary<string, ForeignTensor> Tensors)>();
        var places = new Dictionary<string, int>();
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
        if (tensors.ContainsKey("weight_ih_l0") && tensors.ContainsKey("weight_hh_l0"))
        {
            return CellOf(tensors) is null ? StateModuleKind.Other : StateModuleKind.Recurrent;
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

    private static RecurrentCell? CellOf(IReadOnlyDictionary<string, ForeignTensor> tensors)
    {
        if (!tensors.TryGetValue("weight_ih_l0", out ForeignTensor? w)
            || !tensors.TryGetValue("weight_hh_l0", out ForeignTensor? r)
            || w.Sizes.Count != 2 || r.Sizes.Count != 2 || w.Sizes[0] != r.Sizes[0] || r.Sizes[1] == 0
            || !tensors.Keys.All(k => RecurrentName().IsMatch(k)))
        {
            return null;
        }

        // A projected LSTM has fewer columns than units; how many units says the projection.
        if (tensors.TryGetValue("weight_hr_l0", out ForeignTensor? projection) && projection.Sizes.Count != 2)
        {
            return null;
        }

        int units = projection?.Sizes[1] ?? r.Sizes[1];
        return units == 0 || w.Sizes[0] % units != 0
            ? null
            : RecurrentCell.All.FirstOrDefault(
                c => c.PyTorch is not null && c.GateCount == w.Sizes[0] / units
                    && (projection is null || c.HasVariants));
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
