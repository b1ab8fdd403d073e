using Carousel.Cli.Tests;
using Carousel.Laboratory.Lessons;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Lessons;

/// <summary>The sections before the trainings: what they draw is what a cell computes.</summary>
public sealed class LessonTests
{
    /// <summary>Set to 1 to write the drawings of the page again.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private static readonly Section[] _first = [.. new Lesson(1, _ => { }, CancellationToken.None).Sections().Take(4)];

    [Fact]
    public void Belt_HasTheNumbersOfTheStep()
    {
        string belt = Assert.IsType<CodeBlock>(Assert.Single(_first[0].Blocks)).Text;

        // c = f ⊙ c₋ + i ⊙ g of unit 1: 0.002 · 0.827 + 0.998 · −0.874.
        Assert.All(
            (string[])["0.827", "0.002", "0.998", "−0.874", "−0.872", "c  −0.870", "h  −0.668"],
            number => Assert.Contains(number, belt, StringComparison.Ordinal));
        Assert.DoesNotMatch("([a-z])\\1{5}", belt);
        Assert.All(belt.Split('\n'), line => Assert.InRange(line.Length, 0, 78));
    }

    [Fact]
    public void Steps_AreForgetInputUpdateOutput()
    {
        var walk = Assert.IsType<Stepper>(Assert.Single(_first[1].Blocks));
        string[] captions = [.. walk.Frames[walk.Start].Blocks.OfType<Table>().Select(table => table.Caption)];
        Assert.All(
            (string[])["forget", "input", "update", "output"],
            part => Assert.Contains(captions, caption => caption.Contains($"· {part}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Leads_ExplainSignsAndErrors()
    {
        string[] leads = [.. _first.Select(section => section.Lead.ReplaceLineEndings(" "))];
        Assert.All(
            (string[])["weights of this example were set by hand", "h = tanh(W x + R h₋ + b)", "without being shown"],
            words => Assert.Contains(words, leads[0], StringComparison.Ordinal));
        Assert.All(
            (string[])
            ["within 1.47·10⁻⁷.", "g is the candidate", "σ is the sigmoid", "⊙ multiplies", "step before"],
            words => Assert.Contains(words, leads[1], StringComparison.Ordinal));
        Assert.All(
            (string[])["back-propagation through time", "contributions of all steps are summed", "learn from early"],
            words => Assert.Contains(words, leads[2], StringComparison.Ordinal));
    }

    [Fact]
    public void Unrolled_KeepsAMarkedValueUntilTheNext()
    {
        string[] lines = Assert.IsType<CodeBlock>(Assert.Single(_first[2].Blocks)).Text.Split('\n');
        Assert.Equal(8, lines[3].Split("[LSTM]").Length - 1);
        string[] states = lines.Single(line => line.StartsWith("state c", StringComparison.Ordinal))[10..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["0.832", "0.828", "0.827", "−0.870"], states[..4]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 98));
    }

    [Fact]
    public void Padding_IsZeros_AndHasNoRows()
    {
        string[] lines = Assert.IsType<CodeBlock>(Assert.Single(_first[3].Blocks)).Text.Split('\n');
        string[] second = lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["2", "0.400", "0.000", "0.000", "0.000", "1", "0", "0", "0"], second[..9]);
        Assert.Equal("···", string.Concat(second[10..]));
    }

    [Fact]
    public void Page_HasTheDrawings()
    {
        string file = Path.Combine(Repository.Folder, "docs", "explanation", "lesson.md");
        string page = File.ReadAllText(file).ReplaceLineEndings("\n");
        const string begin = "```text\n", end = "\n```\n";
        string[] parts = page.Split(begin);
        Section[] drawn = [_first[0], _first[2], _first[3]];
        for (int n = 0; n < drawn.Length; n++)
        {
            string rest = parts[n + 1][parts[n + 1].IndexOf(end, StringComparison.Ordinal)..];
            parts[n + 1] = Assert.IsType<CodeBlock>(drawn[n].Blocks[0]).Text + rest;
        }

        string expected = string.Join(begin, parts);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, expected);
        }
        else
        {
            Assert.Equal(expected, page);
        }
    }
}
