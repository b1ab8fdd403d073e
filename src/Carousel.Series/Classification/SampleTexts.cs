using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>The bundled texts: sentences from film reviews, for or against the film.</summary>
internal static class SampleTexts
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/film_reviews.tsv";

    /// <summary>Reads the texts.</summary>
    /// <param name="options">What the columns mean; null finds out.</param>
    /// <returns>The texts.</returns>
    /// <exception cref="DataFormatException">They are not there.</exception>
    public static ClassData Read(ClassReadOptions? options = null)
    {
        using var sample = new StreamReader(SampleFile.Find(Name));
        return ClassReader.Read(sample, Name, options ?? new ClassReadOptions());
    }
}
