namespace Carousel.Speech;

/// <summary>A word that was heard, and when.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Where it begins, in seconds from the beginning of the sound.</param>
/// <param name="End">Where it ends, in seconds.</param>
/// <remarks>
/// The places are those of the likeliest path: networks trained by alignment show a symbol for a step or two within its
/// sound or a little after it, so that a word lasts shorter here than its sound.
/// </remarks>
internal readonly record struct TimedWord(string Text, double Start, double End);
