using Carousel.Data;

namespace Carousel.Speech;

/// <summary>Strings of words whose ends are known, to measure streams on.</summary>
internal static class ListeningStrings
{
    /// <summary>
    /// Joins recordings of one word each to strings, with silence and noise; the same ones in every run.
    /// </summary>
    /// <param name="table">The table of recordings and words.</param>
    /// <param name="columns">Which columns of it are read, and where the recordings lie.</param>
    /// <param name="joining">How many words a string has; null for 3 to 7.</param>
    /// <param name="count">How many strings.</param>
    /// <returns>The strings.</returns>
    /// <exception cref="DataFormatException">The table or a recording can't be read, a transcript is not one word,
    /// or rates differ.</exception>
    public static IReadOnlyList<SpeechClip> Read(
        string table, UtteranceColumns columns, WordJoining? joining, int count)
    {
        IReadOnlyList<SpeechClip> words = SpeechData.Load(UtteranceReader.Read(table, columns));
        WordJoining.Require(words, table, "Measure");
        return (joining ?? SpeechSample.Joining).Strings(words, "listen", count);
    }
}
