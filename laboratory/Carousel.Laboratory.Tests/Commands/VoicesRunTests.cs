using Carousel.Cli.Tests;
using Carousel.Laboratory.Textbook.Uses.Voices;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>Recordings of made voices: those of the samples are the ones that the command writes.</summary>
public class VoicesRunTests
{
    [Fact]
    public void Samples_AreTheRecordingsOfSeedOne()
    {
        string folder = Path.Combine(Repository.Folder, "samples", "moods");
        (string Name, byte[] File)[] made = [.. VoiceRecordings.Of(1, VoiceRecordings.Few)];

        Assert.Equal(made.Select(m => m.Name).Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(made, m =>
        {
            // Mathematical functions may round differently on another machine.
            byte[] stored = File.ReadAllBytes(Path.Combine(folder, m.Name));
            Assert.Equal(stored.Length, m.File.Length);
            Assert.InRange(stored.Zip(m.File, (a, b) => Math.Abs(a - b)).Max(), 0, 2);
        });
        Assert.InRange(made.Sum(m => m.File.Length), 1, 700_000);
    }

    [Fact]
    public async Task Command_WritesRecordings_AndTakesASeed()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync("voices", "--seed", "2", "--out", folder.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("144 recordings", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            VoiceRecordings.Of(2, 1).First().File, await File.ReadAllBytesAsync(
                folder.File("calm_ada_0.wav"), TestContext.Current.CancellationToken));

        CliRun refused = await LabRun.OfAsync("voices", "--length", "3");
        Assert.Equal(
            (2, "voices has no --length. It has --seed and --full."), (refused.ExitCode, refused.Error.Trim()));
    }
}
