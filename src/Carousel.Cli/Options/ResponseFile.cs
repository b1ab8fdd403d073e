using System.Text;
using Carousel.Cli.Errors;

namespace Carousel.Cli.Options;

/// <summary>
/// A file of options: an argument such as <c>@recipes/taxis.rsp</c> is replaced by the words of the file.
/// </summary>
/// <remarks>
/// Words stand between blanks or line ends; quotation marks, single or double, hold a word with blanks together. A line
/// that begins with <c>#</c> is a comment. A file does not name another one.
/// </remarks>
internal static class ResponseFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>The arguments with the words of each file in its place.</summary>
    /// <param name="arguments">As they were passed. What stands behind <c>--</c> is meant as it is.</param>
    /// <exception cref="UsageException">A file can't be read.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments)
    {
        int meant = arguments.TakeWhile(argument => argument != "--").Count();
        return
        [
            .. arguments.Take(meant)
                .SelectMany(argument => argument is ['@', _, ..] ? Read(argument[1..]) : [argument]),
            .. arguments.Skip(meant),
        ];
    }

    /// <summary>The words of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It can't be read, or a quotation mark is not closed.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines = Lines(path);
        List<string> words = [];
        for (int line = 0; line < lines.Length; line++)
        {
            if (!lines[line].AsSpan().TrimStart().StartsWith("#") && !Split(lines[line], words))
            {
                throw new UsageException(
                    $"{path}:{line + 1}: a quotation mark is not closed. Close it on the same line.");
            }
        }

        return words;
    }

    private static string[] Lines(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new UsageException(
                    $"The file '{path}' does not exist: @{path} means the options in that file. To pass a word that "
                    + $"begins with @, attach it to its option, as in --target=@{path}.");
            }

            return file.Length <= MostBytes
                ? File.ReadAllLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true))
                : throw new UsageException($"{path} has {file.Length:N0} bytes, more than a file of options can have.");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"{path} can't be read as a file of options: {exception.Message}");
        }
    }

    // False where a quotation mark is not closed.
    private static bool Split(string line, List<string> words)
    {
        var word = new StringBuilder();
        bool isWord = false;
        char quote = '\0';
        foreach (char letter in line)
        {
            if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isWord = false;
                }
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '"' or '\'')
            {
                (quote, isWord) = (letter, true);
            }
            else
            {
                word.Append(letter);
                isWord = true;
            }
        }

        if (isWord)
        {
            words.Add(word.ToString());
        }

        return quote == '\0';
    }
}
