using System.Globalization;
using System.Text;

namespace Carousel.Interchange.C;

/// <summary>
/// The header: declarations for all who include it, and the whole network for the one file that asks for it.
/// </summary>
internal sealed class CHeader(CNetwork network, CPrecision precision)
{
    private readonly CFunctions _functions = new(network);
    private readonly CScaling _scaling = new(network);

    /// <summary>The text of the header, still with the prefix of the templates.</summary>
    public string Text()
    {
        var weights = new CWeights(network, precision);
        var text = new StringBuilder();
        text.Append(new CBanner(network, precision).Text());
        text.Append("#ifndef NET_H\n#define NET_H\n\n");
        text.Append(precision == CPrecision.Floating ? "" : "#include <stdint.h>\n\n");
        text.Append("#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
        text.Append(Sizes()).Append(State()).Append(Prototypes());
        text.Append("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n\n");
        text.Append("#ifdef NET_IMPLEMENTATION\n\n")
            .Append(precision == CPrecision.Floating ? "" : "#include <float.h>\n")
            .Append("#include <math.h>\n#include <string.h>\n\n").Append(Limits());
        text.Append(CTemplates.Of(network, precision, _scaling.NeedsExp)).Append('\n').Append(weights.Text())
            .Append(Calibration()).Append('\n');
        text.Append(_functions.Text());
        text.Append(_scaling.Text() is { Length: > 0 } own ? $"\n{own}" : "");
        return text.Append("\n#endif\n").ToString();
    }

    private string Sizes()
    {
        var text = new StringBuilder("/* Sizes. */\n");
        Define("NET_MEMBERS", network.Network.Members.Count);
        if (network.ReadsSymbols)
        {
            Define("NET_SYMBOLS", network.Network.Input.Symbols.Count);
        }
        else
        {
            Define("NET_INPUTS", network.Inputs);
        }

        if (network.Past.Count > 0)
        {
            Define("NET_PAST_INPUTS", network.PastInputs);
        }

        Define("NET_OUTPUTS", network.Network.AnswerSize);
        return text.Append('\n').ToString();

        void Define(string name, int value) => text.Append(CultureInfo.InvariantCulture, $"#define {name} {value}\n");
    }

    private string State()
    {
        var text = new StringBuilder(
            "/* The state of a sequence in one member of the ensemble. */\ntypedef struct {\n");
        for (int k = 0; k < network.Recurrent.Count; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    net_value h_{k}[{network.Recurrent[k].HiddenSize}];\n");
            if (network.Recurrent[k].RestSize > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    net_cell c_{k}[{network.Recurrent[k].RestSize}];\n");
            }
        }

        text.Append(
            network.Pooling is null
                ? ""
                : $"    net_number pooled[{network.Recurrent[^1].HiddenSize}];\n");
        text.Append(
            "} net_member_state;\n\n/* The state of one sequence, which you can keep, copy and save. */\ntypedef "
            + "struct {\n    net_member_state members[NET_MEMBERS];\n");
        text.Append(network.Joins ? "    net_value input[NET_INPUTS]; /* of the last step */\n" : "");
        text.Append(network.Pooling is null ? "" : "    int steps;\n");
        return text.Append("} net_state;\n\n").ToString();
    }

    private string Prototypes()
    {
        var text = new StringBuilder(
            "/* Call it before the first step of a sequence. */\nvoid net_reset(net_state *state);\n");
        if (network.Past.Count > 0)
        {
            text.Append(
                "\n/* Reads a row of the past, the oldest first; all of them before the first step. */\nvoid "
                + "net_read_past(net_state *state, const net_value input[NET_PAST_INPUTS]);\n");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"\n/* Reads a step{(network.Past.Count > 0 ? " ahead" : "")}. */\nvoid net_step(net_state "
            + $"*state, {_functions.StepParameter});\n");
        text.Append(
            "\n/* The output of the network after the steps read so far, at least one. */\nvoid net_answer(const "
            + "net_state *state, net_number output[NET_OUTPUTS]);\n");
        return text.Append(_scaling.Prototypes()).ToString();
    }

    /// <summary>Sizes that only the implementation needs.</summary>
    private string Limits()
    {
        string text = $"#define NET_UNITS {network.Units} /* of the largest recurrent layer */\n";
        if (precision == CPrecision.Bytes)
        {
            text += $"#define NET_WIDEST {network.Widest} /* columns of the widest matrix, at least */\n";
        }

        return text + "\n";
    }

    private string Calibration()
    {
        if (network.Network.Answer.Quantiles is not { } quantiles)
        {
            return "";
        }

        return "\n/* Widths of the intervals, so that their coverage is right on data outside the training. */\n"
            + Numbers("offsets", quantiles.Offsets) + Numbers("spreads", quantiles.Spreads);

        static string Numbers(string name, IReadOnlyList<double> numbers) =>
            $"static const net_number net_{name}[NET_OUTPUTS] = "
            + $"{CNumbers.List(numbers.Select(n => CNumbers.Of((float)n)))};\n";
    }
}
