using Carousel.Interchange.Networks;

namespace Carousel.Interchange.C;

/// <summary>The short readme of an export.</summary>
internal static class CReadme
{
    /// <summary>The page, still with the prefix of the templates.</summary>
    public static string Text(CNetwork network, CPrecision precision)
    {
        string libraries = precision == CPrecision.Whole ? "" : " -lm";
        string strict = precision == CPrecision.Whole ? "" : " -ffp-contract=off";
        RecurrentStage first = network.Recurrent[0];
        IEnumerable<string> called = PortableCell.Of(first).Functions(first, inBytes: false);
        string also = string.Concat(called.Intersect(["log", "sqrt"]).Select(function => $", `{function}f`"));
        string needs = precision switch
        {
            CPrecision.Floating => $"It needs `expf`{also} and `memcpy` of the C library.",
            CPrecision.Bytes =>
                "It needs `memcpy`, `memset` and `fmaf` of the C library, the last unless the processor has it, and "
                + "arithmetic as IEEE 754 says: no `-ffast-math`.",
            _ =>
                "It needs 64-bit whole numbers and a `>>` that keeps the sign, which gcc and clang have everywhere, "
                + "and no floating point at all; of the C library `memcpy` and `memset`.",
        };
        string equal = precision == CPrecision.Floating ? "within 1e-6" : "exactly";
        string said = precision == CPrecision.Whole ? "the same whole numbers, run in C#"
            : precision == CPrecision.Bytes ? "the arithmetic of its quantised kernels in plain loops, run in C#"
            : "the network in plain loops of single precision, run in C#";
        string symbols = network.ReadsSymbols
            ? "\n| `net_symbols.txt` | the symbols by number, from 0: one string of JSON a line |"
            : "";
        string model =
            "the whole model: weights, layers, functions. What goes in and what comes out stands at its top.";
        string test = $"compares the two, which have to be equal {equal}; with a number behind it, it also measures "
            + $"steps a second";
        return $"""
            # net_header: {CNames.Kept(network.Network.Sentence)}

            | file | what it is |
            | --- | --- |
            | `net_header.h` | {model} |
            | `net_golden.h` | sequences, and what Carousel says of them: {said} |
            | `net_test.c` | {test} |{symbols}

            {needs} The state is yours: `sizeof(net_state)` bytes a sequence.

                cc -std=c99 -O2 -Wall -Wextra -Werror{strict} net_test.c -o net_test{libraries}
                ./net_test
                ./net_test 100000

            In your program, in one file:

                #define NET_IMPLEMENTATION
                #include "net_header.h"

            """;
    }
}
