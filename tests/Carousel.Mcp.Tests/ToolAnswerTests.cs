using ModelContextProtocol.Protocol;

namespace Carousel.Mcp.Tests;

/// <summary>Answers are short, and say what they leave out.</summary>
public sealed class ToolAnswerTests
{
    [Fact]
    public void LongAnswer_EndsWithTheNumberOfLinesLeftOut()
    {
        CallToolResult result = new ToolAnswer(Enumerable.Repeat(new string('x', 99), 1000)).ToProtocol();

        string text = ((TextContentBlock)result.Content[0]).Text;
        Assert.InRange(text.Length, ToolAnswer.MostLetters - 200, ToolAnswer.MostLetters + 100);
        Assert.EndsWith("… and 700 more lines", text, StringComparison.Ordinal);
    }
}
