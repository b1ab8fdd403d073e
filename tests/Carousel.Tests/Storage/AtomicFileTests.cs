using Carousel.Storage;

namespace Carousel.Tests.Storage;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_LeavesTheOldFile_AndNothingElse_WhenItFails()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("kept.txt"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.File("kept.txt"), stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(folder.File("kept.txt")));
        Assert.Equal([folder.File("kept.txt")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_DoesNotReplaceDevices()
    {
        const string device = "/dev/carousel-test-of-devices";
        Assert.SkipUnless(Directory.Exists("/dev"), "This system has no folder of devices.");
        Assert.Contains(
            "is a device", Assert.Throws<IOException>(() => AtomicFile.Write(device, "")).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(device));
    }

    [Fact]
    public void Write_KeepsAllOfOneWriter_WhenManyWriteOneFileAndRemoveLeftovers()
    {
        using var folder = new TemporaryFolder();
        Parallel.For(0, 200, i =>
        {
            AtomicFile.RemoveLeftovers(folder.Path);
            AtomicFile.Write(folder.File("one.bin"), stream =>
            {
                for (int part = 0; part < 4; part++)
                {
                    stream.Write([.. Enumerable.Repeat((byte)i, 5000)]);
                    stream.Flush();
                }
            });
        });
        byte[] bytes = File.ReadAllBytes(folder.File("one.bin"));
        Assert.Equal(20_000, bytes.Length);
        Assert.Single(bytes.Distinct());
        Assert.Equal([folder.File("one.bin")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void RemoveLeftovers_TakesWhatNobodyWrites_AndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string[] others = ["model.safetensors.partial", ".carousel-notes.txt", "carousel-1-1.partial"];
        foreach (string name in (string[])[".carousel-1-1.partial", ".carousel-77-report-1.partial", .. others])
        {
            File.WriteAllText(folder.File(name), "");
        }

        AtomicFile.Write(folder.File("written.txt"), _ =>
        {
            AtomicFile.RemoveLeftovers(folder.Path);
            string[] left = [.. Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Except(others)];
            Assert.Matches($@"^\.carousel-{Environment.ProcessId}-\d+\.partial$", Assert.Single(left));
        });
        string[] expected = [.. others.Append("written.txt").Order(StringComparer.Ordinal)];
        Assert.Equal(
            expected, Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }
}
