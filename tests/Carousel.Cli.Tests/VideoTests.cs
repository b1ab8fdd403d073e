using System.Text.Json;
using Carousel.Pictures;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel video</c> from a table of poses or a folder of frames to forecasts.</summary>
public sealed class VideoTests
{
    [Fact]
    public async Task Video_NamesActionsOfPoses_AndPredictsOthers()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("poses.csv", Poses()), output = folder.File("out");
        CliRun run = await CliRun.OfAsync(
            "video", data, "--hidden", "8", "--epochs", "3", "--out", output, "--json", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument line = JsonDocument.Parse(run.LastLine);
        Assert.Equal("action", line.RootElement.GetProperty("task").GetString());
        Assert.Equal(
            ["network", "nearest_neighbour", "most_frequent"],
            line.RootElement.GetProperty("baselines").EnumerateObject().Select(b => b.Name));

        string model = Path.Combine(output, "model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, data);
        Assert.StartsWith("id,class,probability,p(fall),p(rise)\nclip 0,", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", model, data)).ExitCode);
        Assert.Contains("poses of 1 joint", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Video_ForetellsFrames_AndGoesOnToTheSameModel_WhenItWasStopped()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "video", Clips(folder), "--side", "8", "--window", "3", "--hidden", "4", "--epochs", "4", "--threads", "1",
        ];
        CliRun whole = await CliRun.OfAsync([.. arguments, "--out", folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.True(File.Exists(Path.Combine(folder.File("whole"), "next_frames.png")));
        CliRun predicted = await CliRun.OfAsync(
            "predict", Path.Combine(folder.File("whole"), "model.safetensors"), folder.File("clips"));
        Assert.Equal(1 + (6 * 8), predicted.Out.TrimEnd().Split('\n').Length);
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/4", [.. arguments, "--out", folder.File("stopped")]);
        Assert.Equal(130, stopped.ExitCode);
        CliRun resumed = await CliRun.OfAsync([.. arguments, "--out", folder.File("stopped"), "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("whole"), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("stopped"), "model.safetensors")));
    }

    // A joint that rises or falls, by another way in each clip.
    private static string Poses() =>
        "clip,frame,hand_x,hand_y,label\n"
            + string.Concat(Enumerable.Range(0, 12).SelectMany(n => Enumerable.Range(0, 4).Select(
            t => $"clip {n},{t},{n % 3},{(n % 2 == 0 ? t : -t)},{(n % 2 == 0 ? "rise" : "fall")}\n")));

    // Clips of a bright column that moves to the right.
    private static string Clips(TemporaryFolder folder)
    {
        for (int n = 0; n < 6; n++)
        {
            Directory.CreateDirectory(folder.File(Path.Combine("clips", $"{n}")));
            for (int t = 0; t < 4; t++)
            {
                byte[] values =
                    [.. Enumerable.Range(0, 3 * 64).Select(k => (byte)(k / 3 % 8 == (n + t) % 8 ? 255 : 0))];
                folder.Write(Path.Combine("clips", $"{n}", $"{t}.png"), PngFile.Write(new Picture(8, 8, values)));
            }
        }

        return folder.File("clips");
    }
}
