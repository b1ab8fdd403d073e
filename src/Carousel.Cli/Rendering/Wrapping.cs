namespace Carousel.Cli.Rendering;

/// <summary>Breaks text at blanks.</summary>
internal static class Wrapping
{
    private const int Narrowest = 20;

    /// <summary>The lines of a text; a word that is longer than a line stands alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Letters of a line.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        width = Math.Max(Narrowest, width);
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }

    /// <summary>Writes the lines of a text below each other, with a label before the first.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Letters of a line, with the indent of two and the label.</param>
    /// <param name="label">The label.</param>
    /// <param name="labelWidth">Letters of the label, with blanks behind it.</param>
    /// <param name="color">The colour of the text; null for none.</param>
    /// <param name="labelColor">The colour of the label; null for none.</param>
    public static void Write(
        TextWriter to, string text, int width, string label = "", int labelWidth = 0,
        Func<string, string>? color = null, Func<string, string>? labelColor = null)
    {
        foreach (string line in Lines(text, width - labelWidth - 2))
        {
            label = label.PadRight(labelWidth);
            to.WriteLine($"  {labelColor?.Invoke(label) ?? label}{color?.Invoke(line) ?? line}");
            label = "";
        }
    }

    /// <summary>
    /// The lines of a text that keeps its blanks: it breaks at blanks, and goes on under its beginning.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Letters of a line.</param>
    public static IEnumerable<string> Kept(string text, int width)
    {
        string indent = text[..(text.Length - text.TrimStart().Length)];
        while (text.Length > width && indent.Length < width)
        {
            int blank = text.LastIndexOf(' ', width, width - indent.Length);
            blank = blank > 0 ? blank : text.IndexOf(' ', width);
            if (blank < 0)
            {
                break;
            }

            yield return text[..blank].TrimEnd();
            text = indent + text[blank..].TrimStart();
        }

        yield return text;
    }
}
