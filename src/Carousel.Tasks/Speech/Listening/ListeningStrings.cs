using Carousel.Data;

namespace Carousel.Tasks.Speech.Listening;

/// <summary>Strings of words whose ends are known, to measure streams on.</summary>
public static class ListeningStrings
{
    /// <summary>Joins recordings of one word each to strings of 3 to 7, with silence and noise; the same ones in every run.</summary>
    /// <param name="table">The table of recordings and words.</param>
    /// <param name="count">How many strings.</param>
    /// <returns>The strings.</returns>
    /// <exception cref="DataFormatException">The table or a recording can't be read, a transcript is no single word, or rates differ.</exception>
    public static IReadOnlyList<SpeechClip> Read(string table, int count)
    {
        IReadOnlyList<SpeechClip> words = SpeechData.Load(UtteranceReader.Read(table, new UtteranceColumns()));
        if (words.FirstOrDefault(w => w.Transcript.Length == 0 || w.Transcript.Contains(' ', StringComparison.Ordinal)) is { } several)
        {
            throw new DataFormatException($"{table}: --measure joins recordings of one word each, but in {several.Name} '{several.Transcript}' is said. Pass a table of single words.");
        }

        if (words.FirstOrDefault(w => w.Recording.Rate != words[0].Recording.Rate) is { } other)
        {
            throw new DataFormatException($"{table}: --measure joins recordings of one rate, but {words[0].Name} has {words[0].Recording.Rate} samples a second and {other.Name} {other.Recording.Rate}. Convert them.");
        }

        return [.. Enumerable.Range(0, count).Select(n => SpeechSample.Joining.Join(words, 1, "listen", (uint)n))];
    }
}
