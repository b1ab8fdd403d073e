using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel export</c>: the forms in which a model leaves Carousel, each a verb inside.</summary>
internal sealed class ExportCommand() : VerbCommand(
    "export", "Export a model: c for devices, onnx for runtimes, web for a page.", ExportCCommand.Line)
{
    private readonly Argument<string?> _form = new("FORM")
    {
        Description = "Export format: c, onnx or web.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_form];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<VerbCommand> Verbs { get; } =
    [
        new ExportCCommand(), new ExportOnnxCommand(), new ExportWebCommand(),
    ];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        throw new UsageException(
            result.GetValue(_form) is { } form ? UnknownVerb(form) : $"export needs a format and a model. {Forms}");
    }

    /// <inheritdoc/>
    public override string UnknownVerb(string word) => $"export has no format '{word}'. {Forms}";

    private string Forms =>
        $"Its formats: {string.Join(", ", Verbs.Select(v => v.Name.Split(' ')[^1]))}. An example: {Example}";
}
