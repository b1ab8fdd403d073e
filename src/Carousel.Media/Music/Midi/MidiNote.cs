namespace Carousel.Music;

/// <summary>One note of a MIDI file.</summary>
/// <param name="Pitch">0 … 127; 60 is middle C.</param>
/// <param name="Start">The tick at which it begins.</param>
/// <param name="Length">How many ticks it sounds.</param>
/// <param name="Velocity">How hard it is struck, 1 … 127.</param>
/// <param name="Channel">0 … 15; 9 is percussion by custom.</param>
internal readonly record struct MidiNote(int Pitch, long Start, long Length, int Velocity = 80, int Channel = 0);
