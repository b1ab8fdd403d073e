using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Onnx.Verifying;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel verify onnx</c>: runs folders in the form of the ONNX standard's tests, a line a case.
/// </summary>
internal sealed class VerifyOnnxCommand : VerbCommand
{
    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "A folder of cases, or one case: model.onnx with test_data_set_N/input_K.pb and output_K.pb.",
    };
    private readonly Option<string?> _only = OptionKinds.Text(
        "--only", "PATTERN", "Cases with this in their names, such as lstm,gru,rnn; or patterns with * and ?.");

    /// <inheritdoc/>
    public override string Name => "verify onnx";

    /// <inheritdoc/>
    public override string Summary => "Run cases of the ONNX standard and compare each output, within its tolerances.";

    /// <inheritdoc/>
    public override string Example => "carousel verify onnx /usr/share/libonnx-testdata/data/node --only lstm,gru,rnn";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_folder];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Cases", [_only]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string folder = result.GetRequiredValue(_folder);
        string[] only = result.GetValue(_only)?.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        int threads = Run.Threads(result);
        IReadOnlyList<string> cases = OnnxTestFolder.Find(folder, only);
        if (cases.Count == 0)
        {
            throw new UsageException(
                $"{folder} holds no case{(only.Length > 0 ? $" with {string.Join(" or ", only)} in its name" : "")}: a "
                + $"folder with model.onnx and test_data_set_0 is expected.");
        }

        var results = new List<OnnxCaseResult>();
        foreach (string one in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            OnnxCaseResult came = OnnxTestFolder.Run(one, threads);
            results.Add(came);
            if (!Run.Quiet(result) || came.Verdict == OnnxCaseVerdict.Failed)
            {
                WriteLine(terminal, came);
            }
        }

        int passed = results.Count(r => r.Verdict == OnnxCaseVerdict.Passed),
            failed = results.Count(r => r.Verdict == OnnxCaseVerdict.Failed);
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {passed} passed, {failed} failed, {results.Count - passed - failed} not taken "
            + $"(relative {OnnxTolerance.Relative:0e+0}, absolute {OnnxTolerance.Absolute:0e+0})"));
        if (Run.Json(result))
        {
            WriteJson(terminal, results);
        }

        return Task.FromResult(failed == 0 ? ExitCode.Done : ExitCode.Failed);
    }

    private static void WriteLine(Terminal terminal, OnnxCaseResult result) =>
        terminal.Out.WriteLine(result.Verdict switch
        {
            OnnxCaseVerdict.Passed => $"  passed     {result.Case}",
            OnnxCaseVerdict.Failed => $"  {terminal.OutPen.Red("failed")}     {result.Case}: {result.Reason}",
            _ => $"  not taken  {result.Case}: {result.Reason}",
        });

    private static void WriteJson(Terminal terminal, List<OnnxCaseResult> results) =>
        JsonText.WriteObject(terminal, json =>
        {
            json.WriteNumber("cases", results.Count(r => r.Verdict != OnnxCaseVerdict.NotTaken));
            json.WriteNumber("passed", results.Count(r => r.Verdict == OnnxCaseVerdict.Passed));
            WriteCases(json, "failed", results.Where(r => r.Verdict == OnnxCaseVerdict.Failed));
            WriteCases(json, "not_taken", results.Where(r => r.Verdict == OnnxCaseVerdict.NotTaken));
        });

    private static void WriteCases(Utf8JsonWriter json, string name, IEnumerable<OnnxCaseResult> results)
    {
        json.WriteStartArray(name);
        foreach (OnnxCaseResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("case", result.Case);
            json.WriteString("reason", result.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
