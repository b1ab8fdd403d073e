namespace Carousel.Translation;

/// <summary>A pair as symbols.</summary>
/// <param name="Source">Symbols of the line, followed by the end symbol.</param>
/// <param name="Target">Symbols of the translation, followed by the end symbol.</param>
internal sealed record EncodedPair(int[] Source, int[] Target);
