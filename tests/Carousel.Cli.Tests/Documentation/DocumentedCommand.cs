using System.Text;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>A command line of <c>carousel</c> that a page shows.</summary>
/// <param name="Page">The page, from the root of the repository.</param>
/// <param name="Line">The line of the page, from 1.</param>
/// <param name="Words">What stands behind <c>carousel</c>, as a shell would split it.</param>
internal sealed record DocumentedCommand(string Page, int Line, string[] Words)
{
    private const string Project = "dotnet run -c Release --project src/Carousel.Cli -- ";

    /// <summary>
    /// The commands of a page: lines of its code blocks, fenced or indented; a pattern of a command, with … or
    /// [option], is none.
    /// </summary>
    public static IEnumerable<DocumentedCommand> Of(string page, string text)
    {
        string[] lines = text.Split('\n');
        bool isFenced = false, isShell = false;
        for (int k = 0; k < lines.Length; k++)
        {
            if (lines[k].StartsWith("```", StringComparison.Ordinal))
            {
                (isFenced, isShell) = (!isFenced, !isFenced && lines[k] == "```shell");
                continue;
            }

            if (!isShell && (isFenced || !lines[k].StartsWith("    ", StringComparison.Ordinal)))
            {
                continue;
            }

            (int first, string line) = (k, lines[k].Trim());
            while (line.EndsWith('\\') && k + 1 < lines.Length)
            {
                line = line[..^1] + lines[++k].Trim();
            }

            foreach (string[] words in Commands(line))
            {
                yield return new DocumentedCommand(page, first + 1, words);
            }
        }
    }

    public override string ToString() => $"{Page}:{Line}: carousel {string.Join(' ', Words)}";

    // What stands between | && ; and takes its input and output elsewhere is a command of its own.
    private static IEnumerable<string[]> Commands(string line)
    {
        if (line.Contains('…', StringComparison.Ordinal) || line.Contains('[', StringComparison.Ordinal)
            || line.Contains('·', StringComparison.Ordinal))
        {
            yield break;
        }

        List<string> words = [];
        foreach (string word in Split(line.Replace(Project, "carousel ", StringComparison.Ordinal)).Append("|"))
        {
            if (word is not ("|" or "&&" or ";" or "do" or "done"))
            {
                words.Add(word);
                continue;
            }

            if (words is ["carousel", ..])
            {
                yield return [.. words.Skip(1).TakeWhile(w => w is not ("<" or ">" or "2>"))];
            }

            words = [];
        }
    }

    private static List<string> Split(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        (char quote, bool isWord) = (' ', false);
        foreach (char letter in line)
        {
            if (quote != ' ' ? letter == quote : letter is '"' or '\'')
            {
                (quote, isWord) = (quote == ' ' ? letter : ' ', true);
            }
            else if (quote == ' ' && letter is ' ' or ';')
            {
                Add();
                if (letter == ';')
                {
                    words.Add(";");
                }
            }
            else if (letter == '#' && quote == ' ' && word.Length == 0)
            {
                break;
            }
            else
            {
                word.Append(letter);
                isWord = true;
            }
        }

        Add();
        return words;

        void Add()
        {
            if (isWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isWord = false;
        }
    }
}
