using Carousel.Music;

namespace Carousel.Jobs.Tests.Music;

/// <summary>What is written is what a reader reads.</summary>
public sealed class MidiWriterTests
{
    [Fact]
    public void ToBytes_WritesWhatReadReads()
    {
        MidiSong song = Song();
        MidiSong read = MidiReader.Read(MidiWriter.ToBytes(song), "own.mid");
        Assert.Equal(song.TicksPerQuarter, read.TicksPerQuarter);
        Assert.Equal(song.Tempos, read.Tempos);
        Assert.Equal(song.Notes, read.Notes);
        Assert.Equal(song.Length, read.Length);
    }

    [Fact]
    public void ToBytes_WritesTheseBytes_ForOneNote()
    {
        byte[] bytes = MidiWriter.ToBytes(new MidiSong
        {
            TicksPerQuarter = 96,
            Notes = [new MidiNote(60, 0, 128, 64)],
            Tempos = [new MidiTempo(0, 500_000)],
            Length = 128,
        });

        Assert.Equal(
            "4D54686400000006000100020060"
            + "4D54726B0000000C00FF510307A1208100FF2F00"
            + "4D54726B0000000C00903C4081003C0000FF2F00",
            Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(0x40, "40")]
    [InlineData(0x7F, "7F")]
    [InlineData(0x80, "8100")]
    [InlineData(0x2000, "C000")]
    [InlineData(0x3FFF, "FF7F")]
    [InlineData(0x4000, "818000")]
    [InlineData(0x1FFFFF, "FFFF7F")]
    [InlineData(0x200000, "81808000")]
    [InlineData(0x0FFFFFFF, "FFFFFF7F")]
    public void Variable_IsWrittenAsTheStandardShows(long value, string hex)
    {
        var bytes = new List<byte>();
        MidiWriter.AddVariable(bytes, value);
        Assert.Equal(hex, Convert.ToHexString([.. bytes]));
        Assert.Equal(value, new MidiBytes("x", [.. bytes]).Variable("a number"));
    }

    [Fact]
    public void Roll_ComesBackFromItsSong()
    {
        var piece = new MusicPiece("x", [[60, 64], [60, 65], [], [60], [60, 64, 67]]);
        MidiSong song = MidiReader.Read(
            MidiWriter.ToBytes(MidiRoll.ToSong(piece, stepsPerQuarter: 2)), "x");
        MusicPiece back = MidiRoll.FromSong(song, "x", stepsPerQuarter: 2);
        Assert.Equal(piece.Steps, back.Steps);
        Assert.Equal([new MidiTempo(0, 666_667)], song.Tempos);
    }

    [Fact]
    public void Roll_RoundsNotesToTheNearestStep_OneStepAtLeast()
    {
        var song = new MidiSong
        {
            TicksPerQuarter = 100,
            Notes =
            [
                new MidiNote(60, 0, 149), new MidiNote(62, 60, 20), new MidiNote(5, 0, 900),
                new MidiNote(64, 0, 900, 80, 9),
            ],
            Length = 900,
        };
        Assert.Equal([[60], [62]], MidiRoll.FromSong(song, "x", stepsPerQuarter: 1).Steps);
    }

    [Fact]
    public void NotesThatDoNotFitTheSteps_AreCountedInANote()
    {
        var song = new MidiSong
        {
            TicksPerQuarter = 100,
            Notes =
            [
                .. Enumerable.Range(0, 30).Select(n => new MidiNote(40 + n, 100 * n, 100)), new MidiNote(70, 0, 40),
                new MidiNote(71, 50, 50), new MidiNote(72, 50, 100), new MidiNote(73, 150, 45),
            ],
            Length = 3000,
        };
        MusicPiece piece = MidiRoll.FromSong(song, "x", stepsPerQuarter: 1);
        Assert.Equal((34, 4), piece.Notes);
        string note = Assert.Single(MusicSet.Divide("x", [piece]).Notes).Fact;
        Assert.StartsWith(
            "11 % of the notes are shorter than half a step or begin between two steps", note,
            StringComparison.Ordinal);
        Assert.EndsWith("use more steps per quarter.", note, StringComparison.Ordinal);
        Assert.Empty(MusicSet.Divide("x", [MidiRoll.FromSong(song, "x", stepsPerQuarter: 4)]).Notes);
    }

    internal static MidiSong Song()
    {
        var random = new Random(5);
        MidiNote[] notes =
        [
            .. Enumerable.Range(0, 60)
                .Select(i => new MidiNote(40 + (i % 30), 37L * i, 1 + random.Next(1_000), 1 + random.Next(127), i % 3)),
        ];
        return new MidiSong
        {
            TicksPerQuarter = 480,
            Notes = [.. notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch)],
            Tempos = [new MidiTempo(0, 500_000), new MidiTempo(3000, 16_777_215)],
            Length = 40_000,
        };
    }
}
