using Carousel.Data;
using Carousel.Music;

namespace Carousel.Jobs.Tests.Music;

/// <summary>Files whose bytes were written by hand, right ones and damaged ones.</summary>
public sealed class MidiReaderTests
{
    private static readonly byte[] _end = [0x00, 0xFF, 0x2F, 0x00];

    [Fact]
    public void Read_KnowsRunningStatusTempoAndLongTimes()
    {
        // Tempo 600,000; E struck at 0, C at 0 by running status; after 200 ticks, two bytes of time, both released by
        // velocity 0.
        byte[] bytes = File(0, 1, 96, Track(
            [
                0x00, 0xFF, 0x51, 0x03, 0x09, 0x27, 0xC0, 0x00, 0x90, 64, 80, 0x00, 60, 70, 0x81, 0x48, 64, 0, 0x00, 60,
                0, .. _end,
            ]));

        MidiSong song = MidiReader.Read(bytes, "hand.mid");

        Assert.Equal(96, song.TicksPerQuarter);
        Assert.Equal([new MidiTempo(0, 600_000)], song.Tempos);
        Assert.Equal([new MidiNote(60, 0, 200, 70), new MidiNote(64, 0, 200, 80)], song.Notes);
        Assert.Equal(200, song.Length);
    }

    [Fact]
    public void Read_PutsTracksTogetherAndPassesOverWhatIsNoNote()
    {
        byte[] first = Track([0x00, 0xFF, 0x03, 0x02, (byte)'h', (byte)'i', 0x00, 0xF0, 0x02, 0x7E, 0xF7, .. _end]);
        byte[] second = Track(
            [
                0x00, 0xC3, 12, 0x00, 0xD3, 5, 0x00, 0xB3, 7, 100, 0x00, 0xE3, 0, 64, 0x0A, 0x93, 50, 1, 0x05, 0x83, 50,
                64, .. _end,
            ]);
        byte[] unknown = [(byte)'X', (byte)'Y', (byte)'Z', (byte)'Z', 0, 0, 0, 1, 99];

        MidiSong song = MidiReader.Read(File(1, 2, 480, first, unknown, second), "hand.mid");

        Assert.Equal([new MidiNote(50, 10, 5, 1, 3)], song.Notes);
    }

    [Fact]
    public void Read_EndsANoteWithItsTrack_WhenNobodyReleasesIt()
    {
        MidiSong song = MidiReader.Read(
            File(0, 1, 480, Track([0x00, 0x90, 60, 64, 0x20, 0xFF, 0x2F, 0x00])), "hand.mid");
        Assert.Equal([new MidiNote(60, 0, 32, 64)], song.Notes);
    }

    [Fact]
    public void Read_EndsTheOldestFirst_WhenANoteIsStruckTwice()
    {
        MidiSong song = MidiReader.Read(
            File(0, 1, 480, Track([0x00, 0x90, 60, 64, 0x08, 60, 65, 0x08, 60, 0, 0x08, 60, 0, .. _end])), "hand.mid");
        Assert.Equal([new MidiNote(60, 0, 16, 64), new MidiNote(60, 8, 16, 65)], song.Notes);
    }

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        { "no MIDI file", "RIFF...."u8.ToArray(), "bad.mid is not a MIDI file: it does not begin with 'MThd'" },
        { "cut header", "MThd"u8.ToArray(),
            "bad.mid: byte 4: the header's length takes 4 bytes, but the file ends here" },
        { "format 2", File(2, 1, 96, Track(_end)), "byte 8: the format is 2; formats 0 and 1 are read" },
        { "two tracks of format 0", File(0, 2, 96, Track(_end), Track(_end)),
            "byte 10: a file of format 0 has 1 track, but the header declares 2" },
        { "no ticks", File(0, 1, 0, Track(_end)), "byte 12: a quarter note has 0 ticks" },
        { "film", File(0, 1, 0xE728, Track(_end)), "byte 12: time is counted in film frames" },
        { "missing track", File(1, 2, 96, Track(_end)), "byte 26: the header declares 2 tracks, but the file has 1" },
        { "cut track", File(0, 1, 96, Track(_end))[..^1], "byte 14: a chunk of 4 bytes begins, but only 3 follow" },
        { "no end of track", File(0, 1, 96, Track([0x00, 0x90, 60, 64])),
            "byte 26: a time difference takes 1 byte, but the file ends here" },
        { "more behind the end", File(0, 1, 96, Track([.. _end, 1, 2])),
            "byte 26: 2 bytes follow the end of the track" },
        { "no event before", File(0, 1, 96, Track([0x00, 60, 64, .. _end])),
            "byte 23: expected an event, but found data byte 60 and no running status" },
        { "running status over a meta event",
            File(0, 1, 96, Track([0x00, 0x90, 60, 64, 0x00, 0xFF, 0x01, 0x00, 0x00, 60, 0, .. _end])),
            "byte 31: expected an event, but found data byte 60" },
        { "data byte too large", File(0, 1, 96, Track([0x00, 0x90, 60, 0x80, .. _end])),
            "byte 25: an event's second value is 128, but must be 0…127" },
        { "long number", File(0, 1, 96, Track([0x81, 0x82, 0x83, 0x84, 0x05, .. _end])),
            "byte 22: a time difference is a number of more than four bytes" },
        { "short tempo", File(0, 1, 96, Track([0x00, 0xFF, 0x51, 0x02, 1, 2, .. _end])),
            "byte 24: a tempo has 3 bytes, but 2 are given" },
        { "system message in a file", File(0, 1, 96, Track([0x00, 0xF8, .. _end])),
            "byte 23: the event 248 is not allowed in a file" },
        { "meta event beyond the chunk", File(0, 1, 96, Track([0x00, 0xFF, 0x01, 0x09, 65])),
            "byte 26: a meta event takes 9 bytes, but the file ends after 1" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_NamesTheOffset_WhenAByteIsWrong(string what, byte[] bytes, string said)
    {
        var caught = Assert.Throws<DataFormatException>(() => MidiReader.Read(bytes, "bad.mid"));
        Assert.True(caught.Message.Contains(said, StringComparison.Ordinal), $"{what}: {caught.Message}");
    }

    [Fact]
    public void Read_RefusesOrUnderstandsInOneSentence_WhateverByteIsChanged()
    {
        byte[] good = MidiWriter.ToBytes(MidiWriterTests.Song());
        for (int at = 0; at < good.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xF0, 0xFF])
            {
                byte[] changed = [.. good];
                changed[at] = value;
                Exception? caught = Record.Exception(() => MidiReader.Read(changed, "bad.mid"));
                Assert.True(caught is null or DataFormatException, $"byte {at} as {value}: {caught}");
            }

            Assert.Throws<DataFormatException>(() => MidiReader.Read(good.AsSpan(0, at), "bad.mid"));
        }
    }

    private static byte[] Track(byte[] events) =>
        [
            .. "MTrk"u8, (byte)(events.Length >> 24), (byte)(events.Length >> 16), (byte)(events.Length >> 8),
            (byte)events.Length, .. events,
        ];

    private static byte[] File(int format, int tracks, int division, params byte[][] chunks) =>
        [
            .. "MThd"u8, 0, 0, 0, 6, 0, (byte)format, 0, (byte)tracks, (byte)(division >> 8), (byte)division,
            .. chunks.SelectMany(c => c),
        ];
}
