using Carousel.Testing;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>The code in the pages is code that is compiled and run, and the links lead somewhere.</summary>
public sealed class DocsTests
{
    /// <summary>Set to 1, the blocks are replaced by their regions.</summary>
    public const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private const string Code =
        "class A\n{\n    #region use\n    int b = 1;\n\n    if (b > 0)\n    {\n    }\n    #endregion\n}\n";

    // Calls that run something, and names that run nothing.
    private const string Runs = """
        await ExampleProgram.RunAsync("Streaming", _folder); // RunAsync("Other"
            // await ExampleProgram.RunAsync("Commented", _folder);
        var lines = (isPython ? Python("b.py", [table]) : Node("c.mjs", [table])).Split('\n'); // Node("behind.mjs", [])
        /* Node("block.mjs", []) */
        return Python(Path.Combine(Golden.Folder(), "..", "k", "d.py"), name);
        ["index.html"] = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Pages", "own.html"), cancellation),
        string name = "named.html", script = "named.py";
        "$python" tests/parity/p/e.py "$folder"
        # "$python" tests/parity/p/commented.py "$folder"
        cp samples/one.cs "$work/one"
        .CreateAsync<Projects.Shop>([], cancellation)
        # cp samples/other.cs "$work/one"
        """;

    private const string Shown = "int b = 1;\n\nif (b > 0)\n{\n}";

    private static readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal)
    {
        ["a.cs"] = Code,
        ["a.py"] = "a = 1\n# #region use\nb = 1\n# #endregion\n",
        ["a.mjs"] = "// #region use\nconst b = 1;\n// #endregion\n",
        ["tests/A.Tests/C/DTests.cs"] = "[Fact]",
        ["tests/Carousel.Tests/Kernels/Recurrent/DTests.cs"] = "[Fact]",
        ["tests/A.Tests/C/HelperTests.cs"] = "class Helper;",
        ["a.html"] = "<a></a>\n<!-- #region use -->\n<b>1</b>\n<!-- #endregion -->\n",
    };

    // What runs the programs of examples/ and the scripts of tests/parity/ that pages show.
    private static readonly string[] _runners =
    [
        "tests/Carousel.Examples.Tests/ExampleTests.cs",
        "tests/Carousel.Aspire.Hosting.Tests/AspireShopTests.cs",
        "tests/Carousel.Interchange.Tests/Onnx/Writing/GuideProgramTests.cs",
        "tests/Carousel.Interchange.Tests/Keras/KerasExportTests.cs",
        "tests/Carousel.Browser.Tests/Exported/UseTests.cs",
        "tests/Carousel.Server.Tests/Protocol/ServingExampleTests.cs",
        "eng/check-pytorch.sh",
        "eng/check-packages.sh",
    ];

    [Fact]
    public void Examples_AreRegionsOfFiles()
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            foreach (SourceFile page in Pages())
            {
                string updated = MarkdownExamples.Updated(page, SourceOf);
                if (updated != page.Text)
                {
                    File.WriteAllText(page.FullPath, updated);
                }
            }
        }

        string[] violations = [.. Pages().SelectMany(page => MarkdownExamples.Violations(page, SourceOf))];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Examples_AreRunByATest()
    {
        string runs = string.Concat(_runners.Select(file => new SourceFile(file).Text));
        string[] files = [.. Pages().SelectMany(MarkdownExamples.Files).Distinct()];
        Assert.NotEmpty(files);
        Assert.All(
            files,
            file =>
                Assert.True(
                    MarkdownExamples.IsRun(file, new SourceFile(file).Text, runs, SourceOf),
                    $"{file} is shown in a page and run by no test."));
    }

    [Theory]
    [InlineData("tests/A.Tests/B.cs", "[Fact]", true)]
    [InlineData("tests/A.Tests/B.cs", "class B;", false)]
    [InlineData("examples/Streaming/Program.cs", "", true)]
    [InlineData("examples/Other/Program.cs", "", false)]
    [InlineData("examples/Shop/AppHost/Program.cs", "", true)]
    [InlineData("samples/one.cs", "", true)]
    [InlineData("samples/other.cs", "", false)]
    [InlineData("src/A/B.cs", "[Fact]", false)]
    [InlineData("src/A/C/D.cs", "", true)]
    [InlineData("src/A/C/D.Part.cs", "", true)]
    [InlineData("src/Carousel/Cells/E/D.Part.cs", "namespace Carousel.C.F;", true)]
    [InlineData("src/Carousel/Cells/E/G.cs", "namespace Carousel.C;", false)]
    [InlineData("src/A/C/Helper.cs", "", false)]
    [InlineData("src/A/D.cs", "", false)]
    [InlineData("tests/parity/a/b.py", "", true)]
    [InlineData("tests/parity/a/c.mjs", "", true)]
    [InlineData("tests/parity/k/d.py", "", true)]
    [InlineData("tests/parity/a/d.py", "", false)]
    [InlineData("tests/parity/p/e.py", "", true)]
    [InlineData("tests/parity/p/named.py", "", false)]
    [InlineData("tests/parity/p/commented.py", "", false)]
    [InlineData("tests/parity/a/behind.mjs", "", false)]
    [InlineData("tests/parity/a/block.mjs", "", false)]
    [InlineData("examples/Commented/Program.cs", "", false)]
    [InlineData("tests/A.Tests/Pages/own.html", "", true)]
    [InlineData("tests/A.Tests/Pages/other.html", "", false)]
    [InlineData("tests/A.Tests/Pages/named.html", "", false)]
    public void Example_IsRun_WhereATestDoesIt(string file, string text, bool expected) =>
        Assert.Equal(expected, MarkdownExamples.IsRun(file, text, Runs, path => _sources.GetValueOrDefault(path)));

    // A page names the test that checks a step; after a test is renamed or removed the sentence would send a reader
    // nowhere.
    [Fact]
    public void Pages_NameTestsThatExist()
    {
        ILookup<string, string> tests = Repository.Files("", "Tests.cs")
            .ToLookup(file => Path.GetFileNameWithoutExtension(file.Name), file => file.Text);
        (string Page, string Class, string Method)[] named =
        [
            .. Pages().SelectMany(
                page => MarkdownExamples.Tests(page).Select(test => (page.Path, test.Class, test.Method))),
        ];
        Assert.NotEmpty(named);
        Assert.All(
            named,
            test =>
                Assert.True(
                    tests[test.Class].Any(text => text.Contains($" {test.Method}(", StringComparison.Ordinal)),
                    $"{test.Page}: there is no test {test.Class}.{test.Method}."));
    }

    [Fact]
    public void Blocks_SayTheirLanguage()
    {
        string[] violations = [.. Pages().SelectMany(MarkdownBlocks.Violations)];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("```text\na\n```\nb\n```shell\nc\n```\n", null)]
    [InlineData("a\n```\nb\n```\n", "page.md:2: a block without its language; write text for what is printed.")]
    [InlineData(
        "```text\na\n```\n```cobol\nb\n```\n",
        "page.md:4: a block in cobol, which no test reads; the languages are csharp, shell, text, json, html, python, "
        + "c, javascript, xml.")]
    [InlineData("```json\n{\"a\": }\n```\n", "page.md:1: the block is no JSON.")]
    [InlineData("```json\n{\"a\": 1}\n```\n", null)]
    [InlineData("```text\na\n", "page.md:1: a block that does not end.")]
    public void Block_SaysItsLanguage(string text, string? expected) =>
        Assert.Equal(expected, MarkdownBlocks.Violations(new SourceFile("page.md") { Text = text }).SingleOrDefault());

    [Theory]
    [InlineData("python", "def f(:")]
    [InlineData("javascript", "let = = 3;")]
    [InlineData("c", "int f( { }")]
    [InlineData("html", "<p><b>a</p>")]
    [InlineData("xml", "<a><b></a>")]
    public void Block_IsRefused_WhereItsLanguageIsBroken(string language, string code)
    {
        string? missing = MarkdownBlocks.MissingReader(language);
        Needed.Require(
            missing is null, $"{missing} is not on this machine: nothing reads the pages' blocks in {language} here.");
        Assert.Single(MarkdownBlocks.Violations(new SourceFile("page.md") { Text = $"```{language}\n{code}\n```\n" }));
    }

    [Fact]
    public void Links_LeadToFilesOfTheRepository()
    {
        string[] violations =
        [
            .. Pages()
                .SelectMany(
                    page => MarkdownLinks.Violations(page, path => Path.Exists(Path.Combine(Repository.Root, path)))),
        ];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("<!-- example: a.cs use -->\n```csharp\n" + Shown + "\n```\n", null)]
    [InlineData(
        "<!-- example: a.cs use -->\n```csharp\nint b = 2;\n```\n",
        "page.md:1: the block is not the region use of a.cs")]
    [InlineData(
        "text\n<!-- example: a.cs other -->\n```csharp\nint b = 1;\n```\n",
        "page.md:2: there is no '#region other' in a.cs")]
    [InlineData(
        "<!-- example: b.cs use -->\n```csharp\nint b = 1;\n```\n", "page.md:1: there is no '#region use' in b.cs")]
    [InlineData("<!-- example: a.cs use -->\n```csharp\n```\n", "page.md:1: the block is not the region use of a.cs")]
    [InlineData("```csharp\nint b = 1;\n```\n", "page.md:1: a block of code without the line")]
    [InlineData("```python\nb = 1\n```\n", "page.md:1: a block of code without the line")]
    [InlineData("<!-- example: a.py use -->\n```python\nb = 1\n```\n", null)]
    [InlineData("<!-- example: a.mjs use -->\n```javascript\nconst b = 1;\n```\n", null)]
    [InlineData("<!-- example: a.html use -->\n```html\n<b>1</b>\n```\n", null)]
    [InlineData(
        "<!-- example: a.html use -->\n```html\n<b>2</b>\n```\n",
        "page.md:1: the block is not the region use of a.html")]
    public void Example_EqualsItsRegion(string text, string? expected)
    {
        var page = new SourceFile("page.md") { Text = text };
        string? found = MarkdownExamples.Violations(page, path => _sources.GetValueOrDefault(path)).SingleOrDefault();
        Assert.Equal(expected, found?[..Math.Min(found.Length, expected?.Length ?? 0)]);
    }

    [Fact]
    public void Update_PutsTheRegionIntoItsBlockAndLeavesTheRest()
    {
        var page = new SourceFile("page.md")
        {
            Text = "a\n<!-- example: a.cs use -->\n```csharp\nold\n```\nb\n```csharp\nold\n```\n",
        };
        Assert.Equal(
            $"a\n<!-- example: a.cs use -->\n```csharp\n{Shown}\n```\nb\n```csharp\nold\n```\n",
            MarkdownExamples.Updated(page, path => _sources.GetValueOrDefault(path)));
    }

    [Theory]
    [InlineData("dotnet test -c Release --filter \"Speed!=Slow\"")]
    [InlineData("dotnet run -c Release --project src/Carousel.Cli -- forecast")]
    public void Readme_HasTheTwoCommands(string command) =>
        Assert.Contains(command, new SourceFile("README.md").Text, StringComparison.Ordinal);

    /// <summary>
    /// The first page is read in five minutes: longer texts are on linked pages. Rows of tables and links may be
    /// wider.
    /// </summary>
    [Fact]
    public void Readme_IsShortAndNarrow()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        Assert.InRange(lines.Length, 1, 90);
        Assert.DoesNotContain(WithoutBlocksOfCode(lines), line => line.Length > 120 && line[0] is not ('|' or '!'));
    }

    [Fact]
    public void Check_RunsTheTestsAsTheReadmeSays() =>
        Assert.Contains(
            "dotnet test -c Release --filter \"Speed!=Slow\"", new SourceFile("eng/check.sh").Text,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("[a](../samples/b.md#c)", null)]
    [InlineData("[a](https://example.org) and [b](#c) and `[c](d)`", null)]
    [InlineData("[a](samples/b.md)", "docs/page.md: links to samples/b.md, which does not exist.")]
    [InlineData("`samples/b.md` and `out/c.md`", null)]
    [InlineData("`samples/c.md`", "docs/page.md: names samples/c.md, which does not exist.")]
    public void Link_LeadsToAFile(string text, string? expected) => Assert.Equal(
        expected,
        MarkdownLinks.Violations(new SourceFile("docs/page.md") { Text = text }, path => path == "samples/b.md")
            .SingleOrDefault());

    private static IEnumerable<string> WithoutBlocksOfCode(IEnumerable<string> lines)
    {
        bool isCode = false;
        foreach (string line in lines)
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            isCode ^= isFence;
            if (!isCode && !isFence)
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<SourceFile> Pages() => Repository.Files("", ".md");

    private static string? SourceOf(string path) =>
        Path.GetExtension(path) is ".cs" or ".py" or ".mjs" or ".html"
            && File.Exists(Path.Combine(Repository.Root, path))
            ? new SourceFile(path).Text
            : null;
}
