using System.Globalization;
using System.Text;

namespace Carousel.Interchange.C;

/// <summary>The program that compares the C with the golden vectors, and measures its speed.</summary>
internal sealed class CTestProgram(CNetwork network, CPrecision precision)
{
    private const double FloatTolerance = 1e-6;

    private readonly StringBuilder _text = new();

    /// <summary>The program, still with the prefix of the templates.</summary>
    public string Text()
    {
        double tolerance = precision == CPrecision.Floating ? FloatTolerance : 0;
        Lines(
            "/* Compares the network with its golden vectors: exit status 0 if all are equal. With a number of "
            + "steps it also measures speed. */",
            "#define NET_IMPLEMENTATION",
            "#include \"net_header.h\"",
            "#include \"net_golden.h\"",
            "",
            "#include <stdio.h>",
            "#include <stdlib.h>",
            "#include <time.h>",
            "");
        _text.Append(CTemplates.Read("test_compare")).Append('\n');
        Check();
        Measure();
        Lines(
            "int main(int count, char **arguments)",
            "{",
            "    net_check();",
            "    printf(\"largest difference %g\\n\", net_largest_difference);",
            "    if (count > 1) {",
            "        net_measure(atol(arguments[1]));",
            "    }",
            string.Create(
                CultureInfo.InvariantCulture, $"    return net_largest_difference <= {tolerance:0.0######} ? 0 : 1;"),
            "}");
        return _text.ToString();
    }

    private string StepInput => network.ReadsSymbols ? "*input" : "input";

    private string Kind => network.ReadsSymbols ? "int" : "net_value";

    private string Width => network.ReadsSymbols ? "1" : "NET_INPUTS";

    private void Check()
    {
        Lines(
            "static void net_check(void)",
            "{",
            "    net_state state;",
            "    net_number output[NET_OUTPUTS];",
            $"    const {Kind} *input = net_golden_input;",
            "    const net_number *expected = net_golden_output;");
        if (network.Past.Count > 0)
        {
            Lines("    const net_value *past = net_golden_past;");
        }

        Lines("    for (int s = 0; s < NET_GOLDEN_SEQUENCES; s++) {", "        net_reset(&state);");
        if (network.Past.Count > 0)
        {
            Lines(
                "        for (int t = 0; t < net_golden_past_rows[s]; t++, past += NET_PAST_INPUTS) {",
                "            net_read_past(&state, past);", "        }");
        }

        Lines(
            $"        for (int t = 0; t < net_golden_steps[s]; t++, input += {Width}) {{",
            $"            net_step(&state, {StepInput});");
        string[] compare =
        [
            "net_answer(&state, output);", "net_compare(output, expected);", "expected += NET_OUTPUTS;",
        ];
        bool isPooled = network.Network.Members[0].Pooling is not null;
        Lines(
            isPooled
                ? ["        }", .. compare.Select(c => $"        {c}")]
                : [.. compare.Select(c => $"            {c}"), "        }"]);
        Lines("    }", "}", "");
    }

    private void Measure() => Lines(
        "/* Steps per second, each with an answer; the steps of the golden vectors are repeated. */",
        "static void net_measure(long steps)",
        "{",
        "    net_state state;",
        "    net_number output[NET_OUTPUTS];",
        $"    const long kept = (long)(sizeof net_golden_input / sizeof net_golden_input[0]) / {Width};",
        "    clock_t begin = clock();",
        "    net_reset(&state);",
        "    for (long t = 0; t < steps; t++) {",
        $"        const {Kind} *input = net_golden_input + t % kept * {Width};",
        $"        net_step(&state, {StepInput});",
        "        net_answer(&state, output);",
        "    }",
        "    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;",
        "    printf(\"%.0f steps per second, %zu bytes of state (%g)\\n\", (double)steps / seconds, sizeof state, "
        + "(double)output[0]);",
        "}",
        "");

    private void Lines(params ReadOnlySpan<string> lines)
    {
        foreach (string line in lines)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        }
    }
}
