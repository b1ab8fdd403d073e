using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Tagging;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel tag</c>: learns a label for each token of a sentence, or each step of a sequence of numbers.</summary>
internal sealed class TagCommand : JobCommand
{
    private readonly Argument<string?> _data = new("data.conll")
    {
        Description = "CoNLL-U, or a token a line with its label behind it and a blank line between sentences; or CSV with a label for each row of numbers. Without it: bundled sentences.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly TagOptionSet _tag = new();

    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override string Summary => "Learn a label for each token or step: parts of speech, names, states.";

    /// <inheritdoc/>
    public override string Example => "carousel tag samples/english_ewt.conll --epochs 2 --out out/ewt";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_tag.Columns, _tag.Tagging, _tag.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        TagOptions options = _tag.Read(result, Fit.Read(result, Run.Threads(result)));
        return TagPlan.Make(TagData.Read(result.GetValue(_data) ?? TagSample.Find(), options), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? TagSample.Name;
}
