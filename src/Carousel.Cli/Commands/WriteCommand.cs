using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Handwriting;
using Carousel.Tasks.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel write</c>: learns from pen strokes: classes of drawings, symbols of lines, or how to draw.</summary>
internal sealed class WriteCommand : JobCommand
{
    private readonly Argument<string?> _data = new("drawings")
    {
        Description = "Stroke-3 as JSON, a drawing a line; a table of points with drawing, x, y, pen and label; or x, y, x, y, … and a label on each line. Without it: digits that are made.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly WriteOptionSet _write = new();

    /// <inheritdoc/>
    public override string Name => "write";

    /// <inheritdoc/>
    public override string Summary => "Learn from pen strokes: classes, lines of symbols, or how to draw.";

    /// <inheritdoc/>
    public override string Example => "carousel write --mode generate --hidden 32 --epochs 2 --out out/pen";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_write.Writing, _write.Drawing, _write.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultSearch => ["hidden=32..128", "layers=1,2", "dropout=0..0.5", "learning-rate=1e-3..1e-2", "distortion=0,0.5,1,2"];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result) =>
        WritePlans.Make(result.GetValue(_data), _write.Read(result, Fit.Read(result, Run.Threads(result))));

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? WritePlans.SampleName;
}
