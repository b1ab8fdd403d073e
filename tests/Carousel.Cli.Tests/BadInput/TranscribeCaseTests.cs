using System.Text.RegularExpressions;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Data that <c>carousel transcribe</c> cannot learn from: one sentence with the place and what to do, exit code 2,
/// no files left.
/// </summary>
public sealed class TranscribeCaseTests
{
    public static TheoryData<string, string, string> Tables => new()
    {
        { "a recording that is not there", "hi0.wav\thi\nho.wav\tho\n",
            @"cases.tsv:2:1: the recording .*ho.wav does not exist" },
        { "no tab", "hi0.wav hi\n", "cases.tsv:1:2: the line has no tab" },
        { "nothing", "", "cases.tsv is empty" },
        { "a header alone", "file\ttranscript\n", "contains no transcript" },
        { "one recording", "hi0.wav\thi\n", "has 1 recording: too few .* --test" },
        { "no words", "hi0.wav\t\nhi1.wav\t\nhi2.wav\t\n", "every transcript of the training set is empty" },
        { "a transcript too long for its sound", Lines("hi hi hi hi hi hi hi"),
            @"hi\d.wav: 'hi hi hi hi hi hi hi' needs \d+ steps, .* Check the transcript, or leave the recording out." },
        { "no sound", Lines("hi") + "empty.wav\thi\n", "empty.wav contains no samples" },
        { "no WAV file", Lines("hi") + "text.wav\thi\n", "text.wav" },
        { "another codec", Lines("hi") + "law.wav\thi\n", @"law.wav .*ffmpeg -i .*law.wav -c:a" },
        { "a file elsewhere", Lines("hi") + "../law.wav\thi\n", @"cases.tsv:9:1: '../law.wav' leads out of " },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Table_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        ToneRecordings.Write(folder);
        folder.Write("empty.wav", ToneRecordings.Wav(100, 0));
        folder.Write("text.wav", "RIFF, it says");
        byte[] law = ToneRecordings.Wav(100, 0.2);
        law[20] = 7;
        folder.Write("law.wav", law);
        string sentence = await RefusedAsync(
            folder, ["transcribe", folder.Write("cases.tsv", text), "--out", folder.File("out")]);
        Assert.True(Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Theory]
    [InlineData(
        "--join", "7-3",
        "--join must be two whole numbers from 1 to 100, the smaller first, such as 3-7, but is '7-3'")]
    [InlineData("--join", "3,7", "--join must be two whole numbers")]
    [InlineData("--join", "a", "--join must be two whole numbers")]
    [InlineData("--strings", "100", "--strings is the number of strings that --join makes")]
    [InlineData("--speaker", "who", "--speaker names the column 'who', but the columns are file, transcript, speaker")]
    [InlineData("--test-group", "carl", "--test-group names 'carl', but the groups of .* are ann, ben")]
    [InlineData("--test", "missing.tsv", "missing.tsv does not exist")]
    [InlineData("--singles", "0.5", "--singles applies to strings that --join makes")]
    [InlineData("--averaging", "2", "--averaging must be")]
    [InlineData("--tracts", "0", "--tracts must be")]
    [InlineData("--normalise", "loud", "--normalise")]
    [InlineData("--stack", "99", "--stack must be 1…16")]
    [InlineData("--symbols", "syllables", "--symbols")]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder,
            ["transcribe", ToneRecordings.Write(folder), option, value, "--epochs", "1", "--out", folder.File("out")]);
        Assert.True(Regex.IsMatch(sentence, said), sentence);
    }

    [Theory]
    [InlineData("--tracts", "3", "--tracts reads a recording more than once")]
    [InlineData("--normalise", "speech", "--normalise needs the whole recording, but --causal reads only past sound")]
    public async Task Causal_RefusesWhatNeedsTheWholeRecording(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder,
            ["transcribe", ToneRecordings.Write(folder), "--causal", option, value, "--out", folder.File("out")]);
        Assert.Contains(said, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_RefusesRecordingsOfSeveralWords()
    {
        using var folder = new TemporaryFolder();
        ToneRecordings.Write(folder);
        string table = folder.Write("cases.tsv", Lines("hi") + "lo0.wav\tlo lo\n");
        Assert.Contains(
            "--join makes strings of recordings of one word each",
            await RefusedAsync(folder, ["transcribe", table, "--join", "2-3", "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    private static string Lines(string transcript) =>
        string.Concat(Enumerable.Range(0, 8).Select(n => $"hi{n}.wav\t{transcript}\n"));

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before.Append(arguments[1]).Distinct().Order(StringComparer.Ordinal), folder.Entries());
        return sentence;
    }
}
