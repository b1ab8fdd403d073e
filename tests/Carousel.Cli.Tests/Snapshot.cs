namespace Carousel.Cli.Tests;

/// <summary>Compares text with a file that was looked at by a person.</summary>
internal static class Snapshot
{
    /// <summary>
    /// Asserts that a text is that of <c>Snapshots/name.txt</c>. Set CAROUSEL_WRITE_SNAPSHOTS=1 to write the files
    /// again.
    /// </summary>
    public static void Matches(string name, string text)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") == "1")
        {
            string project = typeof(Snapshot).Assembly.GetName().Name!;
            string home = project == "Carousel.Laboratory.Tests" ? "laboratory" : "tests";
            File.WriteAllText(Path.Combine(Repository.Folder, home, project, "Snapshots", name + ".txt"), text);
            return;
        }

        Assert.True(File.Exists(file), $"There is no snapshot {name}.txt.");
        Assert.Equal(File.ReadAllText(file), text);
    }
}
