using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Music;

/// <summary>Between notes of a MIDI file and the steps of a piano roll.</summary>
internal static class MidiRoll
{
    private const int Percussion = 9, MostSteps = 1_000_000;

    /// <summary>
    /// The steps of a song: a note sounds from the step that is nearest to its start up to the step nearest to its end,
    /// in one step at least.
    /// </summary>
    /// <remarks>Percussion (channel 10) is left out; so are pitches that no piano has.</remarks>
    /// <param name="song">The notes.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="stepsPerQuarter">Steps of a quarter note.</param>
    /// <returns>The piece, from the first step in which a note sounds to the last.</returns>
    /// <exception cref="DataFormatException">No note sounds, or the song is longer than a million steps.</exception>
    public static MusicPiece FromSong(MidiSong song, string name, int stepsPerQuarter)
    {
        (long First, long End, int Pitch, bool IsUnfit)[] sounding =
        [
            .. song.Notes.Where(n => n.Channel != Percussion && MusicPiece.IsKey(n.Pitch)).Select(n =>
            {
                long first = Nearest(n.Start);
                return (
                    first, Math.Max(first + 1, Nearest(n.Start + n.Length)), n.Pitch,
                    2 * n.Length * stepsPerQuarter < song.TicksPerQuarter
                        || 4 * Math.Abs((n.Start * stepsPerQuarter) - (first * song.TicksPerQuarter))
                            > song.TicksPerQuarter);
            }),
        ];
        if (sounding.Length == 0)
        {
            throw new DataFormatException(
                $"{name} has no note of a piano's keys (pitches {MusicPiece.LowestPitch} to {MusicPiece.HighestPitch}) "
                + $"outside percussion. Pass another file.");
        }

        long start = sounding.Min(s => s.First);
        long length = sounding.Max(s => s.End) - start;
        if (length > MostSteps)
        {
            throw OptionTable.Of(typeof(MusicOptions))
                .Unfit(
                    $"{name} has {length:N0} steps; at most {MostSteps:N0} are read. Pass fewer {{StepsPerQuarter}}, "
                    + $"or cut the file.");
        }

        var steps = new SortedSet<int>?[length];
        foreach ((long first, long end, int pitch, _) in sounding)
        {
            for (long s = first; s < end; s++)
            {
                (steps[s - start] ??= []).Add(pitch);
            }
        }

        return new MusicPiece(name, [.. steps.Select(s => s is null ? [] : s.ToArray())])
        {
            Notes = (sounding.Length, sounding.Count(s => s.IsUnfit)),
        };

        long Nearest(long tick) => ((2 * tick * stepsPerQuarter) + song.TicksPerQuarter) / (2 * song.TicksPerQuarter);
    }

    /// <summary>
    /// The notes of a piece: a key that sounds in steps that follow each other is one note, because a roll does not say
    /// whether it was struck again.
    /// </summary>
    /// <param name="piece">The piece.</param>
    /// <param name="stepsPerQuarter">Steps of a quarter note.</param>
    /// <returns>The song, with 90 quarter notes a minute.</returns>
    public static MidiSong ToSong(MusicPiece piece, int stepsPerQuarter)
    {
        const int ticksPerStep = 480;
        var notes = new List<MidiNote>();
        var begun = new Dictionary<int, int>();
        for (int s = 0; s <= piece.Steps.Count; s++)
        {
            int[] sounding = s < piece.Steps.Count ? piece.Steps[s] : [];
            foreach ((int pitch, int start) in begun.Where(b => !sounding.Contains(b.Key)).OrderBy(b => b.Key)
                .ToArray())
            {
                notes.Add(new MidiNote(pitch, (long)start * ticksPerStep, (long)(s - start) * ticksPerStep));
                begun.Remove(pitch);
            }

            foreach (int pitch in sounding)
            {
                begun.TryAdd(pitch, s);
            }
        }

        return new MidiSong
        {
            TicksPerQuarter = ticksPerStep * stepsPerQuarter,
            Notes = [.. notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch)],
            Tempos = [new MidiTempo(0, 666_667)],
            Length = (long)piece.Steps.Count * ticksPerStep,
        };
    }
}
