using System.Text.RegularExpressions;
using Carousel.Interchange.Onnx;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Quantizing;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.Exports;

/// <summary>The exports in docs/reference/support-matrix.md are those of a tiny model of each job.</summary>
public sealed partial class ExportsPageTests : IDisposable
{
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS", Yes = "yes", Part = "the network", No = "–";

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public static TheoryData<string> Jobs => [.. DefaultModels.All.Keys];

    private static string Page => Path.Combine(
        Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Testing.Parity.File("x"))!)!)!, "docs",
        "reference", "support-matrix.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Speed", "Long")]
    [MemberData(nameof(Jobs))]
    public async Task Rows_AreWhatTheExportsDo(string job)
    {
        string without = DefaultModels.All[job].Without;
        string exports = await ExportsAsync(job, isDefault: true),
            others = without.Length > 0 ? await ExportsAsync(job, isDefault: false) : exports;
        string[] rows = without.Length == 0 ? [$"| {job} | default {exports}"]
            : exports == others ? [$"| {job} | default, `{without}` {exports}"]
            : [$"| {job} | default {exports}", $"| {job} | `{without}` {others}"];
        string[] lines = await File.ReadAllLinesAsync(Page, TestContext.Current.CancellationToken);
        string[] found = [.. lines.Where(l => l.StartsWith($"| {job} |", StringComparison.Ordinal))];
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1" && !found.SequenceEqual(rows))
        {
            int at = Array.FindIndex(lines, l => l.StartsWith($"| {job} |", StringComparison.Ordinal));
            at = at >= 0 ? at : Array.FindLastIndex(lines, l => l.StartsWith("| ", StringComparison.Ordinal)) + 1;
            File.WriteAllLines(Page, [.. lines[..at], .. rows, .. lines[(at + found.Length)..]]);
            return;
        }

        Assert.Equal(rows, found);
    }

    [Fact]
    public async Task Refusal_OfABaseline_NamesAnOptionThatTrainsWithoutIt()
    {
        string[] lines = await File.ReadAllLinesAsync(Page, TestContext.Current.CancellationToken);
        foreach ((string job, (string without, _)) in DefaultModels.All)
        {
            string[][] rows =
            [
                .. lines.Where(l => l.StartsWith($"| {job} |", StringComparison.Ordinal))
                    .Select(l => l.Trim('|', ' ').Split(" | ")),
            ];
            Assert.InRange(rows.Length, 1, without.Length > 0 ? 2 : 1);
            if (rows.Length == 2 && !rows[0].AsSpan(2, 2).SequenceEqual(rows[1].AsSpan(2, 2)))
            {
                // What is worse with the baseline is refused for its sake, or leaves without it.
                Assert.True(
                    rows[0][^1].Contains(without, StringComparison.Ordinal) || rows[0].Contains(Part),
                    string.Join(" | ", rows[0]));
            }
        }
    }

    private async Task<string> ExportsAsync(string job, bool isDefault)
    {
        using IJobModel model = await DefaultModels.All[job].Make(isDefault);
        var sentences = new List<string>();
        string onnx = Form(() => model.ToOnnx(_folder), sentences), c = Form(() => model.ToC(_folder), sentences),
            web = Form(() => model.ToPage(Path.Combine(_folder, "page.html")), sentences);
        if (model is IGraphModel graphs && onnx == Yes && OnnxExport.Write(graphs).Any(IsPart))
        {
            (onnx, c, web) = (Part, c == Yes ? Part : c, web == Yes ? Part : web);
        }

        string bytes = Form(() => QuantizedModel.Quantize(model, "model.safetensors"), sentences);
        string reasons = string.Join("; ", sentences.Select(Reason).Distinct());
        Assert.Equal((c, Yes), (web, bytes));                // the page has one column for C and web pages
        return $"| {onnx} | {c} | {reasons} |";
    }

    // The page has the option that the message names; the message itself names the baseline.
    private static string Reason(string sentence) =>
        sentence.Contains("step by step from the first to the last", StringComparison.Ordinal) ? "not step by step"
        : Remedy().Match(sentence) is { Success: true } remedy
            ? $"`{Why().Replace(remedy.Groups[1].Value, "").Replace(" and with ", " and ")}`"
            : sentence;

    [GeneratedRegex(@" \((?:[^()]|\([^)]*\))*\)")]
    private static partial Regex Why();

    [GeneratedRegex(@"fit it with (--[^.]+)\.$")]
    private static partial Regex Remedy();

    // Counts of bases and units, and words and slots of a chat, stay in the model's file.
    private static bool IsPart(OnnxFile file) =>
        file.Sentence.Contains("without the counts", StringComparison.Ordinal)
        || file.Sentence.Contains("without the words", StringComparison.Ordinal)
        || file.Description.Contains("\"markov\"", StringComparison.Ordinal);

    private static string Form(Action export, List<string> sentences)
    {
        try
        {
            export();
            return Yes;
        }
        catch (NotPortableException refused)
        {
            sentences.Add(refused.OnCommandLine);
        }
        catch (OptionException refused)
        {
            sentences.Add(refused.OnCommandLine);
        }

        return No;
    }
}
