namespace Carousel.Translation;

/// <summary>A pair as symbols.</summary>
/// <param name="Source">Symbols of the line, the end behind them.</param>
/// <param name="Target">Symbols of the translation, the end behind them.</param>
internal sealed record EncodedPair(int[] Source, int[] Target);
