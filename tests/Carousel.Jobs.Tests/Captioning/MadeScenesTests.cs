using Carousel.Captioning;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Captioning;

public sealed class MadeScenesTests
{
    [Fact]
    public void Scenes_AreAFunctionOfTheirSeed_AndSayWhatTheyShow()
    {
        IReadOnlyList<CaptionedPicture> scenes = MadeScenes.Make(1);

        Assert.Equal(600, scenes.Count);
        Assert.Equal(scenes[3].Read().Values.ToArray(), MadeScenes.Make(1)[3].Read().Values.ToArray());
        Assert.NotEqual(scenes.Select(s => s.Sentences[0]), MadeScenes.Make(2).Select(s => s.Sentences[0]));
        Assert.All(scenes, scene =>
        {
            string[] words = scene.Sentences[0].TrimEnd('.').Split(' ');
            string[] expected = words[0] == "There" ? [words[3]] : [words[1], words[7]];
            Assert.Equal(expected.Distinct().Order(), Colors(scene).Order());
        });
    }

    [Fact]
    public void Parts_HaveAllScenes_AndAFolderWithoutATableIsRefused()
    {
        var data = CaptionData.OfMadeScenes(new CaptionOptions());

        Assert.Equal(600, data.Parts.All.Select(p => p.Name).Distinct().Count());
        Assert.Contains(
            "Pass the table too",
            Assert.Throws<OptionException>(
                () => CaptionData.OfMadeScenes(new CaptionOptions { Pictures = "photos" })).Message,
                StringComparison.Ordinal);
    }

    private static IEnumerable<string> Colors(CaptionedPicture scene)
    {
        byte[] values = scene.Read().Values.ToArray();
        return Enumerable.Range(0, values.Length / 3)
            .Select(k => (values[3 * k], values[(3 * k) + 1], values[(3 * k) + 2]) switch
            {
                (225, 225, 225) => "",
                ( > 230, > 200, _) => "yellow",
                ( > 200, _, _) => "red",
                (_, _, > 200) => "blue",
                _ => "green",
            }).Where(c => c.Length > 0).Distinct();
    }
}
