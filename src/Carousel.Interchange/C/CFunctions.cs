using System.Globalization;
using System.Text;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>The functions of a network: reset, a row of the past, a step, the answer.</summary>
internal sealed class CFunctions(CNetwork network)
{
    private readonly StringBuilder _text = new();

    /// <summary>The second parameter of <c>net_step</c>, after the state.</summary>
    public string StepParameter => network.ReadsSymbols ? "int symbol" : "const net_value input[NET_INPUTS]";

    /// <summary>The functions.</summary>
    public string Text()
    {
        Line("void net_reset(net_state *state)");
        Line("{");
        Line("    memset(state, 0, sizeof *state);");
        Line("}");
        if (network.Past.Count > 0)
        {
            Line("");
            Line("void net_read_past(net_state *state, const net_value input[NET_PAST_INPUTS])");
            Line("{");
            Members(() => Through(network.Past, "net_past_", "input"));
            Line("}");
        }

        Step();
        Numbers();
        Answer();
        return _text.ToString();
    }

    private void Step()
    {
        Line("");
        Line($"void net_step(net_state *state, {StepParameter})");
        Line("{");
        Members(() =>
        {
            if (network.ReadsSymbols)
            {
                Line($"        net_value row[{network.Recurrent[0].InputSize}];");
                Line("        net_embedding_row(&net_table[m], symbol, row);");
            }

            Through(network.Recurrent, "net_layer_", network.ReadsSymbols ? "row" : "input");
            Pool();
        });
        if (network.Joins)
        {
            Line("    memcpy(state->input, input, sizeof state->input);");
        }

        if (network.Pooling is not null)
        {
            Line("    state->steps++;");
        }

        Line("}");
    }

    private void Pool()
    {
        if (network.Pooling is not { } kind)
        {
            return;
        }

        string h = $"own->h_{network.Recurrent.Count - 1}[u]";
        Line($"        for (int u = 0; u < {network.Recurrent[^1].HiddenSize}; u++) {{");
        Line(kind == StepPooling.Mean
            ? $"            own->pooled[u] += {h};"
            : $"            own->pooled[u] = state->steps == 0 || {h} > own->pooled[u] ? {h} : own->pooled[u];");
        Line("        }");
    }

    /// <summary>From the state of a member to the numbers of its last stage.</summary>
    private void Numbers()
    {
        int units = network.Recurrent[^1].HiddenSize;
        string h = $"own->h_{network.Recurrent.Count - 1}";
        Line("");
        Line("/* The numbers of the last layer of member m. */");
        Line("static void net_numbers(const net_state *state, int m, net_number *numbers)");
        Line("{");
        Line("    const net_member_state *own = &state->members[m];");
        if (network.Joins)
        {
            Line($"    net_value row[{units} + NET_INPUTS];");
            Line($"    for (int u = 0; u < {units}; u++) {{");
            Line($"        row[u] = {h}[u];");
            Line("    }");
            Line($"    memcpy(row + {units}, state->input, sizeof state->input);");
        }
        else if (network.Pooling is { } kind)
        {
            Line($"    net_value row[{units}];");
            Line($"    for (int u = 0; u < {units}; u++) {{");
            Line($"        row[u] = own->pooled[u]{(kind == StepPooling.Mean ? " / (float)state->steps" : "")};");
            Line("    }");
        }

        Line(
            $"    net_dense_apply(&net_output[m], {(network.Joins || network.Pooling is not null ? "row" : h)}, "
            + $"numbers);");
        Line("}");
    }

    private void Answer()
    {
        PortableAnswer answer = network.Network.Answer;
        int members = network.Network.Members.Count;
        Line("");
        Line("void net_answer(const net_state *state, net_number output[NET_OUTPUTS])");
        Line("{");
        if (members == 1)
        {
            Line("    net_numbers(state, 0, output);");
            OfMember("output", "    ");
        }
        else
        {
            Line("    memset(output, 0, NET_OUTPUTS * sizeof(float));");
            Line("    for (int m = 0; m < NET_MEMBERS; m++) {");
            Line("        net_number numbers[NET_OUTPUTS];");
            Line("        net_numbers(state, m, numbers);");
            OfMember("numbers", "        ");
            Line("        for (int k = 0; k < NET_OUTPUTS; k++) {");
            Line("            output[k] += numbers[k] / (float)NET_MEMBERS;");
            Line("        }");
            Line("    }");
        }

        if (answer.Quantiles is { } runs)
        {
            Line($"    net_widen(output, NET_OUTPUTS, {runs.Count}, {runs.Median}, net_offsets, net_spreads);");
        }

        Line("}");
    }

    private void OfMember(string values, string indent)
    {
        PortableAnswer answer = network.Network.Answer;
        if (answer.Function == PortableFunction.Softmax)
        {
            Line(
                $"{indent}net_softmax({values}, NET_OUTPUTS, {CNumbers.Of((float)(1 / answer.Temperature))}, "
                + $"{CNumbers.Of((float)answer.Spread)});");
        }
        else if (answer.Function == PortableFunction.Logistic)
        {
            Line($"{indent}for (int k = 0; k < NET_OUTPUTS; k++) {{");
            Line($"{indent}    {values}[k] = net_logistic({values}[k]);");
            Line($"{indent}}}");
        }
        else if (answer.Quantiles is { } quantiles)
        {
            Line($"{indent}for (int first = 0; first < NET_OUTPUTS; first += {quantiles.Count}) {{");
            Line($"{indent}    net_sort({values} + first, {quantiles.Count});");
            Line($"{indent}}}");
        }
    }

    private void Members(Action body)
    {
        Line("    for (int m = 0; m < NET_MEMBERS; m++) {");
        Line("        net_member_state *own = &state->members[m];");
        body();
        Line("    }");
    }

    private void Through(IReadOnlyList<RecurrentStage> stages, string layers, string input)
    {
        for (int k = 0; k < stages.Count; k++)
        {
            string cell = stages[k].RestSize > 0 ? $", own->c_{k}" : "";
            Line($"        net_{CWeights.Kind(stages[k])}_step(&{layers}{k}[m], {input}, own->h_{k}{cell});");
            input = $"own->h_{k}";
        }
    }

    private void Line(string line) => _text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
