using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Inspection.Looks;

/// <summary>A text without its headings, and where they stood: the model must not see the answer.</summary>
/// <remarks>
/// Headings are removed with the blank lines around them. If the rest of the text has blank lines between
/// paragraphs, one replaces each heading and runs of them become one;
/// then no empty line says more than any other.
/// </remarks>
internal sealed class ChapterText
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private ChapterText(string text, IReadOnlyList<int> chapterLines) => (Text, ChapterLines) = (text, chapterLines);

    /// <summary>What the model reads.</summary>
    public string Text { get; }

    /// <summary>
    /// The lines of <see cref="Text"/>, from 0, that chapters begin at; a chapter that begins the text is not among
    /// them.
    /// </summary>
    public IReadOnlyList<int> ChapterLines { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="data">The text.</param>
    /// <param name="pattern">Finds headings.</param>
    /// <exception cref="DataFormatException">There are fewer than two chapters.</exception>
    /// <exception cref="OptionException">The pattern is not a regular expression.</exception>
    public static ChapterText Read(JobInput data, string pattern)
    {
        Regex heading = Compile(pattern);
        string[] lines = Raw(data).Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        bool[] isHeading = [.. lines.Select(l => heading.IsMatch(l))],
            isBlank = [.. lines.Select(string.IsNullOrWhiteSpace)];
        bool hasBlank = HasBlankElsewhere(isHeading, isBlank);
        var kept = new List<string>();
        var chapters = new List<int>();
        bool isNew = false;
        for (int l = 0; l < lines.Length; l++)
        {
            if (isHeading[l])
            {
                isNew = true;
            }
            else if (isBlank[l])
            {
                if (hasBlank && kept.Count > 0 && kept[^1].Length > 0)
                {
                    kept.Add("");
                }
            }
            else
            {
                if (isNew && kept.Count > 0)
                {
                    if (hasBlank && kept[^1].Length > 0)
                    {
                        kept.Add("");
                    }

                    chapters.Add(kept.Count);
                }

                isNew = false;
                kept.Add(lines[l]);
            }
        }

        return chapters.Count > 0
            ? new ChapterText(string.Join('\n', kept) + "\n", chapters)
            : throw OptionTable.None.Unfit(
                $"{data.Name}: {{Chapters}} '{pattern}' finds {FigureText.Counted(isHeading.Count(h => h), "heading")} "
                + $"with text before and after. Pass a regular expression that matches the lines of headings, such as "
                + $"^CHAPTER.");
    }

    /// <summary>The words of the text in lower case, each with the number of its line.</summary>
    public (string[] Words, int[] Lines) Words()
    {
        var words = new List<string>();
        var lines = new List<int>();
        int line = 0;
        foreach ((int _, string unit) in WordSplitter.Split(Text))
        {
            if (unit == WordSplitter.LineEnd)
            {
                line++;
            }
            else if (char.IsLetter(unit[0]))
            {
                words.Add(unit.ToLowerInvariant());
                lines.Add(line);
            }
        }

        return ([.. words], [.. lines]);
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, _longest);
        }
        catch (ArgumentException caught)
        {
            throw new OptionException(
                $"{{Chapters}} '{pattern}' is not a regular expression: {caught.Message.TrimEnd('.')}. Pass one that "
                + $"matches the lines of headings, such as ^CHAPTER.");
        }
    }

    // Blank lines that are neither at the ends nor next to a heading, even across other blank lines.
    private static bool HasBlankElsewhere(bool[] isHeading, bool[] isBlank)
    {
        for (int l = 0; l < isBlank.Length; l++)
        {
            if (isBlank[l])
            {
                int before = l - 1, after = l + 1;
                while (before >= 0 && isBlank[before])
                {
                    before--;
                }

                while (after < isBlank.Length && isBlank[after])
                {
                    after++;
                }

                if (before >= 0 && after < isBlank.Length && !isHeading[before] && !isHeading[after])
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string Raw(JobInput data)
    {
        if (data.Path is { } path)
        {
            return TextLines.ReadAll(path);
        }

        using TextReader reader = data.OpenTable();
        return reader.ReadToEnd();
    }
}
