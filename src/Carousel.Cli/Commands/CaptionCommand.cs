using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Captioning;
using Carousel.Tasks.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel caption</c>: learns to say a sentence of a picture.</summary>
internal sealed class CaptionCommand : JobCommand
{
    private readonly Argument<string?> _data = new("sentences.tsv")
    {
        Description = "Lines of picture, tab, sentence and perhaps tab, group; or JSON lines with picture, sentence, group. Without it: made scenes.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly CaptionOptionSet _caption = new();

    /// <inheritdoc/>
    public override string Name => "caption";

    /// <inheritdoc/>
    public override string Summary => "Learn to describe pictures in a sentence, and show where it looked.";

    /// <inheritdoc/>
    public override string Example => "carousel caption samples/nlvr/sentences.tsv --epochs 2 --out out/nlvr";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_caption.Pictures, _caption.Captioning, _caption.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        CaptionOptions options = _caption.Read(result, Fit.Read(result, Run.Threads(result)));
        return CaptionPlan.Make(result.GetValue(_data) is { } table ? CaptionData.Read(table, options) : CaptionData.OfMadeScenes(options), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? MadeScenes.Name;
}
