namespace Carousel.Cli.Rendering;

/// <summary>Colours words with ANSI sequences, or leaves them as they are.</summary>
/// <param name="isColored">Whether it colours.</param>
internal sealed class Pen(bool isColored)
{
    private static readonly string[] _colors = ["36", "33", "35", "32", "34", "31"];

    /// <summary>Whether it colours.</summary>
    public bool IsColored { get; } = isColored;

    public string Bold(string text) => Wrap(text, "1");

    public string Dim(string text) => Wrap(text, "2");

    public string Green(string text) => Wrap(text, "32");

    public string Red(string text) => Wrap(text, "31");

    /// <summary>One of several equals, each in a colour of its own as far as there are colours.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Which of them, from 0.</param>
    public string Series(string text, int number) => Wrap(text, _colors[number % _colors.Length]);

    private string Wrap(string text, string code) =>
        IsColored && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
