using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Speech;

/// <summary>The bundled recordings of spoken digits, with a table of what is said.</summary>
public static class SpeechSample
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/spoken_digits.tsv";

    /// <summary>How strings are made of it where nothing else is asked for.</summary>
    public static WordJoining Joining { get; } = new(3, 7);

    /// <summary>Where it lies: below the working folder, else beside the tool.</summary>
    /// <returns>The table.</returns>
    /// <exception cref="Data.DataFormatException">It is in neither place.</exception>
    public static string Find() => SampleFile.Find(Name);
}
