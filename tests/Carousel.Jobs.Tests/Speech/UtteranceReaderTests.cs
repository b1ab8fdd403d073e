using Carousel.Data;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public sealed class UtteranceReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public UtteranceReaderTests()
    {
        File.WriteAllText(_folder.File("a.wav"), "");
        File.WriteAllText(_folder.File("b.wav"), "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_IsRead_WithAndWithoutAHeader()
    {
        Utterance[] plain = [.. Read("a.wav\tone  two\n\nb\t\n")];
        Assert.Equal([("one two", 1L), ("", 3L)], plain.Select(u => (u.Transcript, u.Line)));
        Assert.Equal([_folder.File("a.wav"), _folder.File("b.wav")], plain.Select(u => u.File));
        Utterance named = Read(
            "speaker\ttake\ttext\tpath\nann\t7\tone\ta.wav\n", new UtteranceColumns(Group: "take"))[0];
        Assert.Equal(("one", "ann", "7"), (named.Transcript, named.Speaker, named.Group));
        Assert.Equal("ann", Read("speaker\ttext\tpath\nann\tone\ta.wav\n")[0].Group);
    }

    [Fact]
    public void Folder_StandsForTheOneTableInIt()
    {
        File.WriteAllText(_folder.File("t.tsv"), "a.wav\tone\n");
        Assert.Single(UtteranceReader.Read(_folder.Path, new UtteranceColumns()));
        File.WriteAllText(_folder.File("u.tsv"), "a.wav\tone\n");
        Assert.Contains("contains 2 tables (t.tsv, u.tsv)", Refused(_folder.Path), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Contains(
            "is a folder without a .tsv or .csv file", Refused(_folder.File("empty")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metadata.csv", "x|1st|first\ny|2nd|second, third\n", "wavs", "first|second, third")]
    [InlineData(
        "validated.tsv", "client_id\tpath\tsentence\nu\tx.mp3\tOne.\nv\ty.mp3\tTwo.\n", "clips", "One.|Two.")]
    [InlineData("table.csv", "path,sentence\nsub/x.wav,\"One, two\"\nsub\\y.wav,Three\n", "sub", "One, two|Three")]
    public void TablesOfCorpora_AreReadWithTheirFolders(string name, string text, string folder, string transcripts)
    {
        Directory.CreateDirectory(_folder.File(folder));
        File.WriteAllText(_folder.File($"{folder}/x.wav"), "");
        File.WriteAllText(_folder.File($"{folder}/y.wav"), "");
        File.WriteAllText(_folder.File(name), text);
        IReadOnlyList<Utterance> read = UtteranceReader.Read(_folder.File(name), new UtteranceColumns());
        Assert.Equal(transcripts, string.Join('|', read.Select(u => u.Transcript)));
        Assert.Equal(["x.wav", "y.wav"], read.Select(u => Path.GetFileName(u.File)));
    }

    [Theory]
    [InlineData("wav_filename,wav_filesize,transcript\na.wav,9,one\n")]
    [InlineData("id,text\na,one\n")]
    [InlineData("path,text\n{0}/a.wav,one\n")]
    public void TheColumnOfFiles_HasOtherNamesAndForms(string text) => Assert.Equal(
        _folder.File("a.wav"),
        Assert.Single(Read(text.Replace("{0}", _folder.Path, StringComparison.Ordinal))).File);

    [Fact]
    public void ListsOfTranscripts_AreReadInAllFolders()
    {
        Directory.CreateDirectory(_folder.File("3/11"));
        File.WriteAllText(_folder.File("3/11/3-11-5.wav"), "");
        File.WriteAllText(_folder.File("3/11/3-11-6.flac"), "");
        File.WriteAllText(_folder.File("3/11/3-11.trans.txt"), "3-11-5 ONE TWO\n\n");
        Utterance read = Assert.Single(UtteranceReader.Read(_folder.Path, new UtteranceColumns()));
        Assert.Equal(
            (_folder.File("3/11/3-11-5.wav"), "ONE TWO", "3", "3"),
            (read.File, read.Transcript, read.Speaker, read.Group));
        File.AppendAllText(_folder.File("3/11/3-11.trans.txt"), "3-11-6 ONE\n");
        Assert.Contains(
            "3-11.trans.txt:3:1: the recording " + _folder.File("3/11/3-11-6")
            + " does not exist. Convert the FLAC file to WAV.",
            Refused(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void TextFilesNextToRecordings_AreTheirTranscripts()
    {
        File.WriteAllText(_folder.File("a.txt"), "one  two\n");
        Assert.StartsWith(_folder.File("b.txt") + " does not exist.", Refused(_folder.Path), StringComparison.Ordinal);
        File.WriteAllText(_folder.File("b.txt"), "three");
        File.WriteAllText(_folder.File("README.txt"), "about");
        Assert.Equal(
            [(_folder.File("a.wav"), "one two"), (_folder.File("b.wav"), "three")],
            UtteranceReader.Read(_folder.Path, new UtteranceColumns()).Select(u => (u.File, u.Transcript)));
    }

    [Fact]
    public void ATestTable_HasItsOwnRecordings_IfTheyAreThere()
    {
        using var other = new TemporaryFolder();
        File.WriteAllText(other.File("a.wav"), "");
        File.WriteAllText(other.File("c.wav"), "");
        var columns = new UtteranceColumns(other.Path);
        Assert.Equal(other.File("a.wav"), Read("a.wav\tone\n", columns)[0].File);
        columns = columns with { PrefersOwn = true };
        Assert.Equal(_folder.File("a.wav"), Read("a.wav\tone\n", columns)[0].File);
        Assert.Equal(other.File("c.wav"), Read("c.wav\tone\n", columns)[0].File);

        // Recordings of one table are never from two folders.
        Assert.Throws<DataFormatException>(() => Read("a.wav\tone\nc.wav\ttwo\n", columns));
    }

    [Fact]
    public void TheExactName_ComesFirst()
    {
        File.WriteAllText(_folder.File("a.1"), "");
        Assert.Equal(_folder.File("a.1"), Read("a.1\tone\n")[0].File);
        Assert.Equal(_folder.File("a.wav"), Read("a.2\tone\n")[0].File);
    }

    [Theory]
    [InlineData("a|one|1st\n", "1st")]
    [InlineData("a\tone\tann\n", "one")]
    public void ACsvWithoutAHeader_HasSpokenWordsInTheThirdColumn_OnlyBetweenBars(string text, string transcript)
    {
        File.WriteAllText(_folder.File("t.csv"), text);
        Assert.Equal(
            transcript, UtteranceReader.Read(_folder.File("t.csv"), new UtteranceColumns())[0].Transcript);
    }

    [Theory]
    [InlineData("c.wav\tone\n", "table.tsv:1:1: the recording")]
    [InlineData(
        "a.wav\tone\nb.wav\n",
        "table.tsv:2:2: the line has 1 cell, but the first has 2. Cells are divided by tabs.")]
    [InlineData("a.wav one\n", "table.tsv:1:2: the line has no tab")]
    [InlineData("\n\n", "contains no transcript")]
    [InlineData("file\tspeaker\na.wav\tann\n", "table.tsv:1: the header (file, speaker) has no column 'transcript'")]
    [InlineData("a.wav\tone\n\tone\n", "table.tsv:2:1: the name of the recording is empty")]
    [InlineData("/etc/a.wav\tone\n", "table.tsv:1:1: '/etc/a.wav' leads out of")]
    [InlineData("a.wav\tone\n../a.wav\tone\n", "table.tsv:2:1: '../a.wav' leads out of")]
    public void Table_IsRefused_WithThePlace(string text, string said)
    {
        File.WriteAllText(_folder.File("table.tsv"), text);
        Assert.Contains(said, Refused(_folder.File("table.tsv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file,speaker\na.wav,ann\n", "ann")]
    [InlineData("a.wav\n", "")]
    public void Table_WithoutTranscripts_IsRead_WhereNoneIsNeeded(string text, string speaker)
    {
        File.WriteAllText(_folder.File("t.csv"), text);
        Utterance read = Assert.Single(
            UtteranceReader.Read(_folder.File("t.csv"), new UtteranceColumns { NeedsTranscripts = false }));
        Assert.Equal(("", speaker), (read.Transcript, read.Speaker));
    }

    [Fact]
    public void Recording_InsteadOfATable_IsNamed() => Assert.Equal(
        "talk.wav is a recording. Pass a table of transcripts (file, tab, text), or use predict with a model.",
        Refused("talk.wav"));

    [Fact]
    public void Column_ThatIsNotThere_IsNamed()
    {
        File.WriteAllText(_folder.File("table.tsv"), "file\ttranscript\tspeaker\na.wav\tone\tann\n");
        var error = Assert.Throws<DataFormatException>(
            () => UtteranceReader.Read(_folder.File("table.tsv"), new UtteranceColumns(Speaker: "speakr")));
        Assert.Contains(
            "--speaker names the column 'speakr', but the columns are file, transcript, speaker. Did you mean "
            + "'speaker'?", error.OnCommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_NamesOptions_ThatTheCallerHas()
    {
        File.WriteAllText(_folder.File("table.tsv"), "c.wav\tone\n");
        Assert.EndsWith(
            "relative to the table's folder, or to that of --recordings.", Refused(_folder.File("table.tsv")),
            StringComparison.Ordinal);
        string without = Assert.Throws<DataFormatException>(
            () =>
                UtteranceReader.Read(
                    _folder.File("table.tsv"), new UtteranceColumns { CanBeNamed = false })).OnCommandLine;
        Assert.EndsWith("relative to the table's folder.", without, StringComparison.Ordinal);
    }

    private IReadOnlyList<Utterance> Read(string text, UtteranceColumns? columns = null)
    {
        File.WriteAllText(_folder.File("table.tsv"), text);
        return UtteranceReader.Read(_folder.File("table.tsv"), columns ?? new UtteranceColumns());
    }

    private static string Refused(string path) =>
        Assert.Throws<DataFormatException>(() => UtteranceReader.Read(path, new UtteranceColumns())).OnCommandLine;
}
