using Carousel.Tasks.Decoding;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>From scores of the steps of a line to its symbols.</summary>
internal static class LineDecoding
{
    /// <summary>The likeliest symbols by a search over prefixes.</summary>
    /// <param name="scores">[steps, classes]; class 0 stands for none.</param>
    /// <param name="classes">Symbols and one more.</param>
    /// <returns>Symbols, from 1.</returns>
    public static IEnumerable<int> Decode(float[] scores, int classes)
    {
        var beam = new CtcPrefixBeam(classes);
        beam.Step(scores);
        return beam.Best().Labels.Select(l => l.Label);
    }
}
