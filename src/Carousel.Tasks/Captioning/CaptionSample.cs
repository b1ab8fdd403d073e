using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Captioning;

/// <summary>The bundled pictures: scenes of the NLVR corpus with sentences that are true of them.</summary>
public static class CaptionSample
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/nlvr/sentences.tsv";

    /// <summary>Where it lies: below the working folder, else beside the tool.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="Data.DataFormatException">It is in neither place.</exception>
    public static string Find() => SampleFile.Find(Name);
}
