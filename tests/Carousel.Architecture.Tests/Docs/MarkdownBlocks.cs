using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>
/// The fenced blocks of a page: each says its language, and those that are code are read by what reads that language,
/// where it is there.
/// </summary>
internal static class MarkdownBlocks
{
    private const string Fence = "```";

    private static readonly string[] _languages =
    [
        "csharp", "shell", "text", "json", "html", "python", "c", "javascript", "xml",
    ];

    /// <summary>Programs that check standard input without running it.</summary>
    private static readonly Dictionary<string, (string Program, string[] Arguments)> _readers = new(
        StringComparer.Ordinal)
    {
        ["python"] = ("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"]),
        ["javascript"] = ("node", ["--input-type=module", "--check", "-"]),
        ["c"] = ("cc", ["-std=c99", "-fsyntax-only", "-x", "c", "-"]),
    };

    private static readonly ConcurrentDictionary<string, string?> _missing = new(StringComparer.Ordinal);

    public static IEnumerable<string> Violations(SourceFile page)
    {
        string[] lines = page.Text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            if (!lines[line].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.IndexOf(lines, Fence, line + 1);
            string language = lines[line][Fence.Length..], place = $"{page.Path}:{line + 1}";
            if (end < 0)
            {
                yield return $"{place}: a block that does not end.";
                yield break;
            }

            if (Problem(language, string.Join('\n', lines[(line + 1)..end])) is { } problem)
            {
                yield return $"{place}: {problem}";
            }

            line = end;
        }
    }

    /// <summary>The program that reads a language and is not on this machine; null where none is missing.</summary>
    public static string? MissingReader(string language) => _missing.GetOrAdd(language, FindMissing);

    private static string? FindMissing(string language)
    {
        if (!_readers.TryGetValue(language, out (string Program, string[] Arguments) reader))
        {
            return null;
        }

        try
        {
            _ = Refusal(reader.Program, reader.Arguments, "");
            return null;
        }
        catch (Win32Exception)
        {
            return reader.Program;
        }
    }

    private static string? Problem(string language, string code) =>
        language.Length == 0 ? "a block without its language; write text for what is printed."
        : !_languages.Contains(language)
            ? $"a block in {language}, which no test reads; the languages are {string.Join(", ", _languages)}."
            : language == "json" && !IsJson(code) ? "the block is no JSON."
            : language is "xml" or "html" && !IsMarkup(code) ? "the block is not well formed."
            : _readers.TryGetValue(language, out (string Program, string[] Arguments) reader)
                && MissingReader(language) is null && Refusal(reader.Program, reader.Arguments, code) is { } refusal
                ? $"{reader.Program} refuses the block: {refusal}"
                : null;

    private static bool IsJson(string code)
    {
        try
        {
            using var document = JsonDocument.Parse(code);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // HTML too is written as XML can be: each element closed.
    private static bool IsMarkup(string code)
    {
        try
        {
            _ = XElement.Parse($"<block>{code}</block>");
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    // Null where the program takes the code.
    private static string? Refusal(string program, string[] arguments, string code)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.Write(code);
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : errors.Trim().ReplaceLineEndings(" ");
    }
}
