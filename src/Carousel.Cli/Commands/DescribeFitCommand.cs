using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel describe</c> before the command line of a fit: what the fit would take, without training.
/// </summary>
/// <param name="job">The verb that would train.</param>
internal sealed class DescribeFitCommand(JobCommand job) : VerbCommand(
    $"describe {job.Name}", $"Show the plan and costs of carousel {job.Name}, without training.",
    job.Example.Replace("carousel ", "carousel describe "), job.Run)
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Option<bool> _schema = OptionKinds.Switch(
        "--schema", "Print the job's options as a JSON schema, for programs; nothing is read.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => job.Arguments;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. job.Groups, new OptionGroup("Describe", [_schema])];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (!result.GetValue(_schema))
        {
            return job.DescribeAsync(result, terminal, cancellation);
        }

        terminal.Out.WriteLine(job.SchemaOf(result).ToJsonString(_indented));
        return Task.FromResult(ExitCode.Done);
    }
}
