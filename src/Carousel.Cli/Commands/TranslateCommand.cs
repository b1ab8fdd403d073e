using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Translation;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel translate</c>: learns from lines and their translations to translate lines.</summary>
internal sealed class TranslateCommand : JobCommand
{
    private readonly Argument<string?> _source = new("source")
    {
        Description = "Lines to be translated, or lines with a tab and their translations; gzip is allowed. Without it: made sentences.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string?> _target = new("target")
    {
        Description = "Their translations, line by line, where the first file has no tabs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly TranslationOptionSet _translation = new();

    /// <inheritdoc/>
    public override string Name => "translate";

    /// <inheritdoc/>
    public override string Summary => "Learn to translate lines from lines and their translations.";

    /// <inheritdoc/>
    public override string Example => "carousel translate --epochs 1 --hidden 32 --out out/sentences";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_source, _target];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_translation.Translating, _translation.Searching, _translation.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultSearch => ["dropout=0.1..0.5", "learning-rate=5e-4..5e-3"];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        TranslationOptions options = _translation.Read(result, Fit.Read(result, Run.Threads(result)));
        TranslationData data = result.GetValue(_source) is { } source
            ? TranslationData.Read(source, result.GetValue(_target), options)
            : TranslationData.Divide(MadeSentences.Name, MadeSentences.Make(options.Fit.Seed), options);
        return TranslationPlan.Make(data, options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_source) ?? MadeSentences.Name;
}
