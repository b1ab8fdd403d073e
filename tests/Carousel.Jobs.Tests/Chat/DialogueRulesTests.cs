namespace Carousel.Jobs.Tests.Chat;

/// <summary>The bundled dialogues are those of the rules.</summary>
public sealed class DialogueRulesTests
{
    [Fact]
    public void BundledDialogues_AreMadeByTheirRules()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Carousel.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        string file = Path.Combine(folder, "samples", "dialogues.tsv"), made = DialogueRules.Make(
            DialogueRules.SampleSeed);
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") is "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.ReadAllText(file));
        Assert.InRange(made.Count(c => c == '\n'), 1000, 3000);
    }
}
