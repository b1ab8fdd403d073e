using Carousel.Data;
using Carousel.Music;

namespace Carousel.Jobs.Tests.Music;

/// <summary>The formats of music, and the messages about wrong files.</summary>
public sealed class MusicReaderTests
{
    [Fact]
    public void Json_KeepsItsParts()
    {
        string path = Write(
            "a.json",
            """{"train": [[[60, 64], [64, 60, 67]]], "valid": [[[60], []]], "test": [[[-1, 62.0, 62], [61]]]}""");
        MusicSet set = MusicReader.Read(path);
        Assert.Equal([[60, 64], [60, 64, 67]], set.Parts.Training[0].Steps);
        Assert.Equal([[60], []], set.Parts.Validation[0].Steps);
        Assert.Equal([[62], [61]], set.Parts.Test[0].Steps);
        Assert.Equal("test 1", set.Parts.Test[0].Name);
    }

    [Fact]
    public void Pieces_AreDividedTheSameEachTime_WhenTheFileDoesNot()
    {
        string path = Write(
            "a.json",
            $"[{string.Join(',', Enumerable.Range(0, 20).Select(i => $"[[{40 + i}],[{41 + i}],[{42 + i}]]"))}]");
        MusicSet set = MusicReader.Read(path);
        Assert.Equal((14, 3, 3), (set.Parts.Training.Count, set.Parts.Validation.Count, set.Parts.Test.Count));
        Assert.Equal(20, set.Parts.All.Select(p => p.Name).Distinct().Count());
        Assert.Equal(set.Fingerprint(), MusicReader.Read(path).Fingerprint());
    }

    [Fact]
    public void Piece_IsCutInTime_WhenItIsTheOnlyOne()
    {
        string path = Write(
            "a.csv", "60,62\n" + string.Concat(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? "1,0\n" : "0,1\n")));
        MusicSet set = MusicReader.Read(path);
        Assert.Equal(
            (14, 3, 3),
            (set.Parts.Training[0].Steps.Count, set.Parts.Validation[0].Steps.Count, set.Parts.Test[0].Steps.Count));
        Assert.Equal([[60], [62]], set.Parts.Training[0].Steps.Take(2));
    }

    [Fact]
    public void Csv_TellsPiecesApart()
    {
        string path = Write("a.csv", "piece;60;64\na;1;1\nb;0;1\na;1;\n");
        IReadOnlyList<MusicPiece> pieces = MusicReader.ReadPieces(path);
        Assert.Equal(["a", "b"], pieces.Select(p => p.Name));
        Assert.Equal([[60, 64], [60]], pieces[0].Steps);
    }

    [Fact]
    public void Folder_GivesAPieceForEachMidiFile()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        foreach (string name in (string[])["b.mid", "a.MID"])
        {
            MidiWriter.Write(MidiRoll.ToSong(new MusicPiece(name, [[60], [62]]), 1), Path.Combine(folder, name));
        }

        Assert.Equal(["a.MID", "b.mid"], MusicReader.ReadPieces(folder).Select(p => Path.GetFileName(p.Name)));
    }

    [Theory]
    [InlineData(
        "a.json", "{\"train\": [\n  [[60], [12]]]}",
        "a.json:2:11: the pitch 12 is not a piano key; piano keys are 21 to 108.")]
    [InlineData("a.json", "[[[60], [60.5]]]", "a.json:1:10: a pitch must be a whole number.")]
    [InlineData("a.json", "[[[60], 5]]", "a.json:1:9: a step must be a list of pitches.")]
    [InlineData("a.json", "[[60]]", "a.json:1:3: a step must be a list of pitches.")]
    [InlineData("a.json", "[[[60]", "a.json:1:7: this is not JSON.")]
    [InlineData("a.json", "{\"train\": [[[60]]]}", "has no part 'valid'")]
    [InlineData("a.json", "{\"tests\": [[[60]]]}", "a.json:1:2: 'tests' is not a part of the data")]
    [InlineData("a.json", "[]", "the file has no pieces")]
    [InlineData("a.json", "[[[60]]]", "no piece to train on has two steps")]
    [InlineData("a.csv", "60,soprano\n1,0\n", "a.csv:1:2: 'soprano' is not a pitch.")]
    [InlineData("a.csv", "60,60\n1,0\n", "a.csv:1:2: the pitch 60 appears twice.")]
    [InlineData("a.csv", "60,61\n1,2\n", "a.csv:2:2: '2' is neither 0 nor 1.")]
    [InlineData("a.csv", "60,61\n1\n", "a.csv:2: the line has 1 cell, but the header has 2. Add or remove cells.")]
    [InlineData("a.csv", "60,61\n", "has a header but no rows")]
    [InlineData("a.mid", "MThd", "a.mid: byte 4: the header's length takes 4 bytes")]
    public void Message_SaysWhatIsWrongAndWhere(string name, string text, string said)
    {
        var caught = Assert.Throws<DataFormatException>(() => MusicReader.Read(Write(name, text)));
        Assert.Contains(said, caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_SaysThatNothingIsThere()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Assert.Contains(
            "is a folder without MIDI files",
            Assert.Throws<DataFormatException>(() => MusicReader.Read(folder)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "does not exist",
            Assert.Throws<DataFormatException>(() => MusicReader.Read(Path.Combine(folder, "a.mid"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "does not exist",
            Assert.Throws<DataFormatException>(() => MusicReader.Read(Path.Combine(folder, "a.json"))).Message,
            StringComparison.Ordinal);
    }

    private static string Write(string name, string text)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
