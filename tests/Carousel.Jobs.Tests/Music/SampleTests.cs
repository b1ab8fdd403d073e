using Carousel.Music;

namespace Carousel.Jobs.Tests.Music;

/// <summary>The bundled pieces are those that the rules compose.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Sample_IsWhatTheRulesCompose()
    {
        string path = Path.Combine(RepositoryFolder(), "samples", "four_part_rules.json");
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, FourPartRules.Compose());
        }

        Assert.Equal(FourPartRules.Compose(), File.ReadAllText(path));
        MusicSet set = MusicReader.Read(path);
        Assert.Equal((42, 9, 9), (set.Parts.Training.Count, set.Parts.Validation.Count, set.Parts.Test.Count));
        Assert.All(set.Parts.All, p => Assert.Equal(32, p.Steps.Count));
        Assert.All(set.Parts.All.SelectMany(p => p.Steps), s => Assert.InRange(s.Length, 2, 4));
    }

    private static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
