using System.Globalization;
using System.Text;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>The comment at the top of the header: purpose, use, inputs and outputs.</summary>
internal sealed class CBanner(CNetwork network, CPrecision precision)
{
    private const int MostNames = 300;
    private const string Symbols = "Symbols";

    private readonly StringBuilder _text = new();

    /// <summary>The comment.</summary>
    public string Text()
    {
        PortableAnswer answer = network.Network.Answer;
        Line($"/* {CNames.InComment(network.Network.Sentence)}.");
        Line("");
        Line(
            $"   A model of the job '{network.Network.Task}', written by Carousel in {Precision()}. C99, no "
            + $"allocation, no global state.");
        Line(
            "   In one file of your program define NET_IMPLEMENTATION before you include this header; elsewhere just "
            + "include it.");
        Line("");
        Line($"       net_state state;");
        Line("       net_reset(&state);");
        if (network.Past.Count > 0)
        {
            Line("       for each row of the past: net_read_past(&state, row);");
        }

        Line(
            $"       for each step: net_step(&state, {(network.ReadsSymbols ? "symbol" : "input")});"
            + $"{(network.Pooling is null ? " net_answer(&state, output);" : "")}");
        if (network.Pooling is not null)
        {
            Line("       net_answer(&state, output);");
        }

        Values(
            network.ReadsSymbols ? Symbols : "Inputs of a step",
            network.ReadsSymbols
                ? [.. network.Network.Input.Symbols.Select(s => new PortableValue(s))]
                : network.Network.Input.Values);
        if (network.Network.Input.Start >= 0)
        {
            Line($"   Before the first symbol of a text comes symbol {network.Network.Input.Start}.");
        }

        if (network.Network.InputBefore is { } past)
        {
            Values("Inputs of a row of the past", past.Values);
        }

        Values(answer.Function == PortableFunction.None ? "Outputs" : "Outputs, probabilities", answer.Values);
        Levels(answer);
        Line("*/");
        return $"{_text}\n";
    }

    private string Precision() => precision switch
    {
        CPrecision.Floating => "single precision",
        _ => "bytes for weights and activations, single precision for all else",
    };

    private void Values(string title, IReadOnlyList<PortableValue> values)
    {
        Line("");
        Line($"   {title}:");
        for (int k = 0; k < Math.Min(values.Count, MostNames); k++)
        {
            Line($"   {k,5} {CNames.Quoted(values[k].Name)}{Rule(values[k])}");
        }

        if (values.Count > MostNames)
        {
            Line($"         and {values.Count - MostNames} more{(title == Symbols ? ", in net_symbols.txt" : "")}");
        }
    }

    private static string Rule(PortableValue value)
    {
        string level = value.Level >= 0
            ? string.Create(CultureInfo.InvariantCulture, $", less level {value.Level}")
            : "";
        (string left, double scale, string right) = value.Scaling switch
        {
            PortableScaling.SquareRoot => ("(root of v", value.Scale, ""),
            PortableScaling.Logarithm => ("(ln(1 + v)", value.Scale, ""),
            PortableScaling.SignedLogarithm => ("(ln(1 + |v|) with the sign of v", value.Scale, ""),
            PortableScaling.InverseSine => ("2 asinh((v", 2 * value.Scale, ")"),
            _ => ("(v", value.Scale, ""),
        };
        return value is { Scaling: PortableScaling.Linear, Offset: 0, Scale: 1 }
            ? level
            : string.Create(CultureInfo.InvariantCulture, $": {left} - {value.Offset:G6}) / {scale:G6}{right}{level}");
    }

    private void Levels(PortableAnswer answer)
    {
        for (int k = 0; k < answer.Levels.Count; k++)
        {
            Line(
                $"   Level {k}: {CNames.InComment(answer.Levels[k])}. Subtract it from inputs and add it to outputs, "
                + $"both as the network scales them.");
        }
    }

    private void Line(string line) => _text.Append(CultureInfo.InvariantCulture, $"{line.TrimEnd()}\n");
}
