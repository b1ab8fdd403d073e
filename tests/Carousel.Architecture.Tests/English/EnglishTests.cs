using System.Globalization;

namespace Carousel.Architecture.Tests.English;

/// <summary>
/// Phrases that make prose hard to read are counted in every file. A file may have as many as it had, and never more: a
/// new file has none.
/// </summary>
public sealed class EnglishTests
{
    private const string Ceilings = "eng/english-ceilings.tsv", UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    [Fact]
    public void Files_HaveNoMorePhrasesThanTheirCeilings()
    {
        Dictionary<string, int> ceilings = ReadCeilings();
        Dictionary<string, string[]> found = Found();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            bool isNew = ceilings.Count == 0;
            ceilings = found
                .Select(f => (f.Key, Count: isNew ? f.Value.Length : Math.Min(f.Value.Length, Of(ceilings, f.Key))))
                .Where(f => f.Count > 0).ToDictionary(f => f.Key, f => f.Count);
            File.WriteAllLines(
                Path.Combine(Repository.Root, Ceilings),
                ceilings.OrderBy(c => c.Key, StringComparer.Ordinal)
                    .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}\t{c.Value}"))
                    .Prepend("file\tphrases"));
        }

        string[] violations =
        [
            .. found.Where(f => f.Value.Length > Of(ceilings, f.Key)).Select(
                f => $"{f.Key} has {f.Value.Length} phrases of eng/english.tsv, {Of(ceilings, f.Key)} at most: "
                    + $"{string.Join("; ", f.Value.Take(8))}."),
            .. ceilings.Where(c => (found.GetValueOrDefault(c.Key)?.Length ?? 0) < c.Value).Select(
                c => $"{c.Key} has fewer phrases than its ceiling of {c.Value}: lower it by {UpdateVariable}=1."),
        ];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("a.md", "The table stands beside the chart.", 2)]
    [InlineData("a.md", "```\nThe table stands beside the chart.\n```\nand `beside`", 0)]
    [InlineData("a.cs", "int beside = 1; // told beside", 1)]
    [InlineData("a.cs", "string s = \"a row beside\";", 1)]
    [InlineData("a.cs", "string url = \"a\"; int c; // b", 0)]
    public void Phrases_AreCountedInProse_NotInCode(string path, string text, int count) =>
        Assert.Equal(count, PhraseCount.In(new SourceFile(path) { Text = text }).Count());

    private static int Of(Dictionary<string, int> ceilings, string path) => ceilings.GetValueOrDefault(path);

    private static Dictionary<string, int> ReadCeilings()
    {
        string path = Path.Combine(Repository.Root, Ceilings);
        return File.Exists(path)
            ? File.ReadLines(path).Skip(1).Select(line => line.Split('\t'))
                .ToDictionary(cells => cells[0], cells => int.Parse(cells[1], CultureInfo.InvariantCulture))
            : [];
    }

    private static Dictionary<string, string[]> Found() =>
        Repository.Files("", ".md")
            .Concat(Rules.ProjectRule.Homes.SelectMany(home => Repository.Files(home, ".cs")))
            .AsParallel().Select(file => (file.Path, Phrases: PhraseCount.In(file).ToArray()))
            .Where(f => f.Phrases.Length > 0).ToDictionary(f => f.Path, f => f.Phrases);
}
