using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Tagging;

/// <summary>The bundled sentences: parts of speech of English from the web.</summary>
public static class TagSample
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/english_ewt.conll";

    /// <summary>Where it lies: below the working folder, else beside the tool.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="Data.DataFormatException">It is in neither place.</exception>
    public static string Find() => SampleFile.Find(Name);
}
