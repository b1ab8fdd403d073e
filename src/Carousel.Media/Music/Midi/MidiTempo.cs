namespace Carousel.Music;

/// <summary>From where on a tempo holds.</summary>
/// <param name="Tick">The tick.</param>
/// <param name="MicrosecondsPerQuarter">How long a quarter note lasts; 500,000 is 120 a minute.</param>
internal readonly record struct MidiTempo(long Tick, int MicrosecondsPerQuarter);
