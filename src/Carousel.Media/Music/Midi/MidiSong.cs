namespace Carousel.Music;

/// <summary>
/// What a Standard MIDI File holds, as far as notes and time go: the notes of all tracks together, and the tempos.
/// </summary>
internal sealed record MidiSong
{
    /// <summary>Ticks of a quarter note, 1 … 32,767.</summary>
    public int TicksPerQuarter { get; init; } = 480;

    /// <summary>The notes, by start, then pitch, then channel.</summary>
    public IReadOnlyList<MidiNote> Notes { get; init; } = [];

    /// <summary>The tempos, by tick; none means 120 quarter notes a minute.</summary>
    public IReadOnlyList<MidiTempo> Tempos { get; init; } = [];

    /// <summary>The tick at which the longest track ends.</summary>
    public long Length { get; init; }
}
