using Carousel.Laboratory.Textbook.Programs;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>Made programs are balanced; brackets in strings and comments do not count.</summary>
public class ProgramTextTests
{
    [Theory]
    [InlineData("a {\na(1);\n}\n", 10)]
    [InlineData("a(\na=\"])\";\n)\n", 11)]
    [InlineData("a[\na;//)]\n]\n", 10)]
    public void LastBracket_ClosesTheFirst(string text, int closing)
    {
        (int[] states, int[] opened) = ProgramText.Scan(text);
        int first = text.IndexOfAny(['{', '(', '[']);
        Assert.Equal(first, opened[closing]);
        Assert.Equal(ProgramText.NothingOpen, states[^1]);
    }

    [Fact]
    public void WrongBracket_ClosesNothing()
    {
        (int[] states, int[] opened) = ProgramText.Scan("(]");
        Assert.Equal(-1, opened[1]);
        Assert.Equal(ProgramText.Scan("(").States[0], states[1]);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(14, 3)]
    [InlineData(300, 6)]
    public void Drawn_IsBalanced_AndHasItsLines(int lines, int depth)
    {
        string text = ProgramText.Draw(new TrialRandom(1, "programs", 0), lines, depth);
        Assert.Equal(lines, text.Count(c => c == '\n'));
        Assert.All(text, c => Assert.Contains(c, ProgramText.Characters));
        (int[] states, int[] opened) = ProgramText.Scan(text);
        Assert.Equal(ProgramText.NothingOpen, states[^1]);
        Assert.Equal(text.IndexOfAny(['{', '(', '[']), opened[^2]);
        Assert.DoesNotContain(ProgramText.NothingOpen, states[2..^2]);
    }
}
