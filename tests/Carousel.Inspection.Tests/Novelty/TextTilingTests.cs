using Carousel.Inspection.Novelty;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Novelty;

public class TextTilingTests
{
    [Fact]
    public void Divide_FindsWhereTheWordsChange()
    {
        int[] found = TextTiling.Divide(Words([600, 600, 600]));

        Assert.Contains(found, b => Math.Abs(b - 600) <= 60);
        Assert.Contains(found, b => Math.Abs(b - 1200) <= 60);
    }

    // Two parts of 15 rows of 20 words, in the first "a" and in the second "b". With i rows of b ahead or before the
    // cosine at the gaps is
    // a·a = 10·10 / (10·10) = 1 while both blocks are alike, falls as the block ahead takes rows of b, and is 0 where
    // one is all a and the other all b: at row 15, word 300.
    [Fact]
    public void Divide_CutsOnce_WhereAllWordsChange()
    {
        string[] words = [.. Enumerable.Range(0, 600).Select(i => i < 300 ? "a" : "b")];

        Assert.Equal([300], TextTiling.Divide(words, null, new HashSet<string>()));
        Assert.Equal([300], TextTiling.Divide(words, 5, new HashSet<string>()));
    }

    // Depths by hand: parts a, b, a of 15 rows. Scores are symmetric, with zeros at rows 15 and 30: two valleys of
    // equal depth, 15 gaps apart.
    // Cosines are 0 there; in the middle, at row 22.5, both blocks hold seven or eight rows of b.
    [Fact]
    public void Divide_CutsTwice_AndTakesTheEarlierOfEqualDepths()
    {
        string[] words = [.. Enumerable.Range(0, 900).Select(i => i / 300 == 1 ? "b" : "a")];

        Assert.Equal([300, 600], TextTiling.Divide(words, null, new HashSet<string>()));
        Assert.Equal([300], TextTiling.Divide(words, 1, new HashSet<string>()));
    }

    // Words of the list count no more than if they stood nowhere: without the list every row holds the same nine
    // tenths.
    [Fact]
    public void Divide_LeavesFunctionWordsOut()
    {
        string[] words = [.. Enumerable.Range(0, 600).Select(i => i % 10 > 0 ? "the" : i < 300 ? "whale" : "inn")];

        Assert.Equal([300], TextTiling.Divide(words, null, FunctionWords.English));
        Assert.Empty(TextTiling.Divide(words));
        Assert.InRange(FunctionWords.English.Count, 150, 260);
        Assert.DoesNotContain("whale", FunctionWords.English);
    }

    [Fact]
    public void Divide_FindsNothing_InAShortText() => Assert.Empty(TextTiling.Divide(Words([390])));

    // Each part has 40 words that only it uses, and 400 that all parts share.
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
