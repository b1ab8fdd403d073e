using System.CommandLine;
using System.Text;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>A command line of <c>carousel</c> that a page shows.</summary>
/// <param name="Page">The page, from the root of the repository.</param>
/// <param name="Line">The line of the page, from 1.</param>
/// <param name="Words">The words after <c>carousel</c>, as a shell would split them.</param>
internal sealed record DocumentedCommand(string Page, int Line, string[] Words)
{
    /// <summary>The command of the laboratory, which is the first of its words.</summary>
    public const string Laboratory = "carousel-lab";

    private const string Benchmark = "carousel-benchmark";

    private const string Project = "dotnet run -c Release --project src/Carousel.Cli -- ";

    /// <summary>The commands of all pages.</summary>
    public static IEnumerable<DocumentedCommand> All => Pages().SelectMany(page =>
        Of(page, File.ReadAllText(Path.Combine(Repository.Folder, page)).ReplaceLineEndings("\n")));

    /// <summary>The commands in a column of a table: each is one that can be read.</summary>
    /// <param name="table">A file of cells separated by tabs, from the root of the repository.</param>
    /// <param name="column">The column, from 0; a cell may be empty.</param>
    public static IEnumerable<DocumentedCommand> OfTable(string table, int column) =>
        File.ReadLines(Path.Combine(Repository.Folder, table)).Select(line => line.Split('\t')[column]).Skip(1)
            .Where(cell => cell.StartsWith("carousel", StringComparison.Ordinal))
            .SelectMany((cell, row) => Of(table, $"    {cell}\n")
                .Select(command => command with { Line = row + 2 }).DefaultIfEmpty(new(table, row + 2, ["unread"])));

    /// <summary>What is wrong with a command; a number that a loop of the shell fills in is taken for one.</summary>
    /// <param name="words">What stands after the program.</param>
    /// <param name="verbs">The verbs there are.</param>
    /// <returns>The sentence; null where nothing is wrong.</returns>
    public static string? Error(string[] words, IReadOnlyList<VerbCommand> verbs)
    {
        var root = new RootCommand();
        foreach (VerbCommand one in verbs)
        {
            root.Subcommands.Add(one.Syntax);
        }

        string[] filled =
        [
            .. ResponseFile.Expand([.. words.Select(Recipe.InRepository)])
                .Select(w => w is "N" or "n" or "$s" ? "1" : w),
        ];
        if (filled is ["describe", { } job, ..] && verbs.Any(v => v is JobCommand && v.Name == job))
        {
            filled = filled[1..];
        }

        ParseResult result = root.Parse(
            filled, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        VerbCommand? verb = verbs.SelectMany(v => v.Verbs.Prepend(v))
            .FirstOrDefault(v => v.Syntax == result.CommandResult.Command);
        return verb is null && filled.Length > 0 && filled[0] != "--help"
            ? "no such verb"
            : UsageErrors.Find(result, verb, verbs);
    }

    /// <summary>
    /// The commands of a page: lines of its code blocks, fenced or indented; a pattern of a command, with … or
    /// [option], is not included.
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

    /// <summary>Whether it is one of <c>carousel</c>.</summary>
    public bool IsOfCarousel => Words is not [Laboratory or Benchmark, ..];

    public override string ToString() => $"{Page}:{Line}: carousel {string.Join(' ', Words)}";

    // Text between | && ; that takes its input and output elsewhere is a separate command.
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

            if (words is ["carousel" or Laboratory or Benchmark, ..])
            {
                yield return Own(words.TakeWhile(w => w is not ("<" or ">" or "2>")));
            }

            words = [];
        }
    }

    /// <summary>The words of a command without <c>carousel</c>; another program stays its first word.</summary>
    /// <param name="words">The program and its arguments.</param>
    public static string[] Own(IEnumerable<string> words) => [.. words.Skip(words.First() == "carousel" ? 1 : 0)];

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

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(new[] { "src", "hosting", "laboratory" }
                .SelectMany(home => Directory.EnumerateDirectories(Path.Combine(Repository.Folder, home)))
                .Select(project => Path.Combine(project, "README.md")).Where(File.Exists))
            .Select(file => Path.GetRelativePath(Repository.Folder, file))
            .Concat(["README.md", "samples/README.md"])
            .Order(StringComparer.Ordinal);
}
