using System.Globalization;
using System.Text;
using Carousel.Tasks.Portable;

namespace Carousel.Interchange.C;

/// <summary>The functions that take numbers of the data to those of the network and back. Written for single precision alone.</summary>
internal sealed class CScaling
{
    private readonly List<(string Name, string Count, string Summary, bool IsBack, IReadOnlyList<PortableValue> Values)> _functions = [];

    /// <summary>The functions of a network.</summary>
    public CScaling(CNetwork network)
    {
        if (!network.ReadsSymbols)
        {
            _functions.Add(("net_scale_input", "NET_INPUTS", "Input number index as the network reads it.", false, network.Network.Input.Values));
        }

        if (network.Network.InputBefore is { } past)
        {
            _functions.Add(("net_scale_past", "NET_PAST_INPUTS", "Number index of a row of the past as the network reads it.", false, past.Values));
        }

        if (network.Network.Answer.Function == PortableFunction.None)
        {
            _functions.Add(("net_unscale_output", "NET_OUTPUTS", "Output number index in the unit of the data.", true, network.Network.Answer.Values));
        }
    }

    /// <summary>Whether the functions need e to a power.</summary>
    public bool NeedsExp => !IsLinear && _functions.Any(f => f.IsBack);

    private bool IsLinear => _functions.All(f => f.Values.All(v => v.Scaling == PortableScaling.Linear));

    /// <summary>The prototypes.</summary>
    public string Prototypes() => string.Concat(_functions.Select(f => $"\n/* {f.Summary}{Levels(f.Values, f.IsBack)} */\nfloat {f.Name}(int index, float value);\n"));

    /// <summary>The functions.</summary>
    public string Text()
    {
        if (_functions.Count == 0)
        {
            return "";
        }

        string kind = IsLinear ? "scaling_linear" : "scaling";
        var text = new StringBuilder(CTemplates.Read(kind));
        foreach (string piece in new[] { (false, $"{kind}_to"), (true, $"{kind}_back") }.Where(p => _functions.Any(f => f.IsBack == p.Item1)).Select(p => p.Item2))
        {
            text.Append('\n').Append(CTemplates.Read(piece));
        }

        foreach ((string name, string count, _, bool isBack, IReadOnlyList<PortableValue> values) in _functions)
        {
            string list = string.Concat(values.Select(v => $"    {{ {(IsLinear ? "" : $"{Rule(v.Scaling)}, ")}{CNumbers.Of((float)v.Offset)}, {CNumbers.Of((float)v.Scale)} }}, /* {CNames.InComment(v.Name)} */\n"));
            text.Append(CultureInfo.InvariantCulture, $"\nfloat {name}(int index, float value)\n{{\n    static const net_scale scales[{count}] = {{\n{Indent(list)}    }};\n    return {(isBack ? "net_to_data" : "net_to_network")}(&scales[index], value);\n}}\n");
        }

        return text.ToString();
    }

    private static string Indent(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"    {l}\n"));

    private static string Levels(IReadOnlyList<PortableValue> values, bool isBack) => values.Any(v => v.Level >= 0)
        ? isBack ? "\n   Add the level of the window first." : "\n   Where the list of inputs says so, take the level of the window off what this gives."
        : "";

    private static string Rule(PortableScaling scaling) => scaling switch
    {
        PortableScaling.SquareRoot => "NET_SQUARE_ROOT",
        PortableScaling.Logarithm => "NET_LOGARITHM",
        PortableScaling.SignedLogarithm => "NET_SIGNED_LOGARITHM",
        PortableScaling.InverseSine => "NET_INVERSE_SINE",
        _ => "NET_LINEAR",
    };
}
