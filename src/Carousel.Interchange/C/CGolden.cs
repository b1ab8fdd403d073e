using System.Globalization;
using System.Text;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Quantization;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>
/// Golden vectors: the inputs of some sequences, and the answers of the network in plain loops of the same arithmetic.
/// </summary>
internal sealed class CGolden(CNetwork network, CPrecision precision)
{
    /// <summary>The header of golden vectors.</summary>
    public string Text(IReadOnlyList<PortableSequence> sequences)
    {
        var text = new StringBuilder(
            "/* Sequences and Carousel's answers to them in plain loops of the same arithmetic; net_test.c compares. "
            + "*/\n#ifndef NET_GOLDEN_H\n#define NET_GOLDEN_H\n\n");
        text.Append(CultureInfo.InvariantCulture, $"#define NET_GOLDEN_SEQUENCES {sequences.Count}\n\n");
        Add(text, "int", "steps", sequences.Select(s => CNumbers.Of(s.Input.Length / network.Inputs)));
        Add(
            text, network.ReadsSymbols ? "int" : "net_value", "input",
            sequences.SelectMany(s => Inputs(s.Input, network.ReadsSymbols)));
        if (network.Past.Count > 0)
        {
            Add(text, "int", "past_rows", sequences.Select(s => CNumbers.Of(s.Before.Length / network.PastInputs)));
            Add(text, "net_value", "past", sequences.SelectMany(s => Inputs(s.Before, false)));
        }

        Add(text, "net_number", "output", Answers(sequences));
        return text.Append("#endif\n").ToString();
    }

    private static void Add(StringBuilder text, string type, string name, IEnumerable<string> values) =>
        text.Append(
            CultureInfo.InvariantCulture, $"static const {type} net_golden_{name}[] = {CNumbers.List(values)};\n\n");

    private static IEnumerable<string> Inputs(float[] values, bool isSymbols) =>
        isSymbols ? values.Select(v => CNumbers.Of((long)v)) : values.Select(CNumbers.Of);

    private IEnumerable<string> Answers(IReadOnlyList<PortableSequence> sequences)
    {
        var runner = new NetworkRunner(
            network.Network, precision == CPrecision.Bytes ? new Int8Arithmetic() : new FloatArithmetic());
        return sequences.SelectMany(runner.Run).Select(CNumbers.Of);
    }
}
