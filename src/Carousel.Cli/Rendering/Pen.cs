namespace Carousel.Cli.Rendering;

/// <summary>Colours words with ANSI sequences, or leaves them as they are.</summary>
/// <param name="isColoured">Whether it colours.</param>
internal sealed class Pen(bool isColoured)
{
    /// <summary>Whether it colours.</summary>
    public bool IsColoured { get; } = isColoured;

    public string Bold(string text) => Wrap(text, "1");

    public string Dim(string text) => Wrap(text, "2");

    public string Green(string text) => Wrap(text, "32");

    public string Red(string text) => Wrap(text, "31");

    private string Wrap(string text, string code) => IsColoured && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
