using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Video;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel video</c>: learns from clips which action they show, or how the next frame looks.</summary>
internal sealed class VideoCommand : JobCommand
{
    private readonly Argument<string?> _data = new("clips")
    {
        Description = "A folder with a folder of PNG, PGM or PPM frames for each clip, or for each action a folder of such; or a table of poses with clip, frame and joints. Without it: stick figures that are made.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly VideoOptionSet _video = new();

    /// <inheritdoc/>
    public override string Name => "video";

    /// <inheritdoc/>
    public override string Summary => "Learn from clips or poses which action they show, or the next frame.";

    /// <inheritdoc/>
    public override string Example => "carousel video --poses --hidden 16 --epochs 2 --out out/video";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_video.Video, _video.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result) =>
        VideoPlans.Make(result.GetValue(_data), _video.Read(result, Fit.Read(result, Run.Threads(result))));

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? VideoPlans.SampleName;
}
