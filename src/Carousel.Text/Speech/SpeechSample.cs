using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Speech;

/// <summary>The bundled recordings of spoken digits, with a table of transcripts.</summary>
internal static class SpeechSample
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/spoken_digits.tsv";

    /// <summary>How words become strings where nothing else is asked for: three to seven of them.</summary>
    public static WordJoining Joining { get; } = new(3, 7);

    /// <summary>
    /// What is done with it where nothing else is asked for: strings of three to seven digits, recordings 0 to 4 of
    /// each speaker kept to measure.
    /// </summary>
    /// <param name="options">What was asked for.</param>
    /// <returns>The options, completed.</returns>
    public static SpeechOptions Fill(SpeechOptions options)
    {
        SpeechOptions joined = options with { Join = options.Join ?? new WholeRange(Joining.Fewest, Joining.Most) };
        return options.TestGroups.Count > 0 || options.Test is not null || options.Group is not null
            ? joined
            : joined with { Group = "recording", TestGroups = ["0", "1", "2", "3", "4"] };
    }

    /// <summary>Its path: below the working folder, else next to the tool.</summary>
    /// <returns>The table.</returns>
    /// <exception cref="Data.DataFormatException">It is in neither place.</exception>
    public static string Find() => SampleFile.Find(Name);
}
