using System.Buffers.Binary;
using Carousel.Storage;

namespace Carousel.Music;

/// <summary>Writes Standard MIDI Files of format 1: a track of tempos, a track of notes with running status.</summary>
internal static class MidiWriter
{
    private const int LargestNumber = 0x0FFFFFFF;

    /// <summary>Writes a file, completely or not at all.</summary>
    /// <param name="song">What to write.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pitch, time or tempo can't be written.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(MidiSong song, string path)
    {
        byte[] bytes = ToBytes(song);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="song">What to write.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A pitch, time or tempo can't be written.</exception>
    public static byte[] ToBytes(MidiSong song)
    {
        Require(song.TicksPerQuarter is >= 1 and < 0x8000, "TicksPerQuarter", song.TicksPerQuarter);
        var bytes = new List<byte>();
        bytes.AddRange("MThd"u8);
        AddLong(bytes, 6);
        AddShort(bytes, 1);
        AddShort(bytes, 2);
        AddShort(bytes, song.TicksPerQuarter);
        AddTrack(bytes, [.. song.Tempos.Select(Event)], song.Length);
        AddTrack(bytes, [.. song.Notes.SelectMany(Events)], song.Length);
        return [.. bytes];
    }

    /// <summary>
    /// Adds a number of variable length: seven bits a byte, the highest first, all but the last with the eighth bit
    /// set.
    /// </summary>
    /// <param name="bytes">Added to.</param>
    /// <param name="value">0 … 268,435,455.</param>
    internal static void AddVariable(List<byte> bytes, long value)
    {
        Require(value is >= 0 and <= LargestNumber, nameof(value), value);
        for (int shift = 21; shift > 0; shift -= 7)
        {
            if (value >> shift != 0)
            {
                bytes.Add((byte)(0x80 | ((value >> shift) & 0x7F)));
            }
        }

        bytes.Add((byte)(value & 0x7F));
    }

    private static TrackEvent Event(MidiTempo tempo)
    {
        Require(
            tempo.MicrosecondsPerQuarter is > 0 and < 1 << 24, "MicrosecondsPerQuarter", tempo.MicrosecondsPerQuarter);
        int microseconds = tempo.MicrosecondsPerQuarter;
        return new TrackEvent(
            tempo.Tick, 0, [0xFF, 0x51, 3, (byte)(microseconds >> 16), (byte)(microseconds >> 8), (byte)microseconds]);
    }

    private static IEnumerable<TrackEvent> Events(MidiNote note)
    {
        Require(note.Pitch is >= 0 and < 128, "Pitch", note.Pitch);
        Require(note.Velocity is >= 1 and < 128, "Velocity", note.Velocity);
        Require(note.Channel is >= 0 and < 16, "Channel", note.Channel);
        Require(note.Length >= 1, "Length", note.Length);
        byte status = (byte)(0x90 | note.Channel);
        yield return new TrackEvent(note.Start, 1, [status, (byte)note.Pitch, (byte)note.Velocity]);
        yield return new TrackEvent(note.Start + note.Length, 0, [status, (byte)note.Pitch, 0]);
    }

    /// <summary>At one tick notes end before others begin, so that a repeated note is struck again.</summary>
    private static void AddTrack(List<byte> bytes, TrackEvent[] events, long length)
    {
        var track = new List<byte>();
        long tick = 0;
        int running = 0;
        foreach (TrackEvent one in events.OrderBy(e => e.Tick).ThenBy(e => e.Order))
        {
            AddVariable(track, one.Tick - tick);
            bool isRunning = one.Bytes[0] == running;
            track.AddRange(isRunning ? one.Bytes.AsSpan(1) : one.Bytes);
            running = one.Bytes[0] < 0xF0 ? one.Bytes[0] : 0;
            tick = one.Tick;
        }

        AddVariable(track, Math.Max(0, length - tick));
        track.AddRange([0xFF, 0x2F, 0]);
        bytes.AddRange("MTrk"u8);
        AddLong(bytes, track.Count);
        bytes.AddRange(track);
    }

    private static void AddShort(List<byte> bytes, int value)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)value);
        bytes.AddRange(two);
    }

    private static void AddLong(List<byte> bytes, int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, value);
        bytes.AddRange(four);
    }

    private static void Require(bool isRight, string name, long value)
    {
        if (!isRight)
        {
            throw new ArgumentOutOfRangeException(name, value, "The value can't be written to a MIDI file.");
        }
    }

    private readonly record struct TrackEvent(long Tick, int Order, byte[] Bytes);
}
