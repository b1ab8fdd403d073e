namespace Carousel.Tasks.Speech;

/// <summary>A word that was heard, and when.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Where it begins, in seconds from the beginning of the sound.</param>
/// <param name="End">Where it ends, in seconds.</param>
/// <remarks>The places are those of the likeliest path: networks trained by alignment show a symbol where they are sure of it, so that a word's ends lie within the sound of the word or a little behind it.</remarks>
public readonly record struct TimedWord(string Text, double Start, double End);
