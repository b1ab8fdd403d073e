using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;
using Carousel.Jobs.Tests.Sound;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Classes of recordings: how they are found, divided, learned and said.</summary>
public sealed class SoundClassTests : IDisposable
{
    private static readonly ClassReadOptions _small = new()
    {
        Sound = new SoundFeatureOptions { Bands = 8, Normalization = SoundNormalization.None },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("../a.wav")]
    [InlineData("/a.wav")]
    [InlineData("sounds/../../a.wav")]
    public void Table_NamesFilesBelowItsFolder(string name)
    {
        string table = Text("list.tsv", $"file\tlabel\n{name}\thigh\nb.wav\tlow\n");
        Assert.Contains(
            $"list.tsv:2:1: '{name}' leads out of",
            Assert.Throws<DataFormatException>(() => ClassReader.Read(table, _small)).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesAFolderForEachClass()
    {
        Write("high/a.wav", 300);
        Write("low/deep/b.WAV", 100);
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "no sound");
        ClassData data = ClassReader.Read(_folder, _small);

        Assert.Equal([("high/a.wav", "high"), ("low/deep/b.WAV", "low")], data.Samples.Select(s => (s.Id, s.Label)));
        Assert.Equal(8, data.Channels.Count);
        Assert.Contains("1 file skipped, because the name does not end with .wav: notes.txt.", data.Notes);
        Assert.Equal(SoundFeatures.Of(data.Samples[0].Sound!, _small.Sound), data.Samples[0].Values);
    }

    [Fact]
    public void Read_SkipsNamesThatBeginWithADot()
    {
        Write("high/a.wav", 300);
        File.WriteAllText(Path.Combine(_folder, "high", "._a.wav"), "properties");
        ClassData data = ClassReader.Read(_folder, _small);
        Assert.Single(data.Samples);
        Assert.Contains("1 file skipped, because the name begins with a dot.", data.Notes);
    }

    [Fact]
    public void Read_FindsClassAndGroup_InNames()
    {
        Write("7_theo_12.wav", 100);
        ClassSample sample = Assert.Single(
            ClassReader.Read(_folder, _small with { Pattern = "{label}_{group}_*" }).Samples);
        Assert.Equal(("7", "theo"), (sample.Label, sample.Group));
    }

    [Theory]
    [InlineData("{label}_*_{group}", "7_theo_12.wav", "7", "12")]
    [InlineData("*_{label}_*", "7_theo_12.wav", "theo", "")]
    [InlineData("{group}/{label}-*.wav", "anna/glad-3.wav", "glad", "anna")]
    [InlineData("{label}.wav", "folder/glad.WAV", "glad", "")]
    public void Find_ReadsTheParts(string pattern, string path, string label, string group) =>
        Assert.Equal((label, group), new NamePattern(pattern).Find(path));

    [Theory]
    [InlineData("{label}_*_*", "7_theo.wav")]
    [InlineData("{group}/{label}", "glad.wav")]
    public void Find_GivesNothing_WhereANameDoesNotFit(string pattern, string path) =>
        Assert.Null(new NamePattern(pattern).Find(path));

    [Theory]
    [InlineData("*_*")]
    [InlineData("{label}_{label}")]
    [InlineData("{label}_{group}_{group}")]
    public void Pattern_IsRefused_WhereItDoesNotNameTheClassOnce(string pattern) =>
        Assert.Contains(
            "--label-pattern must contain {label} once",
            Assert.Throws<OptionException>(() => new NamePattern(pattern)).OnCommandLine, StringComparison.Ordinal);

    [Fact]
    public void Read_TakesATable_WithFilesBesideIt()
    {
        Write("sounds/a.wav", 300);
        Write("sounds/b.wav", 100);
        string table = Text("list.tsv", "file\tlabel\twho\nsounds/a.wav\thigh\tanna\nsounds/b.wav\tlow\tbert\n");
        ClassData data = ClassReader.Read(table, _small with { Group = "who" });

        Assert.Equal([("high", "anna", 2L), ("low", "bert", 3L)], data.Samples.Select(s => (s.Label, s.Group, s.Line)));
        Assert.NotNull(data.Sound);
    }

    [Fact]
    public void Read_NamesTheLine_WhereAFileIsNotThere()
    {
        string table = Text("list.tsv", "file\tlabel\nmissing.wav\thigh\n");
        Assert.Contains(
            "list.tsv:2:1: the file 'missing.wav' does not exist", Refusal(() => ClassReader.Read(table, _small)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysWhatToDo_WhereTheClassCantBeFound()
    {
        Write("a.wav", 100);
        Assert.Contains(
            "is not in a folder for its class", Refusal(() => ClassReader.Read(_folder, _small)),
            StringComparison.Ordinal);
        Assert.Contains(
            "does not fit --label-pattern",
            Refusal(() => ClassReader.Read(_folder, _small with { Pattern = "{label}_*" })), StringComparison.Ordinal);
        Assert.Contains(
            "contains no WAV file",
            Refusal(() => ClassReader.Read(Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName, _small)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotesSilentRecordings_ButNotAllOfThem()
    {
        for (int i = 0; i < 7; i++)
        {
            MadeVoice.Write(Path.Combine(_folder, $"a/{i}.wav"), new SoundRecording("silent", 8000, new float[400]));
        }

        ClassData data = ClassReader.Read(_folder, _small);
        Assert.Equal(5, data.Notes.Count);
        Assert.Equal("Also silent, cut or clipped: 3 recordings.", data.Notes[4]);
    }

    [Fact]
    public void Split_KeepsGroupsWhole()
    {
        ClassData data = Voices(["anna", "bert", "carl", "dora", "emil"]);
        var chosen = ClassSplit.Make(data, null, 0.2, 1);
        var named = ClassSplit.Make(data, null, null, 1, ["carl"]);

        Assert.True(named.IsByGroup);
        Assert.All(named.Test.Samples, s => Assert.Equal("carl", s.Group));
        Assert.Equal(8, named.Train.Samples.Count);
        Assert.Single(chosen.Test.Samples.Select(s => s.Group).Distinct());
        Assert.Empty(chosen.Test.Samples.Select(s => s.Group).Intersect(chosen.Train.Samples.Select(s => s.Group)));
    }

    [Fact]
    public void Split_RefusesGroups_ThatAreNotThere()
    {
        Assert.Contains(
            "--test-group 'zoe' is not a group of the data. The groups are anna, bert",
            Assert.Throws<OptionException>(
                () => ClassSplit.Make(Voices(["anna", "bert"]), null, null, 1, ["zoe"])).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Contains(
            "the data have none",
            Assert.Throws<OptionException>(
                () => ClassSplit.Make(Voices(["", ""]), null, null, 1, ["zoe"])).OnCommandLine,
                StringComparison.Ordinal);
        Assert.Contains(
            "names every group",
            Assert.Throws<OptionException>(
                () => ClassSplit.Make(Voices(["a", "b"]), null, null, 1, ["a", "b"])).OnCommandLine,
                StringComparison.Ordinal);
        Assert.Contains(
            "has only one group", Refusal(() => ClassSplit.Make(Voices(["a", "a"]), null, null, 1)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Split_ChoosesGroups_SoThatEveryClassIsInBothParts()
    {
        // Nine persons are well, and three are ill.
        ClassData data = new("data", ["x"],
        [
            .. Enumerable.Range(0, 48).Select(i => new ClassSample(i % 12 < 9 ? "well" : "ill", i)
            {
                Id = $"{i}", Group = $"g{i % 12}", Values = [1],
            }),
        ]);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ClassSplit split = ClassSplit.Make(data, null, null, seed);
            Assert.Equal(2, split.Test.Samples.Select(s => s.Label).Distinct().Count());
            Assert.Equal(2, split.Train.Samples.Select(s => s.Label).Distinct().Count());
            Assert.Empty(
                split.Test.Samples.Select(s => s.Group).Intersect(split.Train.Samples.Select(s => s.Group)));
        }
    }

    [Fact]
    public void Divide_KeepsGroupsWhole_InPartsOfEqualSize()
    {
        string[] groups = [.. Enumerable.Range(0, 40).Select(i => $"g{i % 10}")];
        int[] parts = GroupSplit.Divide(groups, 5, 3);

        Assert.All(groups.Zip(parts).GroupBy(p => p.First), g => Assert.Single(g.Select(p => p.Second).Distinct()));
        Assert.Equal([8, 8, 8, 8, 8], parts.GroupBy(p => p).Select(g => g.Count()));
        Assert.True(GroupSplit.IsDivisible(groups, 5));
        Assert.False(GroupSplit.IsDivisible(groups, 6));
    }

    [Fact]
    public async Task Voices_AreLearned_AndSaidOfFilesAndFolders()
    {
        for (int i = 0; i < 12; i++)
        {
            Write($"data/high/{i}.wav", 280 + i);
            Write($"data/low/{i}.wav", 100 + i);
        }

        var options = new ClassOptions
        {
            Ensemble = 1,
            Fit = new FitOptions { Threads = 1, Seed = 1, Hidden = 4, Epochs = 60 },
        };
        ClassReadOptions reading = _small with { Sound = _small.Sound with { Energy = true } };
        var plan = ClassPlan.Make(ClassReader.Read(Path.Combine(_folder, "data"), reading), null, options, reading);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        JobResult measured = plan.Fitted(model).Measure("carousel classify", TestContext.Current.CancellationToken);
        Assert.Equal(1, measured.Scores[0].Metrics["accuracy"]);
        string file = Path.Combine(_folder, "model.safetensors");
        model.Save(file);
        using var loaded = Classifier.Load(file, threads: 1);

        Assert.Contains("high/3.wav,high,", Predicted(loaded, Path.Combine(_folder, "data")), StringComparison.Ordinal);
        Assert.Contains(
            "3.wav,low,", Predicted(loaded, Path.Combine(_folder, "data", "low", "3.wav")), StringComparison.Ordinal);
        Assert.Equal(
            1,
            loaded.Evaluate(
                JobInput.OfFile(Path.Combine(_folder, "data")),
                TestContext.Current.CancellationToken).Scores[0].Metrics["accuracy"]);
        Assert.Equal("frame", loaded.Inspect().StepName);
        AssertNamesOddSound(loaded);
        Assert.Contains(
            "reads WAV files",
            Refusal(() => loaded.Predict(JobInput.OfReader(new StringReader("x")), TextWriter.Null, default)),
            StringComparison.Ordinal);
        Assert.Contains(
            "genome.fna: a classifier of sound reads WAV files",
            Refusal(() => loaded.Predict(
                JobInput.OfFile(Text("genome.fna", ">chr1\nACGT\n")), TextWriter.Null, default)),
            StringComparison.Ordinal);
    }

    private void AssertNamesOddSound(Classifier model)
    {
        JobInput sound = JobInput.OfFile(Path.Combine(_folder, "data", "low", "3.wav"));
        Assert.Empty(model.Predict(sound, TextWriter.Null, default).Notes);
        var silent = new SoundRecording("silent", 8000, new float[400]);
        MadeVoice.Write(Path.Combine(_folder, "odd/low/0.wav"), silent);
        MadeVoice.Write(
            Path.Combine(_folder, "odd/high/1.wav"), silent with { Samples = [.. silent.Samples.Select(_ => 1f)] });
        MadeVoice.Write(Path.Combine(_folder, "odd/high/2.wav"), MadeVoice.Of(300, 8000, 0.1));
        string cut = Path.Combine(_folder, "odd/high/2.wav");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^100]);
        JobInput odd = JobInput.OfFile(Path.Combine(_folder, "odd"));
        IInspectedModel opened = model.Inspect();
        opened.Read(odd, default);
        Assert.All(
            [
                model.Predict(odd, TextWriter.Null, default).Notes,
                model.Evaluate(odd, TestContext.Current.CancellationToken).Notes, opened.Notes,
            ],
            notes => Assert.Collection(
                notes, n => Assert.Contains("high/1.wav is clipped", n, StringComparison.Ordinal),
                n => Assert.Contains("high/2.wav is shorter than its header says", n, StringComparison.Ordinal),
                n => Assert.Contains("low/0.wav is silent", n, StringComparison.Ordinal)));
    }

    private static string Predicted(Classifier model, string path)
    {
        using var text = new StringWriter();
        model.Predict(JobInput.OfFile(path), text, TestContext.Current.CancellationToken);
        return text.ToString();
    }

    /// <summary>A high and a low voice of each group.</summary>
    private static ClassData Voices(string[] groups) => new("voices", ["x"], [.. groups.SelectMany((g, i) => new[]
    {
        new ClassSample("high", 1) { Id = $"{i}", Group = g, Values = [1] },
        new ClassSample("low", 1) { Id = $"{i}", Group = g, Values = [0] },
    })]);

    private static string Refusal(Action action) => Assert.Throws<DataFormatException>(action).OnCommandLine;

    private void Write(string name, double hertz) =>
        MadeVoice.Write(Path.Combine(_folder, name), MadeVoice.Of(hertz, 8000, 0.1));

    private string Text(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }
}
