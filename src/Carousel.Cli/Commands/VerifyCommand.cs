using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel verify</c>: holds Carousel's numbers against those of a standard's test cases; each form is a verb
/// inside.
/// </summary>
internal sealed class VerifyCommand : VerbCommand
{
    private readonly Argument<string?> _form = new("FORM")
    {
        Description = "Whose test cases: onnx.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <inheritdoc/>
    public override string Name => "verify";

    /// <inheritdoc/>
    public override string Summary => "Run test cases of a standard, such as onnx, and say which pass.";

    /// <inheritdoc/>
    public override string Example => Verbs[0].Example;

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_form];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override IReadOnlyList<VerbCommand> Verbs { get; } = [new VerifyOnnxCommand()];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation) =>
        throw new UsageException(
            result.GetValue(_form) is { } form ? UnknownVerb(form) : $"verify needs a form and a folder. {Forms}");

    /// <inheritdoc/>
    public override string UnknownVerb(string word) => $"verify knows no form '{word}'. {Forms}";

    private string Forms =>
        $"Its forms: {string.Join(", ", Verbs.Select(v => v.Name.Split(' ')[^1]))}. An example: {Example}";
}
