using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary>
/// The verbs for language: trained, measured, spoken with, stopped and resumed; bad input in one sentence.
/// </summary>
public sealed class LanguageTests : IDisposable
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 60)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));
    private static readonly string[] _tiny =
    [
        "--hidden", "8", "--epochs", "2", "--batch", "8", "--length", "16", "--threads", "1", "--sample", "20",
    ];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recompute_IsRefused_WhereNoLayerCanRunSegmentsAgain()
    {
        string data = _folder.Write("whale.txt", _text);
        CliRun run = await CliRun.OfAsync(
            ["language", data, .. _tiny, "--weight-drop", "0.3", "--recompute", "--out", _folder.File("out")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--recompute has nothing to run again in this network", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out/model.safetensors")));
    }

    [Fact]
    public async Task Language_LeavesAModel_ThatSpeaksAndTalksAndIsSurprised()
    {
        string data = _folder.Write("whale.txt", _text);
        CliRun run = await CliRun.OfAsync(["language", data, .. _tiny, "--out", _folder.File("out"), "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("after epoch 2:", run.Error, StringComparison.Ordinal);
        Assert.Contains("Kneser–Ney, order ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"perplexity\":", run.LastLine, StringComparison.Ordinal);
        string model = _folder.File("out/model.safetensors");

        string[] speaking = ["generate", model, "--prime", "the ", "--length", "30", "--threads", "1"];
        CliRun said = await CliRun.OfAsync(speaking);
        Assert.StartsWith("the ", said.Out, StringComparison.Ordinal);
        Assert.Equal(said.Out, (await CliRun.OfAsync(speaking)).Out);
        Assert.NotEqual(said.Out, (await CliRun.OfAsync([.. speaking, "--seed", "2"])).Out);

        CliRun talk = await CliRun.WithInputAsync(
            "the old\nwhale\n", "chat", model, "--threads", "1");
        Assert.True(talk.ExitCode == 0, talk.Error);
        Assert.True(talk.Out.Length > 2);

        CliRun surprise = await CliRun.OfAsync("predict", model, "--text", "the whale", "--threads", "1");
        Assert.StartsWith("place,character,nats,bits\n1,t,", surprise.Out, StringComparison.Ordinal);
        Assert.Equal(10, surprise.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains(
            "bits per character", (await CliRun.OfAsync("evaluate", model, data, "--threads", "1")).Out,
            StringComparison.Ordinal);
        Assert.Contains("language", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoppedRun_GoesOnToTheSameBytes()
    {
        string data = _folder.Write("whale.txt", _text);
        CliRun whole = await CliRun.OfAsync(["language", data, .. Epochs(3), "--out", _folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        CliRun stopped = await CliRun.StoppedAtAsync(
            "epoch 1/", ["language", data, .. Epochs(3), "--out", _folder.File("stopped")]);
        Assert.Equal(130, stopped.ExitCode);
        CliRun resumed = await CliRun.OfAsync(
            ["language", data, .. Epochs(3), "--out", _folder.File("stopped"), "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);

        Assert.Equal(
            await File.ReadAllBytesAsync(
                _folder.File("whole/model.safetensors"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(
                _folder.File("stopped/model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "data.txt is empty")]
    [InlineData("Call me Ishmael.", "data.txt has 16 characters, but .* need 75 or more. Pass a longer text")]
    [InlineData(">a\nGA7\n", "data.txt:2:3: '7' is not a letter of a sequence")]
    [InlineData(">a\n>b\nGA\n", "entry 1 \\('a'\\) has no letters")]
    public async Task Text_IsRefusedInOneSentence(string text, string said)
    {
        string data = _folder.Write("data.txt", text);

        await RequireRefusalAsync(["language", data, "--out", _folder.File("out")], said);
    }

    [Fact]
    public async Task BytesThatAreNoText_AreRefusedWithTheirLine()
    {
        string data = _folder.File("data.txt");
        await File.WriteAllBytesAsync(data, [.. "Call me\n"u8, 0x8F, 0x28], TestContext.Current.CancellationToken);

        await RequireRefusalAsync(
            ["language", data, "--out", _folder.File("out")], "data.txt:2.*neither UTF-8 nor Windows-1252");
        await RequireRefusalAsync(
            ["language", _folder.File("none.txt"), "--out", _folder.File("out")], "none.txt.*does not exist");
    }

    [Theory]
    [InlineData("--pieces 10", "--pieces must be 257…65536, but is 10")]
    [InlineData("--test-share 0.9", "--test-share must be 0.001…0.5, but is 0.9")]
    [InlineData("--cell gru --weight-drop 0.2", "--weight-drop belongs to --cell lstm")]
    public async Task Options_AreRefusedInOneSentence(string options, string said)
    {
        string data = _folder.Write("data.txt", _text);

        await RequireRefusalAsync(["language", data, .. options.Split(' '), "--out", _folder.File("out")], said);
    }

    [Theory]
    [InlineData("missing file")]
    [InlineData("cut short")]
    [InlineData("changed weight")]
    [InlineData("another task")]
    public async Task AModelThatIsNone_IsRefusedInOneSentence(string what)
    {
        string data = _folder.Write("whale.txt", _text);
        CliRun run = await CliRun.OfAsync(["language", data, .. _tiny, "--out", _folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        ModelCase.Of(what).Write(_folder.File("out/model.safetensors"), _folder.File("bad.safetensors"));

        await RequireRefusalAsync(["generate", _folder.File("bad.safetensors")], ModelCase.Of(what).Said);
    }

    [Fact]
    public async Task AnUnknownCharacter_IsSpelledAtItsCost_ButNothingGoesOnFromIt()
    {
        string data = _folder.Write("whale.txt", _text);
        CliRun run = await CliRun.OfAsync(["language", data, .. _tiny, "--out", _folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);

        await RequireRefusalAsync(
            ["generate", _folder.File("out/model.safetensors"), "--prime", "the Ω"],
            "--prime:1:5: the character 'Ω' is not one of the");
        CliRun strange = await CliRun.OfAsync("predict", _folder.File("out/model.safetensors"), "--text", "tΩe");
        Assert.True(strange.ExitCode == 0, strange.Error);
        Assert.Contains("The model does not know 1 character of --text", strange.Error, StringComparison.Ordinal);
        Assert.Contains("\n2,Ω,", strange.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelWithoutEndsOfLines_SpeaksAndTalks()
    {
        string model = await TrainAsync(_text.ReplaceLineEndings(" "));

        CliRun said = await CliRun.OfAsync("generate", model, "--prime", "", "--length", "10", "--threads", "1");
        Assert.True(said.ExitCode == 0, said.Error);
        Assert.Equal(11, said.Out.Length);
        CliRun talk = await CliRun.WithInputAsync("the old\n\nwhale", ["chat", model, "--threads", "1"]);
        Assert.True(talk.ExitCode == 0, talk.Error);
        Assert.Equal(3 * 201, talk.Out.ReplaceLineEndings("\n").Length);

        CliRun strange = await CliRun.OfAsync("predict", model, "--text", "the\nold");
        Assert.True(strange.ExitCode == 0, strange.Error);
        Assert.Contains("\n4,\\n,", strange.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesAreAnsweredWithTheirSurprise_WhichFallsWhereTheModelLearnsOn()
    {
        string model = await TrainAsync(_text), again = "whale miles swims\n";
        string lines = string.Concat(Enumerable.Repeat(again, 30));

        CliRun still = await CliRun.WithInputAsync(lines, "stream", model, "--threads", "1");
        CliRun learning = await CliRun.WithInputAsync(lines, "stream", model, "--adapt", "--threads", "1");

        Assert.StartsWith("line,characters,nats,bits\n1,18,", still.Out.ReplaceLineEndings("\n"));
        Assert.True(Last(learning) < 0.5 * Last(still));
        await RequireRefusalAsync(["stream", model, "--learn"], "--learn is only for forecast models");

        static double Last(CliRun run) => double.Parse(
            run.Out.TrimEnd().Split('\n')[^1].Split(',')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task StandardInput_IsReadAsText_OrRefusedWithItsLine()
    {
        string model = await TrainAsync(_text);
        byte[] good = [0xEF, 0xBB, 0xBF, .. "the old\nwhale"u8], bad = [.. "the old\nwh"u8, 0x8F, 0x28];

        CliRun typed = await CliRun.OfAsync("predict", model, "--text", "the old\nwhale", "--threads", "1");
        Assert.Equal(0, typed.ExitCode);
        Assert.Equal(typed.Out, (await CliRun.WithBytesAsync(good, "predict", model, "--threads", "1")).Out);
        Assert.Equal(typed.Out, (await CliRun.WithBytesAsync(good, "predict", model, "-", "--threads", "1")).Out);
        Assert.Equal(
            typed.Out, (await CliRun.WithInputAsync("the old\nwhale", "predict", model, "-", "--threads", "1")).Out);
        Assert.Contains(
            "standard input:2: byte 11 is neither UTF-8 nor Windows-1252.",
            (await CliRun.WithBytesAsync(bad, "predict", model)).RequireOneSentence(), StringComparison.Ordinal);

        string[] talking = ["chat", model, "--threads", "1"];
        Assert.Equal(
            (await CliRun.WithInputAsync("the old\nwhale", talking)).Out,
            (await CliRun.WithBytesAsync(good, talking)).Out);
        CliRun talk = await CliRun.WithBytesAsync(bad, talking);
        Assert.Equal(2, talk.ExitCode);
        Assert.Contains(
            "standard input, line 2:1:3: the character U+008F", talk.Error, StringComparison.Ordinal);
    }

    private async Task<string> TrainAsync(string text)
    {
        string data = _folder.Write("whale.txt", text);
        CliRun run = await CliRun.OfAsync(["language", data, .. _tiny, "--out", _folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        return _folder.File("out/model.safetensors");
    }

    private static string[] Epochs(int epochs) =>
        [.. _tiny.Select((word, i) => i > 0 && _tiny[i - 1] == "--epochs" ? $"{epochs}" : word)];

    private async Task RequireRefusalAsync(string[] arguments, string said)
    {
        IReadOnlyList<string> before = _folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Matches(said, sentence);
        Assert.Equal(before, _folder.Entries());
    }
}
