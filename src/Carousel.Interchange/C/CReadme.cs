namespace Carousel.Interchange.C;

/// <summary>The short readme of an export.</summary>
internal static class CReadme
{
    /// <summary>The page, still with the prefix of the templates.</summary>
    public static string Text(CNetwork network, CPrecision precision)
    {
        string needs = precision == CPrecision.Floating
            ? "It needs `expf` and `memcpy` of the C library."
            : "It needs `memcpy`, `memset` and, unless the processor has it, `fmaf` of the C library, and arithmetic "
                + "according to IEEE 754: no `-ffast-math`.";
        string equal = precision == CPrecision.Floating ? "within 1e-6" : "exactly";
        string said = precision == CPrecision.Bytes
            ? "the arithmetic of its quantised kernels in plain loops, run in C#"
            : "the network in plain loops of single precision, run in C#";
        string symbols = network.ReadsSymbols
            ? "\n| `net_symbols.txt` | the symbols by number, from 0: one JSON string per line |"
            : "\n| `net_header.json` | scales and sources of inputs and outputs, and weights of regressions; `sine` "
                + "and `cosine` are those of 2π · `harmonic` · the elapsed share of the period in `column` (a "
                + "`week` begins on Monday at 0:00, a `week from sunday` on Sunday) |";
        string model =
            "the whole model: weights, layers, functions; the comment at its top describes inputs and outputs";
        string test = $"checks that the two agree {equal}; with a number as its argument it also measures steps "
            + $"per second";
        return $"""
            # net_header: {CNames.Kept(network.Network.Sentence)}

            | file | content |
            | --- | --- |
            | `net_header.h` | {model} |
            | `net_golden.h` | sequences and Carousel's answers to them: {said} |
            | `net_test.c` | {test} |{symbols}

            {needs} Your program keeps the state: `sizeof(net_state)` bytes per sequence.

                cc -std=c99 -O2 -Wall -Wextra -Werror -ffp-contract=off net_test.c -o net_test -lm
                ./net_test
                ./net_test 100000

            In your program, in one file:

                #define NET_IMPLEMENTATION
                #include "net_header.h"

            """;
    }
}
