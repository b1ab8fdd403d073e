using Carousel.Inspection.Novelty;
using Carousel.Testing;

namespace Carousel.Tests.Inspection.Novelty;

public class TextTilingTests
{
    [Fact]
    public void Divide_FindsWhereTheWordsChange()
    {
        int[] found = TextTiling.Divide(Words([600, 600, 600]));

        Assert.Contains(found, b => Math.Abs(b - 600) <= 60);
        Assert.Contains(found, b => Math.Abs(b - 1200) <= 60);
    }

    [Fact]
    public void Divide_FindsNothing_InAShortText() => Assert.Empty(TextTiling.Divide(Words([390])));

    // Each part has 40 words of its own beside 400 that all parts share.
    private static List<string> Words(int[] parts)
    {
        var words = new List<string>();
        for (int p = 0; p < parts.Length; p++)
        {
            float[] draws = new Draws(p + 1).Floats(2 * parts[p]);
            for (int i = 0; i < parts[p]; i++)
            {
                int number = (int)(Math.Abs(draws[(2 * i) + 1]) * 1e6);
                words.Add(Math.Abs(draws[2 * i]) < 0.3 ? $"shared{number % 400}" : $"own{p}-{number % 40}");
            }
        }

        return words;
    }
}
