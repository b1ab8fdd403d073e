using System.Globalization;
using System.Text;
using Carousel.Interchange.Integers;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>The functions that take numbers of the data to those of the network and back.</summary>
/// <remarks>
/// In whole numbers a function is written where all its rules are linear and their numbers fit into 32 bits.
/// </remarks>
internal sealed class CScaling
{
    private readonly IntegerNetwork? _integers;
    private readonly List<Function> _functions = [];

    /// <summary>The functions of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="integers">The network in whole numbers, where it is written so.</param>
    public CScaling(CNetwork network, IntegerNetwork? integers)
    {
        _integers = integers;
        if (!network.ReadsSymbols)
        {
            Add(new(
                "net_scale_input", "NET_INPUTS", "Input number index as the network reads it.", false,
                network.Network.Input.Values, integers?.InputBits ?? 0));
        }

        if (network.Network.InputBefore is { } past)
        {
            Add(new(
                "net_scale_past", "NET_PAST_INPUTS", "Number index of a row of the past as the network reads it.",
                false, past.Values, integers?.PastBits ?? 0));
        }

        if (network.Network.Answer.Function == PortableFunction.None)
        {
            Add(new(
                "net_unscale_output", "NET_OUTPUTS", "Output number index in the unit of the data.", true,
                network.Network.Answer.Values, integers?.AnswerBits ?? 0));
        }
    }

    /// <summary>Whether the functions need e to a power.</summary>
    public bool NeedsExp => _integers is null && !IsLinear && _functions.Any(f => f.IsBack);

    private bool IsLinear => _functions.All(f => f.Values.All(v => v.Scaling == PortableScaling.Linear));

    /// <summary>The prototypes.</summary>
    public string Prototypes() =>
        string.Concat(_functions.Select(f => $"\n/* {f.Summary}{Bits()}{Levels(f)} */\n{Head(f)};\n"));

    /// <summary>The functions.</summary>
    public string Text()
    {
        if (_functions.Count == 0)
        {
            return "";
        }

        string kind = _integers is not null ? "scaling_integer" : IsLinear ? "scaling_linear" : "scaling";
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
                v => $"        {{ {Numbers(function, v)} }}, /* {CNames.InComment(v.Name)} */\n"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Head(function)}\n{{\n    static const net_scale scales[{function.Count}] = {{\n{list}    }};\n    "
                + $"return {(function.IsBack ? "net_to_data" : "net_to_network")}(&scales[index], value);\n}}\n");
        }

        return text.ToString();
    }

    private void Add(Function function)
    {
        if (_integers is null || function.Values.All(v => Whole(function, v) is not null))
        {
            _functions.Add(function);
        }
    }

    private static IntegerScale? Whole(Function function, PortableValue value) =>
        function.IsBack
            ? IntegerScale.Back(value, function.FractionBits)
            : IntegerScale.To(value, function.FractionBits);

    private string Head(Function function) => _integers is null
        ? $"float {function.Name}(int index, float value)"
        : $"{(function.IsBack ? "int32_t" : "int16_t")} {function.Name}(int index, int32_t value)";

    private string Numbers(Function function, PortableValue value) =>
        _integers is not null && Whole(function, value) is { } whole
        ? string.Create(CultureInfo.InvariantCulture, $"{whole.Offset}, {whole.Multiplier}, {whole.Shift}")
        : $"{(IsLinear ? "" : $"{Rule(value.Scaling)}, ")}{CNumbers.Of((float)value.Offset)}, "
            + $"{CNumbers.Of((float)value.Scale)}";

    private string Bits() =>
        _integers is null ? "" : $" Numbers of the data have {IntegerScale.DataBits} fraction bits.";

    private static string Levels(Function function) => !function.Values.Any(v => v.Level >= 0) ? ""
        : function.IsBack ? "\n   Add the level of the window first."
        : "\n   If the list of inputs names a level, subtract that level of the window from the result.";

    private static string Rule(PortableScaling scaling) => scaling switch
    {
        PortableScaling.SquareRoot => "NET_SQUARE_ROOT",
        PortableScaling.Logarithm => "NET_LOGARITHM",
        PortableScaling.SignedLogarithm => "NET_SIGNED_LOGARITHM",
        PortableScaling.InverseSine => "NET_INVERSE_SINE",
        _ => "NET_LINEAR",
    };

    /// <summary>A function to be written.</summary>
    private sealed record Function(
        string Name, string Count, string Summary, bool IsBack, IReadOnlyList<PortableValue> Values, int FractionBits);
}
