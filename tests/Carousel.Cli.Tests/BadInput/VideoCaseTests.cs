using System.Text;
using Carousel.Pictures;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Clips and poses that <c>carousel video</c> cannot learn from: one sentence with the place and what to do, exit code
/// 2, no files left.
/// </summary>
public sealed class VideoCaseTests
{
    private const string Header = "clip,frame,hand_x,hand_y,label\n";

    private static readonly byte[] _good = PngFile.Write(new Picture(8, 8, new byte[3 * 64]));

    [Theory]
    [InlineData("", "poses.csv is empty")]
    [InlineData("frame,x,y\n1,1,1\n", "has no column 'clip'")]
    [InlineData(Header + "a,1,1,far,walk\n", "poses.csv:2:4: 'far' in column 'hand_y' is not a coordinate")]
    [InlineData(Header + "a,1,1,1,walk\nb,1,1,1,walk\nc,1,1,1,walk\n", "only one action to learn, 'walk'")]
    [InlineData(Header + "a,1,1,1,walk\nb,1,1,1,\nc,1,1,1,run\n", "poses.csv:3: the clip 'b' has no label")]
    [InlineData(Header + "a,1,1,1,walk\nb,1,1,1,run\n", "At least 3 are needed")]
    public async Task Poses_AreRefusedInOneSentence(string table, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said, await RefusedAsync(folder, ["video", folder.Write("poses.csv", table), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_AreRefusedInOneSentence()
    {
        foreach ((byte[] bytes, string said) in new (byte[], string)[]
        {
            (_good[..20], "1.png"),
            (
                PngFile.Write(new Picture(4, 4, new byte[3 * 16])),
                "1.png is 4 by 4, but the clip's first frame is 8 by 8"),
            (Encoding.ASCII.GetBytes("no picture"), "is not in a known picture format"), ([], "is empty"),
        })
        {
            using TemporaryFolder folder = Made(clips: 4, frames: 3);
            folder.Write(Path.Combine("clips", "2", "1.png"), bytes);
            Assert.Contains(
                said,
                await RefusedAsync(
                    folder, ["video", folder.File("clips"), "--window", "3", "--out", folder.File("out")]),
                    StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--side", "30", "--side must be a multiple of 8, but is 30")]
    [InlineData("--window", "2", "--window must be 3…100, but is 2")]
    [InlineData("--window", "9", "no clip to learn from has 9 frames")]
    [InlineData("--cell", "gru", "--cell must be lstm, the only cell that predicts next frames: leave out --cell")]
    [InlineData("--dropout", "0.5", "leave out --dropout and --init")]
    [InlineData("--mode", "action", "has no label")]
    [InlineData("--test", "missing", "missing")]
    public async Task Options_AreRefusedInOneSentence(string option, string value, string said)
    {
        using TemporaryFolder folder = Made(clips: 4, frames: 3);
        Assert.Contains(
            said,
            await RefusedAsync(folder, ["video", folder.File("clips"), option, value, "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_ThatLeaveNothingToLearnFrom_AreRefused()
    {
        using TemporaryFolder folder = Made(clips: 4, frames: 3);
        string sentence = await RefusedAsync(
            folder,
            [
                "video", folder.File("clips"), "--window", "3", "--validation-share", "0.5", "--test-share", "0.5",
                "--out", folder.File("out"),
            ]);
        Assert.Contains(
            "has 4 clips: with 2 for --validation-share and 2 for --test-share, none is left for training",
            sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_WithoutClips_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("clips"));
        Assert.Contains(
            "contains no clip",
            await RefusedAsync(folder, ["video", folder.File("clips"), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Made(int clips, int frames)
    {
        var folder = new TemporaryFolder();
        for (int n = 0; n < clips * frames; n++)
        {
            Directory.CreateDirectory(folder.File(Path.Combine("clips", $"{n / frames}")));
            folder.Write(Path.Combine("clips", $"{n / frames}", $"{n % frames}.png"), _good);
        }

        return folder;
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
