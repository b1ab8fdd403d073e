using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>The functions that take numbers of the data to those of the network and back.</summary>
internal sealed class CScaling
{
    private readonly List<Function> _functions = [];

    /// <summary>The functions of a network.</summary>
    /// <param name="network">The network.</param>
    public CScaling(CNetwork network)
    {
        if (!network.ReadsSymbols)
        {
            _functions.Add(new(
                "net_scale_input", "NET_INPUTS", "Input number index as the network reads it.", false,
                network.Network.Input.Values));
        }

        if (network.Network.InputBefore is { } past)
        {
            _functions.Add(new(
                "net_scale_past", "NET_PAST_INPUTS", "Number index of a row of the past as the network reads it.",
                false, past.Values));
        }

        if (network.Network.Answer.Function == PortableFunction.None)
        {
            _functions.Add(new(
                "net_unscale_output", "NET_OUTPUTS", "Output number index in the unit of the data.", true,
                network.Network.Answer.Values));
        }
    }

    /// <summary>Whether the functions need e to a power.</summary>
    public bool NeedsExp => !IsLinear && _functions.Any(f => f.IsBack);

    private bool IsLinear => _functions.All(f => f.Values.All(v => v.Scaling == PortableScaling.Linear));

    /// <summary>The prototypes.</summary>
    public string Prototypes() =>
        string.Concat(_functions.Select(f => $"\n/* {f.Summary}{Levels(f)} */\n{Head(f)};\n"));

    /// <summary>The functions.</summary>
    public string Text()
    {
        if (_functions.Count == 0)
        {
            return "";
        }

        string kind = IsLinear ? "scaling_linear" : "scaling";
        var text = new StringBuilder(CTemplates.Read(kind));
        foreach (string piece in new[] { (IsBack: false, Name: $"{kind}_to"),
            (IsBack: true, Name: $"{kind}_back") }.Where(p => _functions.Any(f => f.IsBack == p.IsBack))
                .Select(p => p.Name))
        {
            text.Append('\n').Append(CTemplates.Read(piece));
        }

        foreach (Function function in _functions)
        {
            string list = string.Concat(function.Values.Select(
                v => $"        {{ {Numbers(v)} }}, /* {CNames.InComment(v.Name)} */\n"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Head(function)}\n{{\n    static const net_scale scales[{function.Count}] = {{\n{list}    }};\n    "
                + $"return {(function.IsBack ? "net_to_data" : "net_to_network")}(&scales[index], value);\n}}\n");
        }

        return text.ToString();
    }

    private static string Head(Function function) => $"float {function.Name}(int index, float value)";

    private string Numbers(PortableValue value) =>
        $"{(IsLinear ? "" : $"{Rule(value.Scaling)}, ")}{CNumbers.Of((float)value.Offset)}, "
        + $"{CNumbers.Of((float)value.Scale)}";

    private static string Levels(Function function) => !function.Values.Any(v => v.Level >= 0) ? ""
        : function.IsBack ? "\n   Add the level of the window first."
        : "\n   If the list of inputs names a level, subtract that level of the window from the result.";

    private static string Rule(PortableScaling scaling) =>
        $"NET_{JsonNamingPolicy.SnakeCaseUpper.ConvertName(scaling.ToString())}";

    /// <summary>A function to be written.</summary>
    private sealed record Function(
        string Name, string Count, string Summary, bool IsBack, IReadOnlyList<PortableValue> Values);
}
