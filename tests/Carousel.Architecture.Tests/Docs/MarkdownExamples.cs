using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>
/// The blocks of a page in C#, Python, JavaScript and HTML. A line <c>&lt;!-- example: path region --&gt;</c> above a
/// block names the region of a file that it shows.
/// </summary>
internal static partial class MarkdownExamples
{
    /// <param name="page">The page.</param>
    /// <param name="sourceOf">The text of a file of the repository, or null if the file is missing.</param>
    public static IEnumerable<string> Violations(SourceFile page, Func<string, string?> sourceOf)
    {
        foreach (Match block in Blocks().Matches(page.Text))
        {
            string place = $"{page.Path}:{page.Text[..block.Index].Count(character => character == '\n') + 1}";
            string file = block.Groups["file"].Value;
            string name = block.Groups["region"].Value;
            string? region = file.Length == 0 ? null : Region(sourceOf(file), name);
            if (file.Length == 0)
            {
                yield return $"{place}: a block of code without the line <!-- example: path region --> above it; show "
                    + $"a region of a file that is run.";
            }
            else if (region is null)
            {
                yield return $"{place}: there is no '#region {name}' in {file}.";
            }
            else if (region + "\n" != block.Groups["code"].Value)
            {
                yield return $"{place}: the block is not the region {name} of {file}; run these tests once "
                    + $"with {DocsTests.UpdateVariable}=1.";
            }
        }
    }

    /// <summary>The files whose regions a page shows.</summary>
    public static IEnumerable<string> Files(SourceFile page) =>
        Blocks().Matches(page.Text).Select(block => block.Groups["file"].Value).Where(file => file.Length > 0);

    /// <summary>The tests that a page names, such as `StackTests.Layers_RunInOrder`: class and method.</summary>
    public static IEnumerable<(string Class, string Method)> Tests(SourceFile page) =>
        TestNames().Matches(page.Text).Select(name => (name.Groups["class"].Value, name.Groups["method"].Value));

    /// <summary>
    /// Whether a test runs what a file shows: it is a test itself, a program of examples/ that is started by its name,
    /// one of samples/ that a check copies and runs, a script of tests/parity/ or a page that a call runs or opens, or
    /// a
    /// source of src/, run by its tests, which are in the mirrored folder and have its name.
    /// </summary>
    /// <param name="file">The path.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="runs">The tests of the examples, and the tests and checks that run scripts; calls in their
    /// comments do not count.</param>
    /// <param name="sourceOf">The text of a file of the repository, or null if the file is missing.</param>
    public static bool IsRun(string file, string text, string runs, Func<string, string?> sourceOf) =>
        file.Split('/') switch
        {
            ["tests", "parity", { } folder, { } script] => IsCalled(runs, CallOf(folder, Regex.Escape(script))),
            ["tests", .., { } folder, { } document] when document.EndsWith(".html", StringComparison.Ordinal) =>
                IsCalled(runs, $""""ReadAllTextAsync\([^;]*"{folder}", "{Regex.Escape(document)}["]""""),
            ["tests" or "laboratory", ..] => HoldsTests(text) || HoldsTests(sourceOf(TestsOf(file)) ?? ""),
            ["src", "Carousel", "Cells", .., { } name] =>
                HoldsTests(
                    sourceOf(TestsOf(file)) ?? sourceOf(TestsOf($"src/Carousel/Kernels/Recurrent/{name}")) ?? ""),
            ["src", "Carousel.Inspection", "Equations", ..] =>
                HoldsTests(sourceOf("tests/Carousel.Reference.Tests/Recurrent/CellReferenceTests.cs") ?? ""),
            ["src" or "hosting", ..] => HoldsTests(sourceOf(TestsOf(file)) ?? ""),
            ["samples", ..] => IsCalled(runs, $"^ *cp {Regex.Escape(file)} "),
            ["examples", { } program, ..] => IsCalled(
                runs, $""""RunAsync\(\s*"{Regex.Escape(program)}["]|CreateAsync<Projects\.{Regex.Escape(program)}>""""),
            _ => false,
        };

    private static bool HoldsTests(string text) =>
        text.Contains("[Fact]", StringComparison.Ordinal) || text.Contains("[Theory]", StringComparison.Ordinal);

    /// <summary>Where the tests of a source lie; A.cs and A.Forward.cs, parts of one type, share them.</summary>
    private static string TestsOf(string file) =>
        Regex.Replace(file, @"^(?:src|hosting|tests)/([^/]+)/(.*/)?([^/.]+)[^/]*\.cs$", "tests/$1.Tests/$2$3Tests.cs");

    // From a test, by the name with or without the folder, or from a line of a shell script.
    private static string CallOf(string folder, string script) =>
        $""""(Node|Python)\("{script}"|\bPython\([^\n;]*"{folder}", "{script}"|""""
        + $""""^ *"\$python" tests/parity/{Regex.Escape(folder)}/{script}\b"""";

    private static bool IsCalled(string runs, string call) =>
        Regex.IsMatch(Comments().Replace(runs, ""), call, RegexOptions.Multiline);

    /// <summary>The page with each marked block replaced by its region.</summary>
    public static string Updated(SourceFile page, Func<string, string?> sourceOf) =>
        Blocks().Replace(page.Text, block =>
        Region(sourceOf(block.Groups["file"].Value), block.Groups["region"].Value) is { } region
            ? string.Concat(block.Value.AsSpan(0, block.Groups["code"].Index - block.Index), region, "\n```")
            : block.Value);

    /// <summary>The lines of a region without their common indentation and without blank lines at the ends.</summary>
    public static string? Region(string? source, string name)
    {
        string[] lines = source?.Split('\n') ?? [];
        int start = Array.FindIndex(lines, line => Marker(line) == $"#region {name}");
        int end = start < 0 ? -1 : Array.FindIndex(lines, start, line => Marker(line) == "#endregion");
        if (end < 0)
        {
            return null;
        }

        string[] inside =
        [
            .. lines[(start + 1)..end].SkipWhile(string.IsNullOrWhiteSpace).Reverse()
                .SkipWhile(string.IsNullOrWhiteSpace).Reverse(),
        ];
        int indentation = inside.Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', inside.Select(line => line.Length > indentation ? line[indentation..] : ""));
    }

    /// <summary>A line without what makes it a comment in JavaScript, Python or HTML.</summary>
    private static string Marker(string line) => line.Trim() switch
    {
        ['/', '/', ' ', .. var script] => script,
        ['#', ' ', .. var script] => script,
        ['<', '!', '-', '-', ' ', .. var document, ' ', '-', '-', '>'] => document,
        var own => own,
    };

    // Lines of comments in C# and the shell, text after // in a line, and text between /* and */.
    [GeneratedRegex(@"^\s*#.*$|(^|\s)//.*$|/\*.*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestNames();

    [GeneratedRegex(
        @"(^<!-- example: (?<file>\S+) (?<region>\S+) -->\n+)?"
            + @"^```(csharp|cs|C#|python|javascript|html)\n(?<code>.*?)```$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
