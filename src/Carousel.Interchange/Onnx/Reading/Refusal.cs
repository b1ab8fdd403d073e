using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>Sentences about a file in one line: names in it may contain any character.</summary>
internal static class Refusal
{
    private const int LongestSentence = 2000;

    /// <summary>A file that can't be used.</summary>
    /// <param name="sentence">The file, what was found, what was expected.</param>
    /// <param name="inner">The caught exception, or null.</param>
    public static ModelFileException Of(string sentence, Exception? inner = null) =>
        inner is null ? new ModelFileException(Line(sentence)) : new ModelFileException(Line(sentence), inner);

    /// <summary>The sentence without what would break its line, and not longer than anybody reads.</summary>
    public static string Line(string sentence)
    {
        string line = OneLine.Of(sentence);
        return line.Length <= LongestSentence ? line : line[..LongestSentence] + "…";
    }
}
