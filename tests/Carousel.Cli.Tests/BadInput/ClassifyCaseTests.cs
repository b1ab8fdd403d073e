using System.Text;
using System.Text.RegularExpressions;
using static Carousel.Cli.Tests.BadInput.JobCases;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel classify</c> cannot learn from: one sentence with the place and what to do, exit code 2,
/// no files left.
/// </summary>
public sealed class ClassifyCaseTests
{
    [Theory]
    [MemberData(nameof(JobCases.Classify), MemberType = typeof(JobCases))]
    public async Task File_IsRefusedInOneSentence(string name, string text, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Matches(
            Regex.Escape(said),
            await RefusedAsync(folder, ["classify", folder.Write(name, text), "--out", folder.File("out")]));
    }

    public static TheoryData<string, byte[], string> Sounds => new()
    {
        { "a/1.wav", [], "1.wav is empty" },
        { "a/1.wav", "OggS, no WAV file"u8.ToArray(), "1.wav is not a WAV file" },
        { "a/1.wav", Wav(codec: 7, bits: 8, samples: 4), "1.wav is compressed or coded as µ-law" },
        { "a/1.wav", Wav(codec: 1, bits: 20, samples: 4), "1.wav has samples of 20 bits" },
        { "a/1.wav", Wav(codec: 1, bits: 16, samples: 0), "1.wav contains no samples" },
        { "a/1.wav", Wav(codec: 1, bits: 16, samples: 800),
            "has recordings of only one class, 'a', but two or more are needed. The class of a file is" },
        { "1.wav", Wav(codec: 1, bits: 16, samples: 800), "1.wav is not in a folder for its class" },
        { "notes.md", [65], "contains no WAV file" },
        { "notes.txt", [65], "notes.txt is not in a folder for its class" },
    };

    [Theory]
    [MemberData(nameof(Sounds))]
    public async Task Sound_IsRefusedInOneSentence(string name, byte[] bytes, string said)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sounds/a"));
        folder.Write($"sounds/{name}", bytes);
        Assert.Contains(
            said, await RefusedAsync(folder, ["classify", folder.File("sounds"), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--label-pattern", "*_*", "--label-pattern must contain {label} once")]
    [InlineData("--label-pattern", "{label}", "has recordings of only one class, '1'")]
    [InlineData("--test-group", "anna", "--test-group names groups, but the data have none")]
    [InlineData("--rate", "500", "--rate")]
    public async Task SoundOption_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["sounds/a/1.wav", "sounds/b/1.wav", "sounds/a/2.wav", "sounds/b/2.wav"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            folder.Write(name, Wav(codec: 1, bits: 16, samples: 800));
        }

        if (value == "{label}")
        {
            File.Delete(folder.File("sounds/a/2.wav"));
            File.Delete(folder.File("sounds/b/2.wav"));
        }

        Assert.Contains(
            said,
            await RefusedAsync(folder, ["classify", folder.File("sounds"), option, value, "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClassOfOneSound_IsNamedWithItsFile()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["sounds/a/1.wav", "sounds/a/2.wav", "sounds/b/1.wav"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            folder.Write(name, Wav(codec: 1, bits: 16, samples: 800));
        }

        Assert.Contains(
            "sounds: the class 'b' occurs only in b/1.wav; a class needs two sequences or more",
            await RefusedAsync(folder, ["classify", folder.File("sounds"), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_ThatAreInNoEncoding_AreNamedWithTheirLine()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Texts(2)), (byte)'a', (byte)'\t', 0x81, (byte)'\n'];
        Assert.Contains(
            "data.tsv:6: ",
            await RefusedAsync(folder, ["classify", folder.Write("data.tsv", bytes), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelsOfFastText_AreRefused_WithTheCommandThatMakesATable()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.txt", string.Concat(Enumerable.Repeat("__label__a so it is\n", 9)));
        Assert.EndsWith(
            $"Make a table of it: sed -E -e '1i label\\ttext' -e 's/^__label__([^ ]+) /\\1\\t/' {data} > texts.tsv",
            await RefusedAsync(folder, ["classify", data, "--out", folder.File("out")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label\ttext\na\tgood\nc\tbad\n", "test.tsv:3: the class 'c' does not occur in the training data")]
    [InlineData("id,label,x\n1,a,1\n1,a,2\n", "test.tsv has no column 'text'")]
    public async Task TestFile_IsRefused_WhenItDoesNotFit(string text, string said)
    {
        using var folder = new TemporaryFolder();
        string test = folder.Write("test.tsv", text);
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["classify", folder.Write("data.tsv", Texts(6)), "--test", test, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(JobCases.ClassifyOptions), MemberType = typeof(JobCases))]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["classify", folder.Write("data.tsv", Texts(6)), option, value, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    private static byte[] Wav(short codec, short bits, int samples)
    {
        short frame = (short)(bits / 8);
        byte[] data = new byte[samples * frame];
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(36 + data.Length), .. "WAVEfmt "u8, 16, 0, 0, 0,
            .. BitConverter.GetBytes(codec), 1, 0, .. BitConverter.GetBytes(8000),
            .. BitConverter.GetBytes(8000 * frame), .. BitConverter.GetBytes(frame), .. BitConverter.GetBytes(bits),
            .. "data"u8, .. BitConverter.GetBytes(data.Length), .. data,
        ];
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
