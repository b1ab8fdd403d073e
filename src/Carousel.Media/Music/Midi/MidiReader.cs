using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Music;

/// <summary>
/// Reads Standard MIDI Files of format 0 and 1, strictly: a file with a wrong byte is refused with its offset.
/// </summary>
/// <remarks>
/// Notes of all tracks and channels are put together. Controllers, programs, texts and system messages are skipped.
/// A note that is struck again before it ends is two notes.
/// </remarks>
internal static class MidiReader
{
    private const int NoteOff = 0x80, NoteOn = 0x90, ProgramChange = 0xC0, ChannelPressure = 0xD0;
    private const int SystemExclusive = 0xF0, Escape = 0xF7, Meta = 0xFF, EndOfTrack = 0x2F, SetTempo = 0x51;
    private const int LargestFile = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <returns>Its notes and tempos.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read, or is damaged.</exception>
    public static MidiSong Read(string path) => InputFile.Read(path, () => new FileInfo(path).Length > LargestFile
        ? throw new DataFormatException(
            $"{path} has more than {LargestFile >> 20} MB, which no MIDI file has. Pass another file.")
        : Read(File.ReadAllBytes(path), path));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>Its notes and tempos.</returns>
    /// <exception cref="DataFormatException">It is damaged, or of another format.</exception>
    public static MidiSong Read(ReadOnlySpan<byte> bytes, string name)
    {
        var from = new MidiBytes(name, bytes);
        (int tracks, int ticksPerQuarter) = ReadHeader(ref from, name);
        var song = new Reading([], [], []);
        long length = 0;
        int read = 0;
        while (!from.IsAtEnd)
        {
            int start = from.Offset;
            ReadOnlySpan<byte> kind = from.Take(4, "a chunk's name");
            long size = from.Long("a chunk's length");
            if (size > from.Length - from.Offset)
            {
                throw from.Fail(start, $"a chunk of {size} bytes begins, but only {from.Length - from.Offset} follow");
            }

            from.End = from.Offset + (int)size;
            if (kind.SequenceEqual("MTrk"u8))
            {
                length = Math.Max(length, ReadTrack(ref from, song));
                read++;
            }
            else
            {
                from.Take((int)size, "a chunk");
            }

            from.End = from.Length;
        }

        return read == tracks
            ? new MidiSong
            {
                TicksPerQuarter = ticksPerQuarter,
                Notes =
                [
                    .. song.Notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch).ThenBy(n => n.Channel)
                        .ThenBy(n => n.Length),
                ],
                Tempos = [.. song.Tempos.OrderBy(t => t.Tick)],
                Length = length,
            }
            : throw from.Fail(
                from.Length,
                $"the header declares {tracks} {(tracks == 1 ? "track" : "tracks")}, but the file has {read}");
    }

    private static (int Tracks, int TicksPerQuarter) ReadHeader(ref MidiBytes from, string name)
    {
        if (from.Length < 4 || !from.Take(4, "the header").SequenceEqual("MThd"u8))
        {
            throw new DataFormatException(
                $"{name} is not a MIDI file: it does not begin with 'MThd'. Pass a Standard MIDI File.");
        }

        long size = from.Long("the header's length");
        if (size is < 6 or > 1024)
        {
            throw from.Fail(4, $"the header's length is {size}, but must be 6");
        }

        int format = from.Short("the format");
        int tracks = from.Short("the number of tracks");
        int division = from.Short("the division");
        from.Take((int)size - 6, "the rest of the header");
        if (format is not (0 or 1))
        {
            throw new DataFormatException(
                $"{name}: byte 8: the format is {format}; formats 0 and 1 are read. Save the file in format 1.");
        }

        if (format == 0 && tracks != 1)
        {
            throw from.Fail(10, $"a file of format 0 has 1 track, but the header declares {tracks}");
        }

        if (division is 0 or >= 0x8000)
        {
            throw new DataFormatException(division == 0
                ? $"{name}: byte 12: a quarter note has 0 ticks. The MIDI file is damaged; export it again."
                : $"{name}: byte 12: time is counted in film frames, which have no quarter notes. Save the file with "
                    + $"ticks per quarter note.");
        }

        return (tracks, division);
    }

    private static long ReadTrack(ref MidiBytes from, Reading song)
    {
        long tick = 0;
        int running = 0;
        while (true)
        {
            tick += from.Variable("a time difference");
            int at = from.Offset;
            int status = from.Peek("an event");
            if (status >= 0x80)
            {
                _ = from.Byte("an event");
            }
            else
            {
                status = running != 0
                    ? running
                    : throw from.Fail(
                        at, $"expected an event, but found data byte {status} and no running status");
            }

            switch (status)
            {
                case Meta:
                    if (ReadMeta(ref from, song, tick))
                    {
                        return EndTrack(ref from, song, tick);
                    }

                    running = 0;
                    break;
                case SystemExclusive or Escape:
                    from.Take(from.Variable("a message's length"), "a system message");
                    running = 0;
                    break;
                case > SystemExclusive:
                    throw from.Fail(at, $"the event {status} is not allowed in a file");
                default:
                    ReadChannelEvent(ref from, song, status, tick);
                    running = status;
                    break;
            }
        }
    }

    /// <summary>True at the end of the track.</summary>
    private static bool ReadMeta(ref MidiBytes from, Reading song, long tick)
    {
        int at = from.Offset;
        int kind = from.Data("the kind of a meta event");
        int length = from.Variable("a meta event's length");
        ReadOnlySpan<byte> data = from.Take(length, "a meta event");
        switch (kind)
        {
            case EndOfTrack:
                return length == 0
                    ? true
                    : throw from.Fail(at, $"the end of a track has no data, but {length} bytes are given");
            case SetTempo:
                int tempo = length == 3
                    ? (data[0] << 16) | (data[1] << 8) | data[2]
                    : throw from.Fail(at, $"a tempo has 3 bytes, but {length} are given");
                song.Tempos.Add(
                    tempo > 0
                        ? new MidiTempo(tick, tempo)
                        : throw from.Fail(at, "a tempo of 0 microseconds per quarter note is given"));
                return false;
            default:
                return false;
        }
    }

    private static void ReadChannelEvent(ref MidiBytes from, Reading song, int status, long tick)
    {
        (int kind, int channel) = (status & 0xF0, status & 0x0F);
        int first = from.Data("an event's first value");
        if (kind is ProgramChange or ChannelPressure)
        {
            return;
        }

        int second = from.Data("an event's second value");
        if (kind is not (NoteOn or NoteOff))
        {
            return;
        }

        // Struck at velocity 0 is released. A release ends the note that has sounded longest; one without a note means
        // nothing.
        if (kind == NoteOn && second > 0)
        {
            song.Sounding.Add(new MidiNote(first, tick, 0, second, channel));
        }
        else
        {
            int sounding = song.Sounding.FindIndex(n => n.Pitch == first && n.Channel == channel);
            if (sounding >= 0)
            {
                song.End(sounding, tick);
            }
        }
    }

    /// <summary>Notes that were not released end with their track.</summary>
    private static long EndTrack(ref MidiBytes from, Reading song, long tick)
    {
        if (!from.IsAtEnd)
        {
            throw from.Fail(from.Offset, $"{from.End - from.Offset} bytes follow the end of the track");
        }

        while (song.Sounding.Count > 0)
        {
            song.End(0, tick);
        }

        return tick;
    }

    private sealed record Reading(List<MidiNote> Notes, List<MidiTempo> Tempos, List<MidiNote> Sounding)
    {
        public void End(int sounding, long tick)
        {
            MidiNote note = Sounding[sounding];
            Sounding.RemoveAt(sounding);
            Notes.Add(note with { Length = tick - note.Start });
        }
    }
}
